#pragma once

#include "engine/functions/functionimage.h"
#include "engine/functions/functionplan.h"
#include "engine/functions/handleroutput.h"

#include <optional>

namespace Saltern {

/// What the shim's last frame says, as the outcome of a step: exit events, or which error it was
/// and whether another attempt can help (docs/functions.md, "How a call ends").
StepOutcome functionOutcome(const FunctionPlan &plan,
                            const StepInput &input,
                            const QJsonObject &done,
                            const HandlerOutput &output);

/// The outcome when the container went away without a word. `exitCode` is -1 when nobody knows it.
StepOutcome lostFunctionOutcome(const FunctionPlan &plan,
                                bool outOfMemory,
                                int exitCode,
                                const HandlerOutput &output);

/// The end of a call of which nobody knows whether it happened, in a pipeline that asks for at most
/// once: it is not tried again, and says so.
StepOutcome notTriedAgain(StepOutcome outcome);

/// Writes into the trace which image it was: its name, what the registry calls that content (not
/// for an image made on the host), and its id. What is not known yet is left out.
void noteImage(StepOutcome &outcome, const FunctionPlan &plan, const FunctionImage &image);

/// What the trace of every call says that one container of a pool runs. Its id is empty for a call
/// that none has begun with.
QJsonObject
pooledCallTrace(const FunctionPlan &plan, const FunctionImage &image, const QString &container);

/// Set when the event is above the limit for events.
std::optional<Error> eventTooLarge(const FunctionPlan &plan, const StepInput &input);

/// The exit events of the values that a hot handler gave back, at least one. Without
/// `mayBeTooLarge` nobody measures them: together they are known to be below the limit for events.
StepOutcome hotFunctionOutcome(const FunctionPlan &plan,
                               const std::vector<QJsonValue> &values,
                               bool mayBeTooLarge);

/// A hot handler ended before it was ready, or without an answer.
StepOutcome endedHandlerOutcome(const FunctionPlan &plan,
                                const StepInput &input,
                                const QJsonObject &done,
                                const HandlerOutput &output);

/// The step ran out of time; `activity` is what it was still busy with, empty for the handler
/// itself.
Error functionTimeout(const FunctionPlan &plan, const StepInput &input, const QString &activity);

} // namespace Saltern
