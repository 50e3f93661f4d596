#include "engine/runs/engine.h"

#include "engine/base/installation.h"
#include "engine/control/demostage.h"
#include "engine/control/enginecontrol.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/hosts/hostpresence.h"
#include "engine/hosts/recordedhost.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/backlog.h"
#include "engine/runs/bundlefolder.h"
#include "engine/scripts/scriptworkers.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr qint64 nsPerHour = 3'600'000'000'000;
constexpr qint64 mostMissedNs = nsPerHour;
constexpr qint64 keepRunsNs = 30 * 24 * nsPerHour;
constexpr qint64 maximumJournalBytes = qint64{1} << 30;
constexpr std::chrono::minutes trimEvery = 10min;

// For demos to clean up before the engine ends.
constexpr std::chrono::seconds demosTime = 15s;

// Half of what may wait for one node before events become dead letters: an event on its way may
// still become two.
constexpr std::size_t mostBehindWebhook = 10'000;

// Between two turns of the event loop, so that steps and clients get theirs.
constexpr std::size_t eventsPerTurn = 256;

} // namespace

Engine::Engine(EngineOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_ownActions(&m_clock)
    , m_secrets(configFolder() + QStringLiteral("/secrets"))
    , m_runtimes(std::make_unique<RuntimeCatalogue>(
          RuntimeCatalogue::load(RuntimeCatalogue::standardFolders())))
    , m_scripts(std::make_unique<ScriptWorkers>())
{
    connect(&m_intake, &EventIntake::available, this, &Engine::takeEvents);
}

Engine::~Engine()
{
    m_intake.stop();
}

Result<void> Engine::open()
{
    const auto locked = m_lock.acquire(m_options.stateFolder);
    m_lockHeld = locked.has_value();
    // Watching needs nothing of the folder, so it may go on beside a running engine.
    if (!locked && !m_options.observe)
        return locked;
    for (const HostConfig &host : m_options.hosts) {
        if (const auto added = m_hosts.add(host); !added)
            return added;
    }
    m_journal = std::make_unique<Journal>(JournalOptions{
        .path = m_options.observe ? QStringLiteral(":memory:")
                                  : m_options.stateFolder + QStringLiteral("/journal.sqlite")});
    const auto content = m_journal->open();
    if (!content)
        return fail(content.error());
    m_former = *content;
    m_functions = std::make_unique<FunctionHosts>(&m_hosts, m_former.engineId);
    if (const auto opened = openWebhooks(); !opened)
        return opened;
    m_services = {.clock = &m_clock,
                  .hosts = &m_hosts,
                  .ownActions = &m_ownActions,
                  .runtimes = m_runtimes.get(),
                  .functions = m_functions.get(),
                  .scripts = m_scripts.get(),
                  .network = &m_network,
                  .secrets = &m_secrets,
                  .webhooks = m_webhooks.get(),
                  .engineId = m_former.engineId,
                  .defaultHost = m_hosts.names().value(0)};
    m_scheduler =
        std::make_unique<Scheduler>(m_services, m_secrets, *m_journal, NodeKinds::builtIn());
    m_scheduler->restore(*content);
    m_former.unfinished.clear();
    auto *presence = new HostPresence(&m_clock, this);
    connect(m_scheduler.get(), &Scheduler::eventSeen, presence, [presence](const EventSeen &seen) {
        presence->see(seen.event);
    });
    connect(presence, &HostPresence::happened, this, [this](const Event &event) {
        if (m_hosts.config(event.host())) // it may have been removed meanwhile
            publish(event);
    });
    connect(m_scheduler.get(), &Scheduler::shutDownFinished, this, &Engine::leaveNothing);
    connect(m_journal.get(), &Journal::roomAvailable, this, &Engine::takeEvents);
    connect(m_journal.get(), &Journal::stalled, this, [this](const Error &error) {
        m_stalled = true;
        Q_EMIT stalled(error);
    });
    connect(m_journal.get(), &Journal::recovered, this, [this] {
        m_stalled = false;
        Q_EMIT recovered();
    });
    return {};
}

Result<void> Engine::openWebhooks()
{
    const auto address = ListenAddress::parse(m_options.webhooks);
    if (!address)
        return fail(address.error());
    m_webhooks = std::make_unique<WebhookServer>(*address, m_clock);
    m_webhooks->admission().setWhyBusy(
        [this](const WebhookReceiver &receiver) { return whyBusy(receiver); });
    return {};
}

QString Engine::whyBusy(const WebhookReceiver &receiver) const
{
    if (!hasRoom())
        return QStringLiteral("The engine cannot write its journal fast enough at present.");
    const auto pipeline = m_scheduler->deployed(receiver.webhookPipeline());
    const bool overrun =
        pipeline && backlogBehind(*pipeline, receiver.webhookNode()) >= mostBehindWebhook;
    return overrun
               ? QStringLiteral("%1 events of this pipeline wait already.").arg(mostBehindWebhook)
               : QString();
}

Result<void> Engine::deploy(const Bundle &bundle)
{
    const BundleFolder folder(bundle);
    const LoadedPipeline loaded = checkPipeline(bundle.document, &folder, m_runtimes->names());
    QStringList errors;
    for (const Problem &problem : problemsForRunning(loaded)) {
        if (problem.severity == Severity::Error)
            errors += formatProblem(bundle.documentName, problem);
    }
    if (!errors.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 cannot run: it has %2 problem(s).")
                        .arg(bundle.documentName)
                        .arg(errors.size()),
                    QStringLiteral("Mend them; saltern validate lists them too."),
                    errors.join(u'\n'));
    const bool observe = m_options.observe || m_options.observeOnly;
    return deploy(loaded.pipeline, bundle, observe ? RunMode::Observe : RunMode::Run);
}

Result<void> Engine::deploy(const Pipeline &checked, const Bundle &bundle, RunMode mode, bool kept)
{
    if (mode == RunMode::Run && (m_options.observe || m_options.observeOnly))
        return fail(ErrorKind::Conflict,
                    QStringLiteral("This engine only observes."),
                    QStringLiteral("Observe the pipeline, or start the engine without --observe."));
    return m_scheduler->deploy(
        checked, bundle, {.mode = mode, .seenFromNs = seenFrom(checked), .kept = kept});
}

std::vector<Error> Engine::resumeKept()
{
    std::vector<Error> errors;
    for (const DeploymentRecord &former : m_former.deployments) {
        if (!former.kept)
            continue;
        const auto bundle = Bundle::fromJson(m_former.revisions.value(former.revision));
        const auto resumed =
            bundle
                ? deploy(readPipeline(bundle->document).pipeline,
                         *bundle,
                         m_options.observeOnly ? RunMode::Observe : modeOfRevision(former.revision),
                         true)
                : Result<void>(fail(bundle.error()));
        if (resumed)
            continue;
        errors.push_back(resumed.error());
        errors.back().message.prepend(
            QStringLiteral("\"%1\" does not run again: ").arg(former.pipeline));
    }
    return errors;
}

QList<QByteArray> Engine::keptDocuments() const
{
    QList<QByteArray> documents;
    for (const DeploymentRecord &former : m_former.deployments) {
        const auto bundle = Bundle::fromJson(m_former.revisions.value(former.revision));
        if (former.kept && bundle)
            documents += bundle->document;
    }
    return documents;
}

qint64 Engine::seenFrom(const Pipeline &pipeline) const
{
    // Without cursors the hosts replay nothing, and no clocks have to be compared.
    if (m_started || m_former.cursors.empty())
        return 0;
    const qint64 now = m_clock.nowNs();
    for (const DeploymentRecord &former : m_former.deployments) {
        if (former.pipeline == pipeline.name && former.active && pipeline.missed == Missed::Run)
            return now - mostMissedNs;
    }
    return now;
}

Result<void> Engine::stopPipeline(const QString &name)
{
    return m_scheduler->stopPipeline(name);
}

Result<void> Engine::start()
{
    if (const auto played = playRecordings(); !played)
        return played;
    m_started = true;
    for (const HostConfig &host : m_options.hosts)
        readEventsOf(host);
    m_intake.start();
    scheduleTrim();
    if (!m_lockHeld)
        return {};
    m_control = std::make_unique<EngineControl>(*this);
    return m_control->listen(m_options.socket.isEmpty()
                                 ? m_options.stateFolder + QStringLiteral("/control.sock")
                                 : m_options.socket);
}

Result<void> Engine::addHost(const HostEntry &entry)
{
    auto host = entry.toConfig();
    if (!host)
        return fail(host.error());
    if (m_hosts.config(host->name))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is a host named \"%1\" already.").arg(host->name),
                    QStringLiteral("Choose another name."));
    if (!m_options.hostsFile.isEmpty()) {
        if (const auto kept = HostsFile(m_options.hostsFile).add(entry); !kept)
            return kept;
        host->isRegistered = true;
    }
    if (const auto added = m_hosts.add(*host); !added)
        return added;
    if (m_services.defaultHost.isEmpty())
        m_services.defaultHost = host->name;
    m_addedHosts += host->name;
    readEventsOf(*host);
    return {};
}

