#pragma once

#include "engine/runs/journalrecords.h"
#include "engine/runs/liverun.h"

namespace Saltern {

/// A run of a former engine, alive again.
struct RecoveredRun
{
    std::shared_ptr<LiveRun> run;
    std::vector<LiveStepPtr> again; // to be done: waiting, or begun and allowed to begin again
    std::vector<LiveStepPtr> lost;  // begun effects of an at-most-once pipeline: outcome unknown
};

/// Puts a run together from its rows. `pipeline` is the revision that it began with. An error when
/// the rows do not fit it.
Result<RecoveredRun> recoverRun(const UnfinishedRun &unfinished,
                                const std::shared_ptr<DeployedPipeline> &pipeline,
                                const QString &engineId);

} // namespace Saltern
