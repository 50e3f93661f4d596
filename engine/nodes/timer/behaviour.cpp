#include "engine/runs/behaviour.h"

#include "engine/base/clock.h"
#include "engine/base/duration.h"
#include "engine/nodes/eventtypes.h"
#include "engine/nodes/timer/timetable.h"

namespace Saltern {

namespace {

// Long waits are cut up: the machine's clock may be set in between, and Qt's timers end at 24 days.
constexpr std::chrono::minutes longestWait{1};

class TimerTrigger final : public TriggerNode
{
public:
    TimerTrigger(Pattern pattern, std::unique_ptr<Timetable> timetable, const NodeSetup &setup)
        : m_pattern(std::move(pattern))
        , m_timetable(std::move(timetable))
        , m_clock(setup.services.clock)
        , m_path(QStringLiteral("%1/%2").arg(setup.pipeline, setup.node.id))
        , m_atStart(setup.parameters.value(QLatin1StringView("atStart")).toBool())
    {
    }

    Pattern pattern() const override { return m_pattern; }

    void start() override
    {
        m_round = std::make_unique<QObject>();
        m_count = 0;
        m_timetable->begin(*m_clock);
        if (m_atStart) {
            m_clock->after({}, m_round.get(), [this] { fire(m_clock->nowNs()); });
        }
        wait();
    }

    void stop() override { m_round.reset(); }

private:
    void wait()
    {
        const auto left = m_timetable->untilNext(*m_clock);
        if (!left)
            return;
        m_clock->after(std::min<std::chrono::milliseconds>(*left, longestWait),
                       m_round.get(),
                       [this] { wake(); });
    }

    void wake()
    {
        const auto scheduled = m_timetable->takeDue(*m_clock);
        wait(); // first: whoever hears of the tick may stop this timer
        if (scheduled)
            fire(*scheduled);
    }

    void fire(qint64 scheduledNs)
    {
        const EventFields fields{.source = QStringLiteral("saltern/") + m_path,
                                 .type = QStringLiteral("timer/") + m_path,
                                 .subject = m_path,
                                 .timeNs = m_clock->nowNs()};
        Q_EMIT fired(Event::make(fields,
                                 {{QStringLiteral("scheduled"), formatTimeNs(scheduledNs)},
                                  {QStringLiteral("count"), ++m_count}}));
    }

    Pattern m_pattern;
    std::unique_ptr<Timetable> m_timetable;
    Clock *m_clock;
    QString m_path; // "<pipeline>/<node>"
    bool m_atStart;
    qint64 m_count = 0;
    std::unique_ptr<QObject> m_round; // from start() to stop(); waiting ends with it
};

Result<std::unique_ptr<TriggerNode>> makeTimer(const NodeSetup &setup)
{
    auto pattern =
        typePattern({QStringLiteral("timer/%1/%2").arg(setup.pipeline, setup.node.id)}, {});
    if (!pattern)
        return fail(pattern.error());
    auto timetable = makeTimetable(setup.parameters);
    if (!timetable)
        return fail(timetable.error());
    return std::make_unique<TimerTrigger>(std::move(*pattern), std::move(*timetable), setup);
}

} // namespace

NodeBehaviour timerBehaviour()
{
    return {.trigger = makeTimer};
}

} // namespace Saltern
