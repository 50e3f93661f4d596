#include "tests/bench/durablecalls.h"

#include "engine/base/compactjson.h"
#include "engine/functions/latencies.h"
#include "engine/runs/engine.h"
#include "tests/bench/benchmark.h"
#include "tests/bench/functionload.h"
#include "tests/bench/functionmodes.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>

#include <ctime>

namespace Saltern {

namespace {

// On one container, however many events wait.
QByteArray document(const HotFunction &handler, const QByteArray &durability)
{
    QJsonObject function = handler.parameters;
    function.insert(QStringLiteral("kind"), QStringLiteral("function@1"));
    function.insert(QStringLiteral("concurrency"), mostAtOnce);
    return "saltern: 1\npipeline: bench\ndurability: " + durability +
           "\nnodes:\n  go: { kind: bus.event@1, type: bench/go }\n  f: " + compactJson(function) +
           "\nwires: [go -> f]\n";
}

/// Keeps so many events under way until a number of runs is over.
class Drive
{
public:
    explicit Drive(Engine &engine) : m_engine(engine)
    {
        QObject::connect(&engine.scheduler(),
                         &Scheduler::runChanged,
                         &m_loop,
                         [this](const RunChange &change) { runChanged(change); });
    }

    Load run(int count, int underWay)
    {
        m_latencies = Latencies(static_cast<std::size_t>(count));
        m_left = count;
        m_clock.start();
        const std::clock_t cpu = std::clock();
        for (int i = 0; i < underWay && m_left > 0; ++i)
            publish();
        m_loop.exec();
        return {.p50 = m_latencies.percentile(0.5),
                .p99 = m_latencies.percentile(0.99),
                .perSecond = count * 1e9 / static_cast<double>(m_clock.nsecsElapsed()),
                .cpuMicroseconds =
                    static_cast<double>(std::clock() - cpu) * 1e6 / CLOCKS_PER_SEC / count};
    }

private:
    void publish()
    {
        --m_left;
        // Of one subject each would wait for the one before.
        const Event event = Event::make({.source = QStringLiteral("bench"),
                                         .type = QStringLiteral("bench/go"),
                                         .subject = QString::number(++m_published)},
                                        {{QStringLiteral("text"), QString(400, u'x')}});
        m_begun.insert(event.id(), m_clock.nsecsElapsed());
        m_engine.publish(event);
    }

    void runChanged(const RunChange &change)
    {
        if (change.state == RunState::Running)
            return;
        if (change.state != RunState::Done)
            qFatal("a run ended as %s: %s",
                   qPrintable(runStateName(change.state)),
                   qPrintable(change.reason));
        const qint64 begun = m_begun.take(change.event);
        m_latencies.add(static_cast<double>(m_clock.nsecsElapsed() - begun) / 1e6);
        if (m_left > 0)
            publish();
        else if (m_begun.isEmpty())
            m_loop.quit();
    }

    Engine &m_engine;
    QEventLoop m_loop;
    QElapsedTimer m_clock;
    Latencies m_latencies;
    QHash<QString, qint64> m_begun; // by the event's id
    int m_left = 0;
    int m_published = 0;
};

void report(const HotFunction &handler,
            const QByteArray &durability,
            int underWay,
            const Load &load)
{
    constexpr double aim = 10'000;
    const bool hasAim = durability == "full" && underWay > mostAtOnce;
    Bench::print({.benchmark = QStringLiteral("function calls with the journal"),
                  .what = QStringLiteral("%1, durability: %2, %3 events under way")
                              .arg(handler.name, QString::fromLatin1(durability))
                              .arg(underWay),
                  .value = load.perSecond,
                  .unit = QStringLiteral("calls/s"),
                  .aim = hasAim ? QStringLiteral("> 10,000") : QString(),
                  .reached = !hasAim || load.perSecond > aim,
                  .note = QStringLiteral("event to durable result: p50 %1 ms, p99 %2 ms; %3 us of "
                                         "the engine's processor time")
                              .arg(load.p50, 0, 'f', 2)
                              .arg(load.p99, 0, 'f', 2)
                              .arg(load.cpuMicroseconds, 0, 'f', 1)});
}

void measure(const QString &endpoint, const HotFunction &handler, const QByteArray &durability)
{
    const QTemporaryDir folder;
    const auto parsed = DockerEndpoint::parse(endpoint);
    Engine engine({.stateFolder = folder.path(),
                   .hosts = {{.name = QStringLiteral("lab"), .endpoint = *parsed}},
                   .webhooks = QStringLiteral("127.0.0.1:0")});
    Bundle bundle;
    bundle.documentName = QStringLiteral("bench.saltern.yaml");
    bundle.document = document(handler, durability);
    bundle.files = handler.files;
    if (const auto opened = engine.open(); !opened)
        qFatal("%s", qPrintable(opened.error().toString()));
    if (const auto deployed = engine.deploy(bundle); !deployed)
        qFatal("%s", qPrintable(deployed.error().detail));
    if (const auto started = engine.start(); !started)
        qFatal("%s", qPrintable(started.error().toString()));
    Drive drive(engine);
    drive.run(1, 1); // until the container is there
    report(handler, durability, 1, drive.run(200, 1));
    report(handler, durability, mostAtOnce, drive.run(5'000, mostAtOnce));
    report(handler, durability, 1000, drive.run(30'000, 1000));
    QEventLoop loop;
    QObject::connect(&engine, &Engine::stopped, &loop, &QEventLoop::quit);
    engine.shutDown();
    loop.exec();
}

} // namespace

void measureDurableCalls(const QString &endpoint)
{
    for (const HotFunction &handler : hotFunctions()) {
        for (const char *durability : {"full", "process"})
            measure(endpoint, handler, durability);
    }
}

} // namespace Saltern
