#include "engine/runs/engine.h"
#include "tests/bench/benchmark.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Saltern;

namespace {

constexpr int hostCount = 3;
constexpr int rounds = 15;
constexpr int patience = 60'000; // ms

const QString benchmark = QStringLiteral("fan-out");
const QString container = QStringLiteral("fanout-worker");

QByteArray document(const QByteArray &place)
{
    return "saltern: 1\n"
           "pipeline: fanout\n"
           "nodes:\n"
           "  go: { kind: bus.event@1, type: bench/restart }\n"
           "  restart: { kind: container.action@1, action: restart, stopTimeout: 0s, container: " +
           container.toUtf8() + ", place: " + place + " }\nwires: [go -> restart]\n";
}

/// Milliseconds from the event to the end of its run.
class Runs
{
public:
    explicit Runs(const QList<Lab::Engine> &hosts)
    {
        EngineOptions options{.stateFolder = m_folder.path(),
                              .webhooks = QStringLiteral("127.0.0.1:0")};
        for (const Lab::Engine &host : hosts)
            options.hosts.push_back(
                {.name = host.name, .endpoint = DockerEndpoint::parse(host.endpoint).value()});
        m_engine = std::make_unique<Engine>(options);
        check(m_engine->open());
        check(m_engine->start());
        QObject::connect(&m_engine->scheduler(),
                         &Scheduler::runChanged,
                         m_engine.get(),
                         [this](const RunChange &change) {
                             if (change.state != RunState::Running)
                                 m_ended = change;
                         });
    }

    void deploy(const QByteArray &place)
    {
        check(m_engine->deploy(
            {.documentName = QStringLiteral("fanout.saltern.yaml"), .document = document(place)}));
    }

    double one()
    {
        m_ended.reset();
        QElapsedTimer clock;
        clock.start();
        m_engine->scheduler().publish(Event::make({.type = QStringLiteral("bench/restart")}, {}));
        if (!QTest::qWaitFor([this] { return m_ended.has_value(); }, patience))
            qFatal("a run did not end");
        if (m_ended->state != RunState::Done)
            qFatal("a run failed: %s", qPrintable(m_ended->reason));
        return static_cast<double>(clock.nsecsElapsed()) / 1e6;
    }

private:
    static void check(const Result<void> &result)
    {
        if (!result)
            qFatal("%s", qPrintable(result.error().toString()));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Engine> m_engine;
    std::optional<RunChange> m_ended;
};

/// The same by the API alone, one host after the other, as a script does it.
double oneByOne(std::vector<std::unique_ptr<EngineRig>> &rigs)
{
    QElapsedTimer clock;
    clock.start();
    for (const auto &rig : rigs) {
        if (!rig->call("POST",
                       QStringLiteral("/containers/%1/restart").arg(container),
                       {{QStringLiteral("t"), QStringLiteral("0")}}))
            qFatal("a container was not restarted");
    }
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

void print(const char *what, const std::vector<double> &times)
{
    Bench::print({.benchmark = benchmark,
                  .what = QString::fromUtf8(what),
                  .value = Bench::median(times),
                  .unit = QStringLiteral("ms"),
                  .note = QStringLiteral("median of %1, in turns").arg(times.size())});
}

} // namespace

/// One action on three hosts at once, from the event to the end of the run, beside doing the same
/// by hand one host after the other. The hosts share this machine's processors.
int main(int argc, char **argv)
{
    Bench::useServerEventLoop();
    const QCoreApplication application(argc, argv);
    const QList<Lab::Engine> hosts = Lab::engines().mid(0, hostCount);
    if (hosts.size() < hostCount)
        qFatal("It needs %d Docker engines: tests/lab/lab up %d", hostCount, hostCount);
    std::vector<std::unique_ptr<EngineRig>> rigs;
    for (const Lab::Engine &host : hosts) {
        rigs.push_back(std::make_unique<EngineRig>(host.endpoint));
        const QString id = rigs.back()->run(words("sleep 100000"));
        const bool named =
            !id.isEmpty() && rigs.back()->call("POST",
                                               QStringLiteral("/containers/%1/rename").arg(id),
                                               {{QStringLiteral("name"), container}});
        if (!named)
            qFatal("the Docker engine %s did not start a container", qPrintable(host.name));
    }
    Runs runs(hosts);
    std::vector<double> single;
    std::vector<double> all;
    std::vector<double> byHand;
    for (int i = 0; i < rounds; ++i) {
        byHand.push_back(oneByOne(rigs));
        runs.deploy(hosts.first().name.toUtf8());
        single.push_back(runs.one());
        runs.deploy("all");
        all.push_back(runs.one());
    }
    print("a restart on one host", single);
    print("a restart on three hosts, place: all", all);
    print("bare API, three hosts one after the other", byHand);
    const double ratio = Bench::median(byHand) / Bench::median(all);
    Bench::print(
        {.benchmark = benchmark,
         .what = QStringLiteral("bare API one after the other / place: all"),
         .value = ratio,
         .unit = QStringLiteral("x"),
         .note = QStringLiteral("two cores: three daemons cannot do three things at once")});
    return 0;
}
