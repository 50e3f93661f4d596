#include "engine/demos/demorunner.h"

#include "engine/base/clock.h"
#include "engine/base/duration.h"
#include "engine/demos/demopost.h"
#include "engine/demos/demoreceiver.h"
#include "engine/demos/demovenue.h"
#include "engine/demos/simulateddemo.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/runs/engine.h"

#include <QRandomGenerator>

namespace Saltern {

namespace {

// For what comes before the first act: reaching the engine, subscribing.
constexpr std::chrono::seconds startTimeout{30};

// In names and label values: lower-case letters and digits only.
QString freshRun()
{
    return QString::number(QRandomGenerator::system()->generate64() % 0x100000000000, 36);
}

QString freshKey()
{
    return QString::number(QRandomGenerator::system()->generate64(), 36) + freshRun();
}

} // namespace

DemoRunner::DemoRunner(const Demo &demo, const std::vector<HostConfig> &hosts, QObject *parent)
    : DemoPlay(parent), m_demo(demo), m_given(hosts), m_watch(demo.acts)
{
    m_outcome.run = freshRun();
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &DemoRunner::deadlinePassed);
}

DemoRunner::~DemoRunner() = default;

void DemoRunner::start()
{
    const auto hosts = DemoVenue::hostsFor(m_demo, m_given);
    if (!hosts) {
        QTimer::singleShot(0, this, [this, hosts] { playRecording(hosts.error()); });
        return;
    }
    m_hosts = *hosts;
    m_venue = std::make_unique<DemoVenue>(m_hosts, m_outcome.run);
    connect(m_venue.get(), &DemoVenue::prepared, this, &DemoRunner::prepared);
    connect(m_venue.get(), &DemoVenue::done, this, [this](const Result<void> &result) {
        if (!m_leaving)
            endAct(result);
    });
    connect(m_venue.get(), &DemoVenue::cleanedUp, this, &DemoRunner::cleanedUp);
    m_venue->prepare(m_demo.images());
}

void DemoRunner::cancel()
{
    if (m_recording)
        m_recording->cancel();
    else
        leave(Error{ErrorKind::Cancelled, QStringLiteral("The demo was cancelled.")});
}

void DemoRunner::prepared(const Result<void> &result)
{
    if (m_leaving)
        return;
    const QString image = m_venue->missingImage();
    const QString command = m_demo.buildCommand(image);
    if (!result && !command.isEmpty()) {
        playRecording(
            {ErrorKind::Unreachable,
             QStringLiteral("The Docker host has no image %1, and no registry has it.").arg(image),
             QStringLiteral("Make it there: %1").arg(command),
             {}});
        return;
    }
    const Result<void> started = result ? startEngine() : result;
    if (!started)
        leave(started.error());
}

void DemoRunner::playRecording(const Error &why)
{
    if (m_leaving)
        return;
    if (m_recordingRefused || !m_demo.recording) {
        leave(why);
        return;
    }
    m_outcome.whySimulated = why.toString();
    Q_EMIT simulatedInstead(m_outcome.whySimulated);
    m_recording = std::make_unique<SimulatedDemo>(m_demo);
    connect(m_recording.get(), &DemoPlay::eventSeen, this, &DemoPlay::eventSeen);
    connect(m_recording.get(), &DemoPlay::runChanged, this, &DemoPlay::runChanged);
    connect(m_recording.get(), &DemoPlay::stepChanged, this, &DemoPlay::stepChanged);
    connect(m_recording.get(), &DemoPlay::deadLettered, this, &DemoPlay::deadLettered);
    connect(m_recording.get(), &DemoPlay::actFinished, this, &DemoPlay::actFinished);
    connect(m_recording.get(), &DemoPlay::finished, this, &DemoRunner::recordingPlayed);
    m_recording->start();
}

void DemoRunner::recordingPlayed(const DemoOutcome &outcome)
{
    m_outcome.simulated = true;
    m_outcome.acts = outcome.acts;
    leave(outcome.error);
}

Result<void> DemoRunner::startEngine()
{
    m_engine = std::make_unique<Engine>(EngineOptions{.stateFolder = m_state.path(),
                                                      .hosts = m_hosts,
                                                      .webhooks = QStringLiteral("127.0.0.1:0")});
    connect(m_engine.get(), &Engine::stopped, this, &DemoRunner::cleanUp);
    m_engine->secrets().provide(demoSecret(demoToken, m_outcome.run), freshKey());
    Result<void> ready = m_engine->open();
    if (ready)
        ready = deployPipeline();
    if (ready)
        ready = m_engine->start();
    if (ready)
        m_deadline.start(startTimeout);
    return ready;
}

// The document is one that came with this program and is tested; only what it may touch is not as
// written.
Result<void> DemoRunner::deployPipeline()
{
    const Result<Pipeline> pipeline =
        scopedToDemoRun(readPipeline(m_demo.bundle.document).pipeline, m_outcome.run);
    if (!pipeline)
        return fail(pipeline.error());
    Scheduler &scheduler = m_engine->scheduler();
    connect(&scheduler, &Scheduler::eventSeen, this, &DemoRunner::see);
    connect(&scheduler, &Scheduler::stepChanged, this, [this](const StepChange &change) {
        m_watch.see(change);
        lookAtExpectation();
    });
    follow(scheduler);
    return scheduler.deploy(*pipeline, m_demo.bundle);
}

void DemoRunner::see(const EventSeen &seen)
{
    m_watch.see(seen);
    for (const HostConfig &host : m_hosts) {
        if (seen.event.type() == QStringLiteral("host/%1/up").arg(host.name))
            m_hostsUp.insert(host.name);
    }
    if (!m_acting && !m_leaving && m_hostsUp.size() == qsizetype(m_hosts.size())) {
        m_acting = true;
        m_deadline.start(m_demo.deadline);
        beginAct();
    }
    lookAtExpectation();
}

