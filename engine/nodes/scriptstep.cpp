#include "engine/nodes/scriptstep.h"

namespace Saltern {

namespace {

StepOutcome scriptOutcome(const Result<QJsonArray> &results, const QString &port)
{
    if (!results) {
        // The same script with the same event fails again; a lost worker does not.
        const bool mayRetry = results.error().kind == ErrorKind::Internal;
        return StepOutcome::failed(results.error(), mayRetry);
    }
    StepOutcome outcome;
    for (const QJsonValue &result : *results)
        outcome.exits.push_back({port, result});
    outcome.detail.insert(QStringLiteral("results"), results->size());
    return outcome;
}

} // namespace

ScriptStep::ScriptStep(std::unique_ptr<ScriptCall> call, const QString &port)
    : m_call(std::move(call))
{
    connect(m_call.get(), &ScriptCall::finished, this, [this, port](const auto &results) {
        Q_EMIT finished(scriptOutcome(results, port));
    });
}

} // namespace Saltern
