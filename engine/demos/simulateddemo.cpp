#include "engine/demos/simulateddemo.h"

#include "engine/pipeline/pipelinereader.h"

#include <QTimer>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

// The demo run that was recorded: the label's value on what it started.
QString recordedRun(const std::vector<Event> &events)
{
    for (const Event &event : events) {
        const QString run = event.data()
                                .value(QLatin1StringView("container"))[QLatin1StringView("labels")]
                                .toObject()
                                .value(demoLabel)
                                .toString();
        if (!run.isEmpty())
            return run;
    }
    return {};
}

QString fullName(const QString &run, const DemoAct &act)
{
    const QString name = act.kind == DemoAct::Kind::Start ? act.container.name : act.subject;
    const QString full = demoPrefix(run) + u'-' + name;
    return act.host.isEmpty() ? full : act.host + u'/' + full;
}

// Nothing is sent in a simulation: that the node says so is all there is of a message.
Demo withoutMessages(Demo demo)
{
    for (DemoAct &act : demo.acts) {
        if (act.kind != DemoAct::Kind::Received)
            continue;
        act.kind = DemoAct::Kind::Step;
        act.port = QStringLiteral("ok");
    }
    return demo;
}

} // namespace

SimulatedDemo::SimulatedDemo(const Demo &demo, QObject *parent)
    : DemoPlay(parent), m_demo(withoutMessages(demo)), m_watch(m_demo.acts)
{
    m_outcome.simulated = true;
    follow(m_simulation);
    if (m_demo.recording)
        m_outcome.run = recordedRun(m_demo.recording->events);
}

void SimulatedDemo::start()
{
    const auto refuse = [this](const Error &error) {
        QTimer::singleShot(0, this, [this, error] { leave(error); });
    };
    if (!m_demo.recording) {
        refuse({ErrorKind::NotFound,
                QStringLiteral("The demo \"%1\" has no recording.").arg(m_demo.name),
                QStringLiteral("Play it on a Docker engine: saltern demo %1.").arg(m_demo.name),
                {}});
        return;
    }
    const auto pipeline =
        scopedToDemoRun(readPipeline(m_demo.bundle.document).pipeline, m_outcome.run);
    if (!pipeline) {
        refuse(pipeline.error());
        return;
    }
    m_simulation.setBundle(m_demo.bundle);
    m_simulation.setPipeline(*pipeline);
    m_simulation.setEvents(m_demo.recording->events);
    m_simulation.setHosts(m_demo.recording->hosts);
    m_simulation.setMocks(m_demo.recording->mocks);
    m_actSinceNs = m_demo.recording->events.front().timeNs();
    connect(&m_simulation, &Simulation::eventSeen, this, &SimulatedDemo::see);
    connect(&m_simulation, &Simulation::stepChanged, this, [this](const StepChange &change) {
        m_watch.see(change);
        lookAtActs();
    });
    connect(&m_simulation, &Simulation::finished, this, &SimulatedDemo::end);
    m_simulation.start();
}

void SimulatedDemo::cancel()
{
    m_simulation.cancel();
}

void SimulatedDemo::see(const EventSeen &seen)
{
    m_watch.see(seen);
    for (const QString &trigger : seen.triggers)
        ++m_begun[trigger.section(u'/', 1)];
    const QString name = seen.event.data()
                             .value(QLatin1StringView("container"))[QLatin1StringView("name")]
                             .toString();
    const QString &type = seen.event.type();
    const bool starts = type == QLatin1StringView("docker/container/start");
    if (starts || type == QLatin1StringView("docker/container/die")) {
        m_running.insert(name, starts);
        m_running.insert(seen.event.host() + u'/' + name, starts);
    } else if (type == QLatin1StringView("docker/image/tag")) {
        m_tagged.insert(seen.event.host() + u'/' +
                        seen.event.data()
                            .value(QLatin1StringView("image"))[QLatin1StringView("name")]
                            .toString());
    }
    lookAtActs();
}

