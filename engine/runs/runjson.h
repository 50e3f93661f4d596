#pragma once

#include "engine/events/pattern.h"
#include "engine/runs/runstore.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Saltern {

// Runs as JSON: what `saltern runs --json` prints and the control protocol answers.

/// A run's id: the engine's and its number.
QString runId(const RunStore &store, const RunRecord &run);
QJsonObject runJson(const RunStore &store, const RunRecord &run);

/// The run, the event that began it, the clauses of its trigger, its steps.
QJsonObject storyJson(const RunStore &store, const RunStory &story);

/// The clauses of the trigger's pattern with the values that they saw. Made from the revision that
/// ran; nothing when that is gone or its kind is unknown to this version.
std::vector<ClauseVerdict> triggerClauses(const RunStore &store, const RunStory &story);
QJsonArray clausesJson(const std::vector<ClauseVerdict> &clauses);

} // namespace Saltern
