#include "engine/control/replaylistener.h"

#include "engine/runs/changejson.h"
#include "engine/runs/outcomejson.h"

#include <QElapsedTimer>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

constexpr std::chrono::milliseconds tellEvery{100};
constexpr qint64 readAtATimeMs = 10;
constexpr qsizetype changesAtATime = 500;
constexpr qsizetype changesWaiting = 4 * changesAtATime;

} // namespace

ReplayListener::ReplayListener(const Bundle &bundle, const Pipeline &pipeline, const Mocks &mocks)
    : TopicListener(QStringLiteral("replay")), m_tally(pipeline)
{
    m_simulation.setBundle(bundle);
    m_simulation.setPipeline(pipeline);
    m_simulation.setMocks(mocks);
    const auto see = [this](const auto &happened) {
        m_tally.see(happened);
        if (m_changes.size() < changesWaiting)
            m_changes.append(changeJson(happened));
        else
            ++m_skipped;
    };
    connect(&m_simulation, &Simulation::eventSeen, this, see);
    connect(&m_simulation, &Simulation::runChanged, this, see);
    connect(&m_simulation, &Simulation::stepChanged, this, see);
    connect(&m_simulation, &Simulation::deadLettered, this, see);
    connect(&m_simulation, &Simulation::stepBegins, this, [this](const StepInput &input) {
        m_tally.see(input);
    });
    connect(&m_simulation, &Simulation::finished, this, &ReplayListener::finish);
    m_timer.setInterval(tellEvery);
    connect(&m_timer, &QTimer::timeout, this, &ReplayListener::flush);
}

ReplayListener::~ReplayListener() = default;

void ReplayListener::play(std::vector<Event> events)
{
    m_events = std::move(events);
    simulate();
}

void ReplayListener::playRecording(const QByteArray &lines)
{
    m_reader.emplace(lines, QStringLiteral("recording"));
    QTimer::singleShot(1, this, &ReplayListener::readOn);
}

void ReplayListener::giveUp(const Error &error)
{
    finish(fail(error));
}

void ReplayListener::readOn()
{
    QElapsedTimer begun;
    begun.start();
    while (begun.elapsed() < readAtATimeMs) {
        auto event = m_reader->next();
        if (!event) {
            giveUp(event.error());
            return;
        }
        if (!*event) {
            m_reader.reset();
            simulate();
            return;
        }
        m_events.push_back(**std::move(event));
    }
    QTimer::singleShot(1, this, &ReplayListener::readOn);
}

void ReplayListener::simulate()
{
    m_total = static_cast<qint64>(m_events.size());
    m_simulation.setEvents(std::move(m_events));
    m_simulation.start();
    m_timer.start();
}

void ReplayListener::finish(const Result<SimulationReport> &report)
{
    m_report = report;
    // Not from here: who asked may not have its answer yet.
    m_timer.start();
}

void ReplayListener::flush()
{
    QJsonObject news = m_tally.changes();
    news.insert(Name("played"), m_simulation.played());
    news.insert(Name("events"), m_total);
    news.insert(Name("runs"), m_tally.runs());
    QJsonArray changes;
    const qsizetype told = std::min(changesAtATime, m_changes.size());
    for (const QJsonObject &change : m_changes.first(told))
        changes.append(change);
    news.insert(Name("changes"), changes);
    news.insert(Name("skipped"), m_skipped);
    const bool isLast = m_report && told == m_changes.size();
    if (isLast) {
        news.insert(Name("finished"), true);
        news.insert(Name("effects"), m_tally.effects());
        if (*m_report)
            news.insert(Name("report"), (*m_report)->toJson());
        else
            news.insert(Name("error"), errorJson(m_report->error()));
    }
    // What did not get through is told with what comes next.
    if (!tell(news))
        return;
    m_tally.forgetChanges();
    m_changes.remove(0, told);
    if (isLast)
        m_timer.stop();
}

} // namespace Saltern
