#include "engine/simulation/simulation.h"

#include "engine/hosts/eventplayer.h"
#include "engine/hosts/recordedevents.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/scripts/scriptworkers.h"

#include <QTimer>

namespace Saltern {

namespace {

// Qt delivers posted events for as long as there are any: without a pause now and then neither
// sockets nor Ctrl+C would be heard, nor would the pipelines of the engine that simulates go on.
constexpr qint64 msBetweenPauses = 10;
constexpr std::chrono::milliseconds pause{1}; // of zero, Qt would make a posted event, too

// Retries wait as long in each simulation as in the last.
constexpr quint32 seed = 1;

} // namespace

QJsonObject SimulationReport::toJson() const
{
    return {{QStringLiteral("events"), events},
            {QStringLiteral("runs"), runs},
            {QStringLiteral("failedRuns"), failedRuns},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("deadLetters"), deadLetters},
            {QStringLiteral("from"), formatTimeNs(startedNs)},
            {QStringLiteral("to"), formatTimeNs(endedNs)}};
}

Simulation::Simulation(QObject *parent)
    : QObject(parent), m_ownActions(&m_clock), m_secrets(SecretStore::masked())
{
    connect(&m_realSteps, &RealSteps::changed, this, &Simulation::queueTurn);
}

Simulation::~Simulation() = default;

void Simulation::start()
{
    QTimer::singleShot(0, this, &Simulation::begin);
}

void Simulation::cancel()
{
    // Posted like the turns: before any further one, and not after a pause.
    const auto end = [this] {
        finish(fail(ErrorKind::Cancelled, QStringLiteral("The simulation was cancelled.")));
    };
    QMetaObject::invokeMethod(this, end, Qt::QueuedConnection);
}

void Simulation::begin()
{
    if (m_over)
        return;
    const auto pipeline = readPipelineToRun();
    if (!pipeline) {
        finish(fail(pipeline.error()));
        return;
    }
    const qint64 firstNs = m_events.empty() ? recordedEpochNs : m_events.front().timeNs();
    m_report.startedNs = m_startNs.value_or(firstNs);
    m_clock = VirtualClock(m_report.startedNs);
    addHosts();
    m_player = std::make_unique<EventPlayer>(std::move(m_events), &m_clock);
    makeScheduler();
    connect(m_player.get(), &EventPlayer::played, this, [this](const Event &event) {
        m_scheduler->publish(event);
    });
    connect(m_player.get(), &EventPlayer::finished, this, [this] { m_played = true; });
    if (const auto deployed = m_scheduler->deploy(*pipeline, m_bundle); !deployed) {
        finish(fail(deployed.error()));
        return;
    }
    const auto after = [this](qint64 ns, std::function<void()> action) {
        m_clock.after(std::chrono::milliseconds(ns / 1'000'000), this, std::move(action));
    };
    after(std::max<qint64>(firstNs - m_report.startedNs, 0), [this] { m_player->start(); });
    m_clock.after(m_lasting, this, [this] { m_lasted = true; });
    queueTurn();
}

Result<Pipeline> Simulation::readPipelineToRun() const
{
    if (m_pipeline)
        return *m_pipeline;
    const BundleFolder folder(m_bundle);
    LoadedPipeline loaded = readPipeline(m_bundle.document);
    if (loaded.understood)
        loaded.problems += validate(loaded.pipeline, loaded.source, &folder);
    QStringList errors;
    for (const Problem &problem : problemsForRunning(loaded)) {
        if (problem.severity == Severity::Error)
            errors += formatProblem(m_bundle.documentName, problem);
    }
    if (errors.isEmpty())
        return loaded.pipeline;
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1 cannot be simulated: it has %2 problem(s).")
                    .arg(m_bundle.documentName)
                    .arg(errors.size()),
                QStringLiteral("Mend them; saltern validate lists them too."),
                errors.join(u'\n'));
}

