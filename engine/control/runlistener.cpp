#include "engine/control/runlistener.h"

#include "engine/control/methodparams.h"
#include "engine/runs/changejson.h"
#include "engine/runs/scheduler.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Params::Name;

constexpr std::chrono::milliseconds flushAfter{50};
constexpr qint64 second = 1000;
constexpr int usualRate = 500;
constexpr int highestRate = 5000;
constexpr qsizetype logTail = 4096;

} // namespace

Result<RunWish> RunWish::fromJson(const QJsonObject &params)
{
    const auto rate = Params::number(params, Name("rate"), usualRate, 1, highestRate);
    if (!rate)
        return fail(rate.error());
    const auto pipeline = Params::optionalText(params, Name("pipeline"));
    if (!pipeline)
        return fail(pipeline.error());
    return RunWish{*pipeline, static_cast<int>(*rate)};
}

RunListener::RunListener(const Scheduler &scheduler, const RunWish &wish)
    : TopicListener(QStringLiteral("runs")), m_wish(wish)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RunListener::flush);
    connect(&scheduler, &Scheduler::runChanged, this, &RunListener::see<RunChange>);
    connect(&scheduler, &Scheduler::stepChanged, this, &RunListener::see<StepChange>);
    connect(&scheduler, &Scheduler::deadLettered, this, &RunListener::see<DeadLetter>);
    m_second.start();
}

template<typename Seen>
void RunListener::see(const Seen &change)
{
    if (!m_wish.pipeline.isEmpty() && change.pipeline != m_wish.pipeline)
        return;
    if (m_second.elapsed() >= second) {
        m_second.start();
        m_sentThisSecond = 0;
    }
    if (m_sentThisSecond < m_wish.rate) {
        ++m_sentThisSecond;
        m_waiting.emplace_back(change);
    } else {
        ++m_skipped;
    }
    if (!m_timer.isActive())
        m_timer.start(flushAfter);
}

void RunListener::flush()
{
    QJsonArray changes;
    for (const Change &change : m_waiting) {
        QJsonObject object =
            std::visit([](const auto &happened) { return changeJson(happened); }, change);
        const QString log = object.value(Name("log")).toString();
        if (log.size() > logTail) {
            object.insert(Name("log"), log.right(logTail));
            object.insert(Name("logCut"), true);
        }
        changes.append(object);
    }
    const bool told = tell({{Name("changes"), changes}, {Name("skipped"), m_skipped}});
    m_skipped = told ? 0 : m_skipped + qint64(m_waiting.size());
    m_waiting.clear();
}

} // namespace Saltern
