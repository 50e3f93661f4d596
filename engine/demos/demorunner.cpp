#include "engine/demos/demorunner.h"

#include "engine/base/duration.h"
#include "engine/demos/democleanup.h"
#include "engine/demos/demoscene.h"
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

} // namespace

DemoRunner::DemoRunner(const Demo &demo, const HostConfig &host, QObject *parent)
    : QObject(parent), m_demo(demo), m_host(host), m_watch(demo.acts)
{
    m_outcome.run = freshRun();
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &DemoRunner::deadlinePassed);
}

DemoRunner::~DemoRunner() = default;

void DemoRunner::start()
{
    if (const Result<void> added = m_hosts.add(m_host); !added) {
        QTimer::singleShot(0, this, [this, added] { leave(added.error()); });
        return;
    }
    m_scene = std::make_unique<DemoScene>(m_hosts.client(m_host.name), m_outcome.run);
    connect(m_scene.get(), &DemoScene::done, this, &DemoRunner::sceneDone);
    m_scene->prepare(m_demo.images());
}

void DemoRunner::cancel()
{
    leave(Error{ErrorKind::Cancelled, QStringLiteral("The demo was cancelled.")});
}

// Until the engine listens, the scene prepares; afterwards it does what an act says.
void DemoRunner::sceneDone(const Result<void> &result)
{
    if (m_leaving)
        return;
    if (m_engine)
        endAct(result);
    else if (result)
        startEngine();
    else
        leave(result.error());
}

void DemoRunner::startEngine()
{
    m_engine =
        std::make_unique<Engine>(EngineOptions{.stateFolder = m_state.path(), .hosts = {m_host}});
    connect(m_engine.get(), &Engine::stopped, this, &DemoRunner::cleanUp);
    Result<void> ready = m_engine->open();
    if (ready)
        ready = deployPipeline();
    if (ready)
        ready = m_engine->start();
    if (ready)
        m_deadline.start(startTimeout);
    else
        leave(ready.error());
}

// The document is one that came with this program and is tested; only its triggers are not as
// written.
Result<void> DemoRunner::deployPipeline()
{
    const Result<Pipeline> pipeline =
        scopedToDemoRun(readPipeline(m_demo.bundle.document).pipeline, m_outcome.run);
    if (!pipeline)
        return fail(pipeline.error());
    Scheduler &scheduler = m_engine->scheduler();
    connect(&scheduler, &Scheduler::eventSeen, this, [this](const EventSeen &seen) {
        m_watch.see(seen);
        if (seen.event.type() == QStringLiteral("host/%1/up").arg(m_host.name))
            hostIsUp();
        lookAtExpectation();
    });
    connect(&scheduler, &Scheduler::stepChanged, this, [this](const StepChange &change) {
        m_watch.see(change);
        lookAtExpectation();
    });
    connect(&scheduler, &Scheduler::eventSeen, this, &DemoRunner::eventSeen);
    connect(&scheduler, &Scheduler::runChanged, this, &DemoRunner::runChanged);
    connect(&scheduler, &Scheduler::stepChanged, this, &DemoRunner::stepChanged);
    connect(&scheduler, &Scheduler::deadLettered, this, &DemoRunner::deadLettered);
    return scheduler.deploy(*pipeline, m_demo.bundle);
}

void DemoRunner::hostIsUp()
{
    if (m_acting || m_leaving)
        return;
    m_acting = true;
    m_deadline.start(m_demo.deadline);
    beginAct();
}

void DemoRunner::beginAct()
{
    if (m_act == m_demo.acts.size()) {
        leave({});
        return;
    }
    m_actTime.start();
    const DemoAct &act = m_demo.acts[m_act];
    switch (act.kind) {
    case DemoAct::Kind::Start:
        m_scene->start(act.container);
        break;
    case DemoAct::Kind::Stop:
        m_scene->stop(act.subject);
        break;
    case DemoAct::Kind::Running:
    case DemoAct::Kind::Stopped:
        m_scene->expectRunning(act.subject, act.kind == DemoAct::Kind::Running);
        break;
    case DemoAct::Kind::Event:
    case DemoAct::Kind::Step:
        lookAtExpectation();
        break;
    }
}

void DemoRunner::lookAtExpectation()
{
    if (!m_acting || m_leaving || m_act == m_demo.acts.size())
        return;
    const DemoAct::Kind kind = m_demo.acts[m_act].kind;
    if (kind != DemoAct::Kind::Event && kind != DemoAct::Kind::Step)
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
    const DemoAct::Kind kind = m_demo.acts[m_act].kind;
    const bool expectation = kind == DemoAct::Kind::Event || kind == DemoAct::Kind::Step;
    endAct(fail(ErrorKind::Timeout,
                expectation ? m_watch.difference(m_act)
                            : QStringLiteral("The Docker engine did not do it in time.")));
}

void DemoRunner::endAct(const Result<void> &result, const QString &account)
{
    DemoActReport report{.say = m_demo.acts[m_act].say,
                         .ok = result.has_value(),
                         .account = result ? account : result.error().message,
                         .tookMs = m_actTime.elapsed()};
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
    m_outcome.error = std::move(error);
    if (m_scene)
        m_broughtImages = m_scene->broughtImages();
    m_scene.reset();
    if (!m_engine) {
        cleanUp();
        return;
    }
    m_engine->shutDown();
}

void DemoRunner::cleanUp()
{
    DockerClient *client = m_hosts.client(m_host.name);
    const bool nothingDone = !m_engine && m_broughtImages.isEmpty();
    if (!client || nothingDone) {
        cleanedUp({});
        return;
    }
    m_cleanup = std::make_unique<DemoCleanup>(
        client, m_outcome.run, m_engine ? m_engine->engineId() : m_outcome.run, m_broughtImages);
    connect(m_cleanup.get(), &DemoCleanup::finished, this, &DemoRunner::cleanedUp);
    m_cleanup->start();
}

void DemoRunner::cleanedUp(const QStringList &leftBehind)
{
    m_outcome.leftBehind = leftBehind;
    m_outcome.passed = !m_outcome.error && leftBehind.isEmpty();
    Q_EMIT finished(m_outcome);
}

} // namespace Saltern
