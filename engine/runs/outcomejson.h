#pragma once

#include "engine/base/compactjson.h"
#include "engine/runs/behaviour.h"

#include <QJsonArray>
#include <QStringList>

namespace Saltern {

class SecretStore;

/// {"kind", "message", "remedy", "detail"}; empty texts are left out.
QJsonObject errorJson(const Error &error);

/// The data of an error exit: {"error", "exitCode"?, "hosts"?, "log"? (its last 4 KiB)}, and what
/// the step itself says by an exit "error".
QJsonObject errorExitData(const StepOutcome &outcome);

/// An outcome without secrets, also in the data that it hands on: the journal keeps events, and
/// other pipelines and clients see them. A node that needs a secret reads it itself.
StepOutcome masked(StepOutcome outcome, const SecretStore &secrets);

/// Whole events, for what the journal keeps of a step that goes on; and back.
QJsonArray eventsJson(const std::vector<Event> &events);
std::vector<Event> eventsFrom(const QJsonArray &events);

/// What the journal keeps of an outcome beside log and state: {"exits", "error"?, "detail"?,
/// "failures"?}; of a step that goes on also "reached"? (of several hosts) and "publish"? (`unsaid`
/// of the attempt before).
QByteArray outcomeJson(const QStringList &ports,
                       const StepOutcome &outcome,
                       const QJsonArray &failures,
                       const QJsonArray &reached = {},
                       const std::vector<Event> &unsaid = {});

} // namespace Saltern