void SimulatedDemo::lookAtActs()
{
    while (!m_left && m_act < m_demo.acts.size()) {
        const DemoAct &act = m_demo.acts[m_act];
        const Verdict verdict = judge(act);
        if (verdict == Verdict::Pending)
            return;
        const bool ok = verdict == Verdict::Passed;
        endAct(ok, ok ? accountOf(act) : differenceOf(act));
    }
}

SimulatedDemo::Verdict SimulatedDemo::judge(const DemoAct &act) const
{
    const QString name = fullName(m_outcome.run, act);
    const auto running = m_running.constFind(name);
    switch (act.kind) {
    case DemoAct::Kind::Receiver:
        return Verdict::Passed;
    case DemoAct::Kind::Tag:
        return m_tagged.contains(tagOf(act)) ? Verdict::Passed : Verdict::Pending;
    case DemoAct::Kind::Post:
    case DemoAct::Kind::Fire:
        return m_begun.value(act.subject) >= countUpTo(m_act) ? Verdict::Passed : Verdict::Pending;
    case DemoAct::Kind::Start:
        return running != m_running.cend() ? Verdict::Passed : Verdict::Pending;
    case DemoAct::Kind::Stop:
    case DemoAct::Kind::Stopped:
        return running != m_running.cend() && !*running ? Verdict::Passed : Verdict::Pending;
    case DemoAct::Kind::Running:
        return running != m_running.cend() && *running ? Verdict::Passed : Verdict::Failed;
    case DemoAct::Kind::Event:
    case DemoAct::Kind::Received:
    case DemoAct::Kind::Step:
        if (m_watch.hasHappened(m_act))
            return Verdict::Passed;
        return m_watch.failure().isEmpty() ? Verdict::Pending : Verdict::Failed;
    }
    return Verdict::Failed;
}

QString SimulatedDemo::tagOf(const DemoAct &act) const
{
    return act.host + u'/' + demoPrefix(m_outcome.run) + u':' + act.subject;
}

// How often the trigger of this act is set off by it and those before it.
int SimulatedDemo::countUpTo(std::size_t act) const
{
    const auto last = m_demo.acts.cbegin() + qsizetype(act) + 1;
    return int(std::count_if(m_demo.acts.cbegin(), last, [&](const DemoAct &other) {
        return other.kind == m_demo.acts[act].kind && other.subject == m_demo.acts[act].subject;
    }));
}

QString SimulatedDemo::accountOf(const DemoAct &act) const
{
    return act.isExpectation() ? m_watch.account(m_act) : QStringLiteral("recorded");
}

QString SimulatedDemo::differenceOf(const DemoAct &act) const
{
    if (!m_watch.failure().isEmpty())
        return m_watch.failure();
    if (act.isExpectation())
        return m_watch.difference(m_act);
    return QStringLiteral("The recording does not tell of it.");
}

void SimulatedDemo::endAct(bool ok, const QString &account)
{
    const DemoActReport report{.say = m_demo.acts[m_act].say,
                               .ok = ok,
                               .account = account,
                               .tookMs = (m_simulation.nowNs() - m_actSinceNs) / nsPerMs};
    m_actSinceNs = m_simulation.nowNs();
    ++m_act;
    m_outcome.acts.push_back(report);
    if (!ok) {
        m_left = true;
        m_outcome.error =
            Error{ErrorKind::Failed,
                  QStringLiteral("\"%1\" did not happen as it should.").arg(report.say)};
    }
    Q_EMIT actFinished(report);
}

void SimulatedDemo::end(const Result<SimulationReport> &report)
{
    if (report && !m_left && m_act < m_demo.acts.size())
        endAct(false, differenceOf(m_demo.acts[m_act]));
    if (m_outcome.error)
        leave(m_outcome.error);
    else
        leave(report ? std::optional<Error>() : report.error());
}

void SimulatedDemo::leave(std::optional<Error> error)
{
    m_left = true;
    m_outcome.error = std::move(error);
    m_outcome.passed = !m_outcome.error;
    Q_EMIT finished(m_outcome);
}

} // namespace Saltern
