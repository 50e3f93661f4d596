#include "engine/docker/dockerendpoint.h"
#include "engine/docker/dockerevent.h"
#include "engine/docker/eventintake.h"
#include "tests/bench/benchmark.h"
#include "tests/integration/enginerig.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace Saltern;

namespace {

constexpr int rounds = 5;
// More than an intake's queue holds, so that a paused engine's is full before the round is over.
constexpr int callsPerRound = 20'000;

const QString benchmark = QStringLiteral("intake");
const QString host = QStringLiteral("lab");

/// Calls a second that the daemon does, each of which makes one event.
double daemonRate(EngineRig &rig, const QString &container)
{
    QElapsedTimer clock;
    clock.start();
    if (rig.burst(container, callsPerRound) != callsPerRound)
        qFatal("the Docker engine did not do all calls");
    return callsPerRound / (static_cast<double>(clock.nsecsElapsed()) / 1e9);
}

struct Round
{
    double rate = 0;
    qint64 lost = 0; // neither handed on nor counted as dropped
    quint64 dropped = 0;
};

/// The same with an intake that reads, and an engine that takes nothing from it.
Round withPausedEngine(const DockerEndpoint &endpoint, EngineRig &rig, const QString &container)
{
    EventIntake intake;
    intake.addHost({.name = host, .endpoint = endpoint});
    intake.start();
    if (!QTest::qWaitFor([&] { return intake.counters(host).connected; }, 30'000))
        qFatal("the Docker engine did not take the subscription");
    Round round;
    round.rate = daemonRate(rig, container);
    const auto arrived = [&] { return intake.counters(host).received >= callsPerRound; };
    static_cast<void>(QTest::qWaitFor(arrived, 30'000));
    const IntakeCounters counters = intake.counters(host);
    round.lost = callsPerRound - static_cast<qint64>(counters.received);
    round.dropped = counters.dropped;
    return round;
}

/// The same with a subscriber that throws away what it reads: what the daemon itself pays for one.
double withPlainReader(const DockerEndpoint &endpoint, EngineRig &rig, const QString &container)
{
    QProcess reader;
    reader.setStandardOutputFile(QProcess::nullDevice());
    reader.start(QStringLiteral("curl"),
                 {QStringLiteral("-sN"),
                  QStringLiteral("--unix-socket"),
                  endpoint.path,
                  QStringLiteral("http://docker/events")});
    if (!reader.waitForStarted())
        qFatal("curl does not start");
    QTest::qWait(500); // it does not tell when it is subscribed
    const double rate = daemonRate(rig, container);
    if (reader.state() != QProcess::Running)
        qFatal("curl ended: %s", reader.readAllStandardError().constData());
    reader.kill();
    reader.waitForFinished();
    return rate;
}

/// How much of one core the intake needs for an event: the line of an exec_create, as dockerd
/// writes it, to the event as the engine gets it.
void measureParsing()
{
    const QByteArray line =
        R"({"status":"exec_create: true","id":"c61ee26c4d9fde7b0ff9fbe4ee4e50a2047a23009839fa93cec1f)"
        R"(371ee36c02a","from":"busybox:1.36","Type":"container","Action":"exec_create: true","Actor")"
        R"(:{"ID":"c61ee26c4d9fde7b0ff9fbe4ee4e50a2047a23009839fa93cec1f371ee36c02a","Attributes":{"e)"
        R"(xecID":"0f9fbe4ee4e50a2047a23009839fa93cec1f371ee36c02ac61ee26c4d9fde7b0","image":"busybox)"
        R"(:1.36","name":"web","tier":"front"}},"scope":"local","time":1795412589,"timeNano":17954125)"
        R"(89785570053})";
    const DockerEventContext context{.host = host, .daemonId = QStringLiteral("D")};
    constexpr int perRound = 1000;
    const double rate = Bench::bestRate(perRound, [&] {
        for (int i = 0; i < perRound; ++i) {
            if (dockerEvent(DockerMessage::parse(line).value(), context).json().isEmpty())
                qFatal("no event");
        }
    });
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("events made from lines of the daemon"),
                  .value = rate,
                  .unit = QStringLiteral("events/CPU s"),
                  .note = QStringLiteral("%1 bytes a line").arg(line.size())});
}

} // namespace

/// What it costs a Docker daemon to be watched: calls a second as fast as it can, in turns with
/// nobody subscribed and with an intake whose engine is paused.
int main(int argc, char **argv)
{
    Bench::useServerEventLoop();
    const QCoreApplication application(argc, argv);
    const auto found = DockerEndpoint::fromEnvironment();
    if (!found)
        qFatal("%s", qPrintable(found.error().toString()));
    measureParsing();
    EngineRig rig(found->toString());
    const QString container = rig.run(words("sleep 100000"));
    if (container.isEmpty())
        qFatal("the Docker engine did not start a container");
    daemonRate(rig, container); // its first thousands are slower
    std::vector<double> alone;
    std::vector<double> plain;
    std::vector<double> watched;
    std::vector<double> ratios;
    qint64 lost = 0;
    quint64 dropped = 0;
    for (int i = 0; i < rounds; ++i) {
        alone.push_back(daemonRate(rig, container));
        plain.push_back(withPlainReader(*found, rig, container));
        const Round round = withPausedEngine(*found, rig, container);
        watched.push_back(round.rate);
        ratios.push_back(round.rate / alone.back());
        lost += round.lost;
        dropped += round.dropped;
    }
    const QString note = QStringLiteral("median of %1 rounds of %2").arg(rounds).arg(callsPerRound);
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("daemon alone"),
                  .value = Bench::median(alone),
                  .unit = QStringLiteral("calls/s"),
                  .note = note});
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("daemon watched by curl, which throws everything away"),
                  .value = Bench::median(plain),
                  .unit = QStringLiteral("calls/s"),
                  .note = note});
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("daemon watched by Saltern, engine paused"),
                  .value = Bench::median(watched),
                  .unit = QStringLiteral("calls/s"),
                  .note = note});
    const double ratio = Bench::median(ratios);
    Bench::print({.benchmark = benchmark,
                  .what = QStringLiteral("watched / alone"),
                  .value = ratio,
                  .unit = {},
                  .aim = QStringLiteral("> 0.95"),
                  .reached = ratio > 0.95});
    Bench::print(
        {.benchmark = benchmark,
         .what = QStringLiteral("events lost on the way"),
         .value = static_cast<double>(lost),
         .unit = QStringLiteral("events"),
         .aim = QStringLiteral("0"),
         .reached = lost == 0,
         .note = QStringLiteral("of %1; %2 more than the queue holds were dropped and counted")
                     .arg(rounds * callsPerRound)
                     .arg(dropped)});
    return 0;
}
