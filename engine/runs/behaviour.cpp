#include "engine/runs/behaviour.h"

namespace Saltern {

StepOutcome StepOutcome::leave(const QString &port, const QJsonValue &data)
{
    StepOutcome outcome;
    outcome.exits.push_back({port, data});
    return outcome;
}

StepOutcome StepOutcome::passOn(const QString &port)
{
    StepOutcome outcome;
    outcome.exits.push_back({port, std::nullopt});
    return outcome;
}

StepOutcome StepOutcome::failed(Error error, bool mayRetry)
{
    StepOutcome outcome;
    outcome.error = std::move(error);
    outcome.mayRetry = mayRetry;
    return outcome;
}

} // namespace Saltern
