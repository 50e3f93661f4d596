#pragma once

#include "engine/runs/journalrecords.h"

class QSqlQuery;

namespace Saltern {

/// deployments.active: 0 = stopped, 1 = runs, this = runs again when an engine starts without a
/// folder of documents.
inline constexpr int keptDeployment = 2;

// Rows of a journal as records. Each list of columns goes with the function that reads it.

inline constexpr QLatin1StringView runColumns{
    "number, pipeline, revision, trigger, event, guarantee, state, started, finished, reason"};
RunRecord readRun(const QSqlQuery &row);

inline constexpr QLatin1StringView stepColumns{
    "run, number, node, parent, port, event, state, attempt, due, created, started, finished, "
    "host, parameters, outcome, log"};
StepRecord readStep(const QSqlQuery &row);

} // namespace Saltern