bool Engine::isRemovable(const QString &host) const
{
    const HostConfig *config = m_hosts.config(host);
    return config && (config->isRegistered || m_addedHosts.contains(host));
}

Result<void> Engine::removeHost(const QString &name)
{
    if (!isRemovable(name))
        return fail(ErrorKind::Conflict,
                    QStringLiteral("The engine was started with the host \"%1\".").arg(name),
                    QStringLiteral("Start it without that host."));
    if (m_hosts.config(name)->isRegistered && !m_options.hostsFile.isEmpty()) {
        // Somebody may have taken it out of the file already.
        const auto removed = HostsFile(m_options.hostsFile).remove(name);
        if (!removed && removed.error().kind != ErrorKind::NotFound)
            return removed;
    }
    m_addedHosts.removeAll(name);
    m_intake.removeHost(name);
    m_functions->forget(name);
    m_hosts.remove(name);
    if (m_services.defaultHost == name)
        m_services.defaultHost = m_hosts.names().value(0);
    return {};
}

void Engine::readEventsOf(const HostConfig &host)
{
    if (host.recorded)
        return;
    std::optional<IntakeCursor> cursor;
    for (const CursorRecord &former : m_former.cursors) {
        if (former.host == host.name)
            cursor = IntakeCursor{former.daemonId, former.timeNs, former.eventId};
    }
    m_intake.addHost(host, cursor);
    if (!m_options.observe && !m_options.observeOnly)
        m_functions->reapOrphans(host.name);
}