void Simulation::addHosts()
{
    QStringList names = hostsOf(m_events);
    names += m_labels.keys();
    names.removeDuplicates();
    if (names.isEmpty())
        names.append(QStringLiteral("local"));
    for (const QString &name : std::as_const(names)) {
        HostConfig host;
        host.name = name;
        host.labels = m_labels.value(name);
        host.recorded = true;
        // A name that no host may have is in a foreign recording; targets do not pick it then.
        const bool added = m_hosts.add(host).has_value();
        if (added && m_services.defaultHost.isEmpty())
            m_services.defaultHost = name;
    }
}

void Simulation::makeScheduler()
{
    m_scripts = std::make_unique<ScriptWorkers>();
    m_services.clock = &m_clock;
    m_services.hosts = &m_hosts;
    m_services.ownActions = &m_ownActions;
    m_services.scripts = m_scripts.get();
    m_services.engineId = QStringLiteral("sim");
    m_kinds = std::make_unique<SimulatedKinds>(
        m_mocks, &m_realSteps, [this](const StepInput &input) { Q_EMIT stepBegins(input); });
    m_journal = std::make_unique<Journal>(JournalOptions{});
    m_scheduler = std::make_unique<Scheduler>(
        m_services, m_secrets, *m_journal, m_kinds->kinds(), SchedulerOptions{.seed = seed});
    connect(m_scheduler.get(), &Scheduler::eventSeen, this, &Simulation::eventSeen);
    connect(m_scheduler.get(), &Scheduler::runChanged, this, &Simulation::count);
    connect(m_scheduler.get(), &Scheduler::runChanged, this, &Simulation::runChanged);
    connect(m_scheduler.get(), &Scheduler::stepChanged, this, [this](const StepChange &change) {
        m_report.steps += isFinal(change.state) ? 1 : 0;
        Q_EMIT stepChanged(change);
    });
    connect(m_scheduler.get(), &Scheduler::deadLettered, this, [this](const DeadLetter &letter) {
        ++m_report.deadLetters;
        Q_EMIT deadLettered(letter);
    });
}

void Simulation::count(const RunChange &change)
{
    if (change.state == RunState::Running)
        ++m_report.runs;
    else if (change.state != RunState::Done)
        ++m_report.failedRuns;
}

void Simulation::queueTurn()
{
    if (m_turnQueued || m_over)
        return;
    m_turnQueued = true;
    if (m_sincePause.isValid() && m_sincePause.elapsed() < msBetweenPauses) {
        QMetaObject::invokeMethod(this, &Simulation::turn, Qt::QueuedConnection);
        return;
    }
    QTimer::singleShot(pause, this, [this] {
        m_sincePause.start();
        turn();
    });
}

// Time goes on only when nothing is under way at the present moment: what was submitted to the
// journal comes first, then the scripts, which say themselves when they are done.
void Simulation::turn()
{
    m_turnQueued = false;
    if (m_over)
        return;
    if (m_journal->pending() > 0) {
        queueTurn();
        return;
    }
    if (!m_realSteps.isEmpty())
        return;
    if (isOver() || !m_clock.runNext()) {
        m_report.events = m_player->count();
        m_report.endedNs = m_clock.nowNs();
        finish(m_report);
        return;
    }
    queueTurn();
}

qint64 Simulation::played() const
{
    return m_player ? m_player->count() : m_report.events;
}

bool Simulation::isOver()
{
    if (!m_played || !m_lasted || m_scheduler->openRuns() > 0)
        return false;
    // What elapses then may well begin the next wait: only what is open now is waited for, or else
    // a window behind a timer would go on forever.
    if (!m_untilNs)
        m_untilNs = m_scheduler->lastElapseNs().value_or(m_clock.nowNs());
    return m_clock.nowNs() >= *m_untilNs;
}

void Simulation::finish(const Result<SimulationReport> &report)
{
    if (std::exchange(m_over, true))
        return;
    m_player.reset();
    m_scheduler.reset(); // and with it what still computes
    m_journal.reset();   // it would call the scheduler back
    Q_EMIT finished(report);
}

} // namespace Saltern
