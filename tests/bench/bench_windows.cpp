#include "engine/base/clock.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/statefulnode.h"
#include "tests/bench/benchmark.h"

#include <QCoreApplication>
#include <QFile>

#include <sys/wait.h>
#include <unistd.h>

using namespace Saltern;

namespace {

constexpr int keys = 100'000;
constexpr qint64 startNs = 1'700'000'000'000'000'000;
constexpr qint64 minuteNs = 60'000'000'000;
constexpr qint64 yearNs = 365 * 24 * 60 * minuteNs;

/// Crashes of 100,000 containers, as large as Docker's events are. They come from the future, so
/// that each happens whenever it is taken: the same events serve for every round.
std::vector<Event> crashes()
{
    std::vector<Event> events;
    events.reserve(keys);
    for (int i = 0; i < keys; ++i) {
        const QString name = QStringLiteral("container-%1").arg(i, 6, 10, QLatin1Char('0'));
        const QJsonObject labels{
            {QStringLiteral("com.docker.compose.project"), QStringLiteral("shop")},
            {QStringLiteral("com.docker.compose.service"), QStringLiteral("web")}};
        events.push_back(Event::make(
            {.source = QStringLiteral("docker/local"),
             .type = QStringLiteral("docker/container/die"),
             .subject = name,
             .timeNs = startNs + yearNs,
             .host = QStringLiteral("local")},
            {{QStringLiteral("Type"), QStringLiteral("container")},
             {QStringLiteral("Action"), QStringLiteral("die")},
             {QStringLiteral("container"),
              QJsonObject{{QStringLiteral("id"), QString(64, QLatin1Char('a'))},
                          {QStringLiteral("name"), name},
                          {QStringLiteral("image"), QStringLiteral("registry.local/shop/web:1.4")},
                          {QStringLiteral("exitCode"), 137},
                          {QStringLiteral("requested"), false},
                          {QStringLiteral("labels"), labels}}}}));
    }
    return events;
}

std::unique_ptr<StatefulNode> window(const QJsonObject &settings)
{
    static const SystemClock clock;
    static Services services;
    static const Bundle bundle;
    Node node{.id = QStringLiteral("w"), .kind = {QStringLiteral("window"), 1}};
    node.parameters = settings;
    node.parameters.insert(QStringLiteral("by"), QStringLiteral("event.data.container.name"));
    const QJsonObject parameters = parametersWithDefaults(*findDescriptor(node.kind), node);
    auto made = findBehaviour(node.kind.name, node.kind.version)
                    ->stateful({QStringLiteral("p"), node, parameters, bundle, services});
    if (!made)
        qFatal("%s", qPrintable(made.error().toString()));
    return *std::move(made);
}

/// Each key once. Twenty minutes lie between two rounds: three events of a key within an hour.
void take(StatefulNode &node, const std::vector<Event> &events)
{
    static qint64 nowNs = startNs;
    nowNs += 20 * minuteNs;
    StepInput input{.pipeline = QStringLiteral("p"),
                    .node = QStringLiteral("w"),
                    .run = QStringLiteral("e-1"),
                    .step = QStringLiteral("e-1.1")};
    for (const Event &event : events) {
        StateChanges changes;
        input.event = event;
        if (node.evaluate(input, nowNs, changes).error)
            qFatal("a window refuses an event");
    }
}

/// Memory that this process holds, without its code: mallinfo2() knows nothing of mimalloc.
/// proc_pid_status(5)
qint64 heldBytes()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("/proc/self/status cannot be read");
    const QByteArray status = file.readAll();
    const qsizetype field = status.indexOf("RssAnon:");
    return status.mid(field + 8, status.indexOf("kB", field) - field - 8).trimmed().toLongLong() *
           1024;
}

void measure(const QString &what, const QJsonObject &settings, const std::vector<Event> &events)
{
    const qint64 before = heldBytes();
    const auto node = window(settings);
    for (int round = 0; round < 3; ++round)
        take(*node, events);
    const double bytes = static_cast<double>(heldBytes() - before) / keys;
    constexpr double mostBytes = 200;
    Bench::print({.benchmark = QStringLiteral("windows"),
                  .what = what + QStringLiteral(": memory of a key"),
                  .value = bytes,
                  .unit = QStringLiteral("bytes"),
                  .aim = QStringLiteral("< 200"),
                  .reached = bytes < mostBytes});
    const double rate = Bench::bestRate(keys, [&] { take(*node, events); });
    constexpr double leastRate = 200'000;
    Bench::print({.benchmark = QStringLiteral("windows"),
                  .what = what,
                  .value = rate,
                  .unit = QStringLiteral("events/CPU s"),
                  .aim = QStringLiteral("> 200,000"),
                  .reached = rate > leastRate});
}

/// In a process of its own: what another measurement has given back would be used again.
void measureAlone(const QString &what,
                  const QJsonObject &settings,
                  const std::vector<Event> &events)
{
    const pid_t child = ::fork();
    if (child == 0) {
        measure(what, settings, events);
        ::_exit(0);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0)
        qFatal("a measurement failed");
}

} // namespace

/// Events of 100,000 keys through a window: what a key takes of memory, once it has as many events
/// as it can have, and how many events can be taken.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::vector<Event> events = crashes();
    measureAlone(QStringLiteral("4 of a key within an hour"),
                 {{QStringLiteral("over"), QStringLiteral("1h")}, {QStringLiteral("atLeast"), 4}},
                 events);
    measureAlone(QStringLiteral("once of a key within an hour"),
                 {{QStringLiteral("over"), QStringLiteral("1h")},
                  {QStringLiteral("mode"), QStringLiteral("once-within")}},
                 events);
    return 0;
}
