#include "engine/hosts/recordedevents.h"
#include "engine/simulation/simulation.h"
#include "tests/bench/benchmark.h"

#include <QCoreApplication>

using namespace Saltern;

namespace {

constexpr int eventCount = 100'000;
constexpr double aim = 100'000;

std::vector<Event> events()
{
    std::vector<Event> list;
    list.reserve(eventCount);
    for (int i = 0; i < eventCount; ++i) {
        const QString id = QString::number(i);
        const QJsonObject container{{QStringLiteral("id"), id},
                                    {QStringLiteral("name"), QString(QStringLiteral("web-") + id)},
                                    {QStringLiteral("image"), QStringLiteral("shop/web:1.4")},
                                    {QStringLiteral("exitCode"), i % 1000 == 0 ? 1 : 0}};
        list.push_back(Event::make({.id = id,
                                    .source = QStringLiteral("docker/local"),
                                    .type = QStringLiteral("docker/container/die"),
                                    .subject = id,
                                    .timeNs = recordedEpochNs + qint64{i} * 1'000'000,
                                    .host = QStringLiteral("local")},
                                   {{QStringLiteral("container"), container}}));
    }
    return list;
}

void simulate(const QByteArray &document, const std::vector<Event> &events)
{
    Simulation simulation;
    Bundle bundle;
    bundle.documentName = QStringLiteral("bench.saltern.yaml");
    bundle.document = document;
    simulation.setBundle(bundle);
    simulation.setEvents(events);
    QObject::connect(&simulation, &Simulation::finished, &simulation, [](const auto &report) {
        if (!report)
            qFatal("%s", qPrintable(report.error().toString() + report.error().detail));
        QCoreApplication::quit();
    });
    simulation.start();
    QCoreApplication::exec();
}

void measure(const QString &what, const QByteArray &document, const std::vector<Event> &events)
{
    const double rate = Bench::bestRate(
        eventCount, [&] { simulate(document, events); }, 3, 0.5);
    Bench::print({.benchmark = QStringLiteral("replay"),
                  .what = what,
                  .value = rate,
                  .unit = QStringLiteral("events/s"),
                  .aim = QStringLiteral("> 100,000"),
                  .reached = rate > aim,
                  .note = QStringLiteral("one event in 1,000 is wanted")});
}

} // namespace

int main(int argc, char **argv)
{
    Bench::useServerEventLoop();
    const QCoreApplication application(argc, argv);
    const std::vector<Event> list = events();
    const QByteArray head = "saltern: 1\npipeline: bench\nnodes:\n";
    const QByteArray wanted = "match: { data.container.exitCode: [{ anything-but: 0 }] }";
    measure(QStringLiteral("the trigger's pattern filters"),
            head + "  died: { kind: docker.event@1, action: die, " + wanted +
                " }\n  act: { kind: container.action@1, action: restart, container: \"{{ "
                "event.data.container.id }}\" }\nwires: [died -> act]\n",
            list);
    measure(QStringLiteral("a filter node filters, a run for each event"),
            head + "  died: { kind: docker.event@1, action: die }\n  crash: { kind: filter@1, " +
                wanted +
                " }\n  act: { kind: container.action@1, action: restart, container: \"{{ "
                "event.data.container.id }}\" }\nwires: [died -> crash, crash -> act]\n",
            list);
    return 0;
}
