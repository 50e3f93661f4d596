#pragma once

#include "engine/base/clock.h"
#include "engine/hosts/hostset.h"
#include "engine/runs/journal.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"
#include "engine/simulation/hostlabels.h"
#include "engine/simulation/mocks.h"
#include "engine/simulation/simulatedkinds.h"

#include <QElapsedTimer>

#include <memory>
#include <optional>

namespace Saltern {

class EventPlayer;
class ScriptWorkers;

/// What was simulated, in numbers.
struct SimulationReport
{
    qint64 events = 0;      // played
    qint64 runs = 0;        // begun
    qint64 failedRuns = 0;  // those that did not end as done
    qint64 steps = 0;       // ended
    qint64 deadLetters = 0; // events that went no further
    qint64 startedNs = 0;   // virtual time, nanoseconds since 1970
    qint64 endedNs = 0;

    QJsonObject toJson() const;
};

/// Runs one pipeline on recorded events under virtual time: as fast as the machine can, and the
/// same each time. Time jumps to whatever is due next as soon as nothing else is under way, so that
/// retries, time limits and timers cost none. No effect touches anything: a step answers what its
/// mock says; without a mock it leaves by its first output with {"simulated": true}. Scripts are
/// evaluated for real, in processes. Secrets are "***", nothing is written to disk. Engine thread.
class Simulation : public QObject
{
    Q_OBJECT
public:
    explicit Simulation(QObject *parent = nullptr);
    ~Simulation() override;

    /// What is to be run. The document is validated by start().
    void setBundle(const Bundle &bundle) { m_bundle = bundle; }
    /// A changed pipeline in place of the bundle's (it has been validated).
    void setPipeline(const Pipeline &pipeline) { m_pipeline = pipeline; }
    /// Played in this order, with the spacing of their times.
    void setEvents(std::vector<Event> events) { m_events = std::move(events); }
    /// Beside those that events name.
    void setHosts(const HostLabels &hosts) { m_labels = hosts; }
    void setMocks(const Mocks &mocks) { m_mocks = mocks; }
    /// When virtual time begins, nanoseconds since 1970. Default: the first event's time.
    void setStartNs(qint64 startNs) { m_startNs = startNs; }
    /// How long it goes on at least, for timers. Default: until nothing is left to do: what waits
    /// and what windows hold when the last event was played.
    void setLasting(std::chrono::milliseconds lasting) { m_lasting = lasting; }

    void start();

    /// Ends it with ErrorKind::Cancelled.
    void cancel();

    /// The present moment of the simulation, nanoseconds since 1970.
    qint64 nowNs() const { return m_clock.nowNs(); }

    /// Events that were played so far.
    qint64 played() const;

Q_SIGNALS:
    // As those of the Scheduler.
    void eventSeen(const Saltern::EventSeen &seen);
    void runChanged(const Saltern::RunChange &change);
    void stepChanged(const Saltern::StepChange &change);
    void deadLettered(const Saltern::DeadLetter &letter);

    /// A node is given an event: before each attempt, with the settings as it sees them.
    void stepBegins(const Saltern::StepInput &input);

    /// Exactly once after start(), never from inside start() or cancel(). BadInput lists every
    /// problem of the document in its detail, one a line.
    void finished(const Saltern::Result<Saltern::SimulationReport> &report);

private:
    void begin();
    Result<Pipeline> readPipelineToRun() const;
    void addHosts();
    void makeScheduler();
    void count(const RunChange &change);
    void queueTurn();
    void turn();
    bool isOver();
    void finish(const Result<SimulationReport> &report);

    Bundle m_bundle;
    std::optional<Pipeline> m_pipeline;
    std::vector<Event> m_events;
    HostLabels m_labels;
    Mocks m_mocks;
    std::optional<qint64> m_startNs;
    std::chrono::milliseconds m_lasting{0};

    VirtualClock m_clock;
    HostSet m_hosts;
    OwnActions m_ownActions;
    SecretStore m_secrets;
    std::unique_ptr<ScriptWorkers> m_scripts;
    Services m_services;
    RealSteps m_realSteps;
    std::unique_ptr<SimulatedKinds> m_kinds;
    // In this order: the scheduler goes before the journal that calls it back.
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Scheduler> m_scheduler;
    std::unique_ptr<EventPlayer> m_player;
    SimulationReport m_report;
    QElapsedTimer m_sincePause; // since the event loop was last given way
    bool m_turnQueued = false;
    bool m_started = false;
    bool m_lasted = false;
    bool m_played = false;
    std::optional<qint64> m_untilNs; // when what the nodes remember at the end has elapsed
    bool m_over = false;
};

} // namespace Saltern
