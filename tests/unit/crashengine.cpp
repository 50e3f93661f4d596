// An engine that a test kills: crashengine JOURNAL EFFECTS least|most COUNT. Publishes events 1 to
// COUNT, each of which begins a run with two effects; an effect is a line in the file EFFECTS.
// Started again it goes on after the last event that became durable. Ends when every run is over.

#include "engine/base/clock.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"
#include "tests/unit/fakekinds.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QTimer>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

using namespace Saltern;
using namespace Saltern::Test;

namespace {

// "a" says on the bus that it begins and that it is over.
QJsonObject hooks()
{
    const auto emitting = [](const QString &type) {
        return QJsonArray{
            QJsonObject{{QStringLiteral("emit"), QJsonObject{{QStringLiteral("type"), type}}}}};
    };
    return {{QStringLiteral("entry"), emitting(QStringLiteral("said/begun"))},
            {QStringLiteral("exit"), emitting(QStringLiteral("said/done"))}};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int wanted = arguments.at(4).toInt();
    const int effects = ::open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    FakeKinds kinds;
    const auto effect = [effects](const StepInput &input) {
        const QByteArray line = (input.node + u' ' + input.event.subject() + u'\n').toUtf8();
        // One write: a line is there or not, whenever the process is killed.
        if (::write(effects, line.constData(), static_cast<size_t>(line.size())) != line.size())
            std::abort();
        return std::optional(StepOutcome::leave(QStringLiteral("ok"), QJsonObject{}));
    };
    kinds.plan(QStringLiteral("a"), effect);
    kinds.plan(QStringLiteral("b"), effect);

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
    qint64 published = content->lastRun;
    scheduler.restore(*content);
    Pipeline pipeline = makePipeline(
        {QStringLiteral("t trigger"), QStringLiteral("a effect"), QStringLiteral("b effect")},
        {QStringLiteral("t -> a"), QStringLiteral("a.ok -> b")});
    pipeline.guarantee = arguments.at(3) == QLatin1StringView("most") ? Guarantee::AtMostOnce
                                                                      : Guarantee::AtLeastOnce;
    pipeline.nodes[1].parameters.insert(QStringLiteral("hooks"), hooks());
    Bundle bundle;
    bundle.document = "crash";
    if (!scheduler.deploy(pipeline, bundle))
        return 2;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        for (int i = 0; i < 10 && published < wanted; ++i)
            scheduler.publish(Event::make(
                {.type = QStringLiteral("demo/go"), .subject = QString::number(++published)}, {}));
        if (published == wanted && scheduler.isIdle())
            QCoreApplication::quit();
    });
    timer.start(1);
    return QCoreApplication::exec();
}
