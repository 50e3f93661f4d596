#pragma once

#include "engine/functions/functionplan.h"

#include <functional>

namespace Saltern {

class FunctionHost;
struct FunctionImage;

/// The body of `POST /containers/create` for one call (Docker Engine API 1.41): everything that
/// isolates a function, and what the plan opens.
QJsonObject functionContainer(const FunctionPlan &plan,
                              const FunctionImage &image,
                              const FunctionHost &host,
                              const StepInput &input);

/// Calls `tell` once for each variable of a call: what the runtime and the document say, and what
/// every handler is told (docs/functions.md).
void tellEnvironment(const FunctionPlan &plan,
                     const StepInput &input,
                     const std::function<void(const QString &name, const QString &value)> &tell);

/// The same as a map.
QMap<QString, QString> functionEnvironment(const FunctionPlan &plan, const StepInput &input);

/// The frames that hand over to the shim what does not change from call to call: code, command,
/// folder. An error when something in it cannot be an argument.
Result<QByteArray>
functionCodeFrames(const FunctionPlan &plan, const FunctionImage &image, quint32 call);

/// The frames that hand an environment over. An error when something in it cannot be in one.
Result<QByteArray> environmentFrames(const QMap<QString, QString> &variables, quint32 call);

/// All the frames of a cold call, up to and without the one that starts it.
Result<QByteArray>
functionCallFrames(const FunctionPlan &plan, const FunctionImage &image, const StepInput &input);

/// The call number of a cold container, which has only one.
inline constexpr quint32 coldCall = 1;

} // namespace Saltern
