#include "engine/runs/journalrecords.h"

namespace Saltern {

QString runStateName(RunState state)
{
    switch (state) {
    case RunState::Running:
        return QStringLiteral("running");
    case RunState::Done:
        return QStringLiteral("done");
    case RunState::Failed:
        return QStringLiteral("failed");
    case RunState::Lost:
        return QStringLiteral("lost");
    case RunState::Cancelled:
        return QStringLiteral("cancelled");
    }
    return QStringLiteral("unknown");
}

QString stepStateName(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return QStringLiteral("waiting");
    case StepState::Started:
        return QStringLiteral("started");
    case StepState::Retrying:
        return QStringLiteral("retrying");
    case StepState::Done:
        return QStringLiteral("done");
    case StepState::Failed:
        return QStringLiteral("failed");
    case StepState::Lost:
        return QStringLiteral("lost");
    case StepState::Cancelled:
        return QStringLiteral("cancelled");
    case StepState::Stopped:
        return QStringLiteral("stopped");
    case StepState::Bypassed:
        return QStringLiteral("bypassed");
    case StepState::Observed:
        return QStringLiteral("observed");
    }
    return QStringLiteral("unknown");
}

} // namespace Saltern
