#include "engine/base/duration.h"
#include "engine/nodes/delay/moment.h"
#include "engine/runs/statefulnode.h"

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

/// Remembers nothing itself: the engine holds the event, and knows for how long.
class Delay final : public StatefulNode
{
public:
    void restore(const std::vector<Memory> &, qint64) override {}
    void begin(qint64, StateChanges &) override {}
    std::optional<qint64> dueNs() const override { return std::nullopt; }
    std::optional<qint64> lastDueNs() const override { return std::nullopt; }
    void elapse(qint64, StateChanges &) override {}

    StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) override
    {
        const auto until = untilOf(input.parameters, nowNs);
        if (!until)
            return StepOutcome::failed(until.error(), false);
        if (*until - nowNs > longestDelayNs)
            return StepOutcome::failed({ErrorKind::BadInput,
                                        QStringLiteral("A delay lasts at most 365 days."),
                                        QStringLiteral("Name an earlier moment."),
                                        {}},
                                       false);
        changes.untilNs = *until;
        return StepOutcome::passOn(QStringLiteral("out"));
    }

private:
    static Result<qint64> untilOf(const QJsonObject &parameters, qint64 nowNs)
    {
        const QString until = parameters.value(QLatin1StringView("until")).toString();
        if (!until.isEmpty())
            return momentFrom(
                until, parameters.value(QLatin1StringView("timezone")).toString(), nowNs);
        const auto wait = parseDuration(parameters.value(QLatin1StringView("for")).toString());
        if (!wait)
            return fail(wait.error());
        return nowNs + wait->count() * nsPerMs;
    }
};

Result<std::unique_ptr<StatefulNode>> makeDelay(const NodeSetup &)
{
    return std::make_unique<Delay>();
}

} // namespace

NodeBehaviour delayBehaviour()
{
    return {.stateful = makeDelay};
}

} // namespace Saltern
