#pragma once

#include "engine/base/clock.h"
#include "engine/docker/eventintake.h"
#include "engine/hosts/hostsfile.h"
#include "engine/runs/behaviour.h"
#include "engine/runs/journal.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"
#include "engine/runs/statelock.h"

#include <QNetworkAccessManager>

namespace Saltern {

class EngineControl;
class RecordedHost;
class WebhookReceiver;
class WebhookServer;

struct EngineOptions
{
    QString stateFolder;
    std::vector<HostConfig> hosts;
    bool observe = false;     // live events, no effect, no trace left in the state folder
    bool observeOnly = false; // pipelines may only be observed; otherwise an engine like any other
    QString socket;           // of the control protocol; empty = control.sock in the state folder
    QString webhooks = QStringLiteral("127.0.0.1:8750"); // where webhooks are received
    double speed = 1;  // how many times faster recorded hosts play
    QString hostsFile; // where added hosts are kept; empty = they last as long as the engine
};

/// Pipelines on Docker hosts: the state folder and its journal, the hosts and their events, the
/// scheduler, the control socket. Open it, deploy, start; one thread, its event loop running.
class Engine : public QObject
{
    Q_OBJECT
public:
    explicit Engine(EngineOptions options, QObject *parent = nullptr);
    ~Engine() override;

    /// Takes the state folder (a conflict when another engine has it) and opens the journal.
    Result<void> open();

    /// Validates and runs a pipeline. BadInput lists every problem in its detail, one a line.
    Result<void> deploy(const Bundle &bundle);

    /// Runs a pipeline that was validated without errors. `kept`: see resumeKept().
    Result<void>
    deploy(const Pipeline &checked, const Bundle &bundle, RunMode mode, bool kept = false);

    /// Runs again what was deployed as kept and never stopped. The errors of those that could not
    /// be; the others run. Between open() and start().
    std::vector<Error> resumeKept();

    Result<void> stopPipeline(const QString &name);

    /// Subscribes to the hosts and listens on the control socket.
    Result<void> start();

    /// Ends without deciding anything: what waits or runs goes on with the next engine on this
    /// state folder. stopped() follows, within seconds.
    void shutDown();

    /// Puts an event on the bus. `published` gets the triggers that it set off, once durable.
    void publish(const Event &event,
                 std::function<void(const QStringList &triggers)> published = {});

    /// A further host, from now on; kept in the hosts file when the engine has one.
    Result<void> addHost(const HostEntry &host);
    /// A conflict for one that the command line named.
    Result<void> removeHost(const QString &name);
    bool isRemovable(const QString &host) const;

    /// False while the journal cannot be written, or not fast enough: what comes from outside is
    /// refused then.
    bool hasRoom() const { return !m_stalled && !m_journal->isFull(); }

    Scheduler &scheduler() { return *m_scheduler; }
    Journal &journal() { return *m_journal; }
    HostSet &hosts() { return m_hosts; }
    SecretStore &secrets() { return m_secrets; }
    /// From open() on.
    WebhookServer &webhooks() { return *m_webhooks; }
    Services &services() { return m_services; }
    IntakeCounters intakeCounters(const QString &host) const { return m_intake.counters(host); }
    const EngineOptions &options() const { return m_options; }
    /// Deployments as a former engine left them.
    const std::vector<DeploymentRecord> &formerDeployments() const { return m_former.deployments; }
    /// The documents that resumeKept() would run.
    QList<QByteArray> keptDocuments() const;
    QString engineId() const { return m_services.engineId; }
    bool isStalled() const { return m_stalled; }

    /// Where people ask and listen; from start() to shutDown(), null for an engine without a lock.
    EngineControl *control() const { return m_control.get(); }

Q_SIGNALS:
    /// The journal cannot be written (disk full...): events stay with the hosts' queues until it
    /// can.
    void stalled(const Saltern::Error &error);
    void recovered();
    void stopped();

private:
    Result<void> openWebhooks();
    QString whyBusy(const WebhookReceiver &receiver) const;
    void takeEvents();
    void scheduleTrim();
    qint64 seenFrom(const Pipeline &pipeline) const;
    void readEventsOf(const HostConfig &host);
    Result<void> playRecordings();
    void leaveNothing();
    void finishShutDown();

    EngineOptions m_options;
    SystemClock m_clock;
    StateLock m_lock;
    HostSet m_hosts;
    OwnActions m_ownActions;
    SecretStore m_secrets;
    std::unique_ptr<RuntimeCatalogue> m_runtimes;
    std::unique_ptr<ScriptWorkers> m_scripts;
    std::unique_ptr<FunctionHosts> m_functions;
    QNetworkAccessManager m_network;
    Services m_services;
    JournalContent m_former;
    QStringList m_addedHosts;
    EventIntake m_intake;
    std::vector<std::unique_ptr<RecordedHost>> m_recordings;
    // In this order: the scheduler goes before the journal that calls it back.
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<WebhookServer> m_webhooks;
    std::unique_ptr<Scheduler> m_scheduler;
    std::unique_ptr<EngineControl> m_control;
    bool m_started = false;
    bool m_lockHeld = false;
    bool m_stalled = false;
    bool m_ending = false;
    bool m_stopped = false;
};

} // namespace Saltern