void DemoRunner::beginAct()
{
    if (m_act == m_demo.acts.size()) {
        leave({});
        return;
    }
    m_actTime.start();
    m_onStage = true;
    const DemoAct &act = m_demo.acts[m_act];
    DemoScene *scene = m_venue->scene(act.host);
    switch (act.kind) {
    case DemoAct::Kind::Start:
        scene->start(act.container);
        break;
    case DemoAct::Kind::Stop:
        scene->stop(act.subject);
        break;
    case DemoAct::Kind::Tag:
        scene->tag(act.image, act.subject, act.command);
        break;
    case DemoAct::Kind::Running:
    case DemoAct::Kind::Stopped:
        scene->expectRunning(act.subject, act.kind == DemoAct::Kind::Running);
        break;
    case DemoAct::Kind::Receiver:
        endAct(openReceiver(act.subject), QStringLiteral("on this machine only"));
        break;
    case DemoAct::Kind::Post:
        post(act);
        break;
    case DemoAct::Kind::Fire:
        fire(act.subject);
        break;
    case DemoAct::Kind::Event:
    case DemoAct::Kind::Step:
    case DemoAct::Kind::Received:
        lookAtExpectation();
        break;
    }
}

Result<void> DemoRunner::openReceiver(const QString &secret)
{
    auto receiver = std::make_unique<DemoReceiver>(freshKey());
    if (const Result<void> listening = receiver->listen(); !listening)
        return listening;
    connect(receiver.get(), &DemoReceiver::received, this, [this](const Event &message) {
        m_watch.see(EventSeen{.event = message});
        lookAtExpectation();
    });
    m_engine->secrets().provide(demoSecret(secret, m_outcome.run), receiver->url());
    m_receivers.push_back(std::move(receiver));
    return {};
}

void DemoRunner::post(const DemoAct &act)
{
    const Node *webhook = readPipeline(m_demo.bundle.document).pipeline.node(act.subject);
    const QString path =
        webhook ? webhook->parameters.value(QLatin1StringView("path")).toString() : QString();
    m_post = std::make_unique<DemoPost>(
        QUrl(QStringLiteral("http://%1/%2").arg(m_engine->webhooks().address().toString(), path)),
        m_engine->secrets().value(demoSecret(demoToken, m_outcome.run)).value_or(QString()),
        act.body);
    connect(m_post.get(), &DemoPost::finished, this, [this](const Result<void> &result) {
        m_post.release()->deleteLater();
        endAct(result);
    });
    m_post->start();
}

void DemoRunner::fire(const QString &trigger)
{
    const QString node = QStringLiteral("%1/%2").arg(m_demo.name, trigger);
    m_engine->publish(Event::make({.source = QStringLiteral("demo"),
                                   .type = QStringLiteral("manual/") + node,
                                   .subject = node,
                                   .timeNs = SystemClock().nowNs()},
                                  QJsonObject()),
                      [this](const QStringList &triggers) {
                          if (m_leaving)
                              return;
                          endAct(triggers.isEmpty()
                                     ? fail(ErrorKind::Failed, QStringLiteral("No run began."))
                                     : Result<void>());
                      });
}

void DemoRunner::lookAtExpectation()
{
    if (!m_onStage || m_leaving || !m_demo.acts[m_act].isExpectation())
        return;
    if (m_watch.hasHappened(m_act))
        endAct({}, m_watch.account(m_act));
    else if (!m_watch.failure().isEmpty())
        endAct(fail(ErrorKind::Failed, m_watch.failure()));
}

void DemoRunner::deadlinePassed()
{
    if (!m_acting) {
        leave(Error{ErrorKind::Timeout,
                    QStringLiteral("The Docker engine's events could not be followed within %1.")
                        .arg(formatDuration(startTimeout)),
                    QStringLiteral("Run 'saltern hosts check' to see whether it answers.")});
        return;
    }
    endAct(fail(ErrorKind::Timeout,
                m_demo.acts[m_act].isExpectation()
                    ? m_watch.difference(m_act)
                    : QStringLiteral("The Docker engine did not do it in time.")));
}

void DemoRunner::endAct(const Result<void> &result, const QString &account)
{
    DemoActReport report{.say = m_demo.acts[m_act].say,
                         .ok = result.has_value(),
                         .account = result ? account : result.error().message,
                         .tookMs = m_actTime.elapsed()};
    m_onStage = false;
    m_outcome.acts.push_back(report);
    Q_EMIT actFinished(report);
    if (!result) {
        leave(Error{ErrorKind::Failed,
                    QStringLiteral("\"%1\" did not happen as it should.").arg(report.say)});
        return;
    }
    ++m_act;
    // A turn of the event loop between acts: nothing is begun from inside a signal of the scene.
    QTimer::singleShot(0, this, [this] {
        if (!m_leaving)
            beginAct();
    });
}

// The one way out. Whatever was under way ends before anything is removed.
void DemoRunner::leave(std::optional<Error> error)
{
    if (m_leaving)
        return;
    m_leaving = true;
    m_deadline.stop();
    m_post.reset();
    m_outcome.error = std::move(error);
    if (m_engine)
        m_engine->shutDown();
    else
        cleanUp();
}

void DemoRunner::cleanUp()
{
    if (m_venue)
        m_venue->cleanUp(m_engine ? m_engine->engineId() : QString());
    else
        cleanedUp({});
}

void DemoRunner::cleanedUp(const QStringList &leftBehind)
{
    m_outcome.leftBehind = leftBehind;
    m_outcome.passed = !m_outcome.error && leftBehind.isEmpty();
    Q_EMIT finished(m_outcome);
}

} // namespace Saltern