Result<void> Engine::playRecordings()
{
    for (const HostConfig &host : m_options.hosts) {
        if (!host.recorded)
            continue;
        auto recording = RecordedHost::open(host, &m_clock, m_options.speed);
        if (!recording)
            return fail(recording.error());
        connect(recording->get(), &RecordedHost::happened, this, [this](const Event &event) {
            publish(event);
        });
        (*recording)->start();
        m_recordings.push_back(*std::move(recording));
    }
    return {};
}

void Engine::takeEvents()
{
    // With a full journal the events stay where they are; the intake's bound and its gap events
    // take over from there.
    if (!m_scheduler || m_stopped || m_journal->isFull())
        return;
    std::vector<IntakeItem> items = m_intake.take(eventsPerTurn);
    QHash<QString, std::size_t> lastOfHost;
    for (std::size_t i = 0; i < items.size(); ++i)
        lastOfHost.insert(items[i].host, i);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const IntakeItem &item = items[i];
        m_hosts.load().see(item.event);
        std::vector<JournalWrite> alongside;
        // One cursor per host and turn: those before it say less.
        if (lastOfHost.value(item.host) == i)
            alongside.emplace_back(CursorRecord{
                item.host, item.cursor.daemonId, item.cursor.timeNs, item.cursor.lastEventId});
        m_scheduler->publish(m_ownActions.annotate(item.event), std::move(alongside));
    }
}

void Engine::publish(const Event &event, std::function<void(const QStringList &triggers)> published)
{
    m_scheduler->publish(event, {}, std::move(published));
}

void Engine::scheduleTrim()
{
    m_clock.after(trimEvery, this, [this] {
        JournalTransaction transaction;
        transaction.add(Write::Trim{m_clock.nowNs() - keepRunsNs, maximumJournalBytes});
        m_journal->submit(std::move(transaction));
        scheduleTrim();
    });
}

void Engine::shutDown()
{
    if (m_control && !m_control->demos().isEmpty() && !std::exchange(m_ending, true)) {
        // They put back what they changed on the hosts, and then we end.
        connect(&m_control->demos(),
                &DemoStage::emptied,
                this,
                &Engine::shutDown,
                Qt::QueuedConnection);
        m_control->demos().cancelAll();
        m_clock.after(demosTime, this, [this] { shutDown(); });
        return;
    }
    m_control.reset();
    m_intake.stop();
    m_recordings.clear();
    m_scheduler->shutDown();
    // Neither a stalled journal nor a silent Docker host keeps the program from ending: what the
    // journal holds back the next engine repeats or marks, what is left on a host it removes.
    m_clock.after(5s, this, [this] { finishShutDown(); });
}

void Engine::leaveNothing()
{
    // The containers of cancelled calls: this program has to outlive the requests that remove them.
    if (m_functions->isTidying())
        connect(m_functions.get(), &FunctionHosts::tidied, this, &Engine::finishShutDown);
    else
        finishShutDown();
}

void Engine::finishShutDown()
{
    if (!std::exchange(m_stopped, true))
        Q_EMIT stopped();
}

} // namespace Saltern
