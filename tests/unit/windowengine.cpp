// An engine that a test kills: windowengine JOURNAL EFFECTS COUNT. Publishes events 1 to COUNT of
// ten keys; a window collects ten events of a key at a time, and each collection is a line in the
// file EFFECTS. Started again it goes on after the last event that became durable. Ends when every
// run is over.

#include "engine/base/clock.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"
#include "tests/unit/fakekinds.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QTimer>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

constexpr int keys = 10;
constexpr int atOnce = 10;

Pipeline collecting()
{
    Pipeline pipeline = makePipeline(
        {QStringLiteral("t trigger"), QStringLiteral("w window"), QStringLiteral("a effect")},
        {QStringLiteral("t -> w"), QStringLiteral("w -> a")});
    Node &window = pipeline.nodes[1];
    window.kind = {QStringLiteral("window"), 1};
    window.parameters = {{QStringLiteral("mode"), QStringLiteral("accumulate")},
                         {QStringLiteral("by"), QStringLiteral("event.data.key")},
                         {QStringLiteral("over"), QStringLiteral("1h")},
                         {QStringLiteral("atMost"), atOnce}};
    return pipeline;
}

QByteArray lineOf(const Event &collection)
{
    QByteArray line;
    const QJsonArray events = collection.data().value(QLatin1StringView("events")).toArray();
    for (const QJsonValue &event : events)
        line += event[QLatin1StringView("subject")].toString().toUtf8() + ' ';
    return line.trimmed() + '\n';
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int wanted = arguments.at(3).toInt();
    const int effects = ::open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    FakeKinds kinds;
    kinds.plan(QStringLiteral("a"), [effects](const StepInput &input) {
        const QByteArray line = lineOf(input.event);
        // One write: a line is there or not, whenever the process is killed.
        if (::write(effects, line.constData(), static_cast<size_t>(line.size())) != line.size())
            std::abort();
        return std::optional(StepOutcome::leave(QStringLiteral("ok"), QJsonObject{}));
    });
    SystemClock clock;
    OwnActions actions(&clock);
    Services services;
    services.clock = &clock;
    services.ownActions = &actions;
    SecretStore secrets(QStringLiteral("/nonexistent"));
    Journal journal({.path = arguments.at(1)});
    const auto content = journal.open();
    if (!content)
        return 2;
    Scheduler scheduler(services, secrets, journal, kinds.kinds());
    // Every event begins a run, and nothing else does: collections are full before time is up.
    qint64 published = content->lastRun;
    scheduler.restore(*content);
    Bundle bundle;
    bundle.document = "windows";
    if (!scheduler.deploy(collecting(), bundle))
        return 2;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        for (int i = 0; i < 10 && published < wanted; ++i) {
            const qint64 number = ++published;
            scheduler.publish(
                Event::make({.type = QStringLiteral("demo/go"),
                             .subject = QString::number(number),
                             .timeNs = clock.nowNs()},
                            {{QStringLiteral("key"), QString::number(number % keys)}}));
        }
        if (published == wanted && scheduler.isIdle())
            QCoreApplication::quit();
    });
    timer.start(1);
    return QCoreApplication::exec();
}
