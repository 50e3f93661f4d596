#pragma once

#include "engine/base/clock.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/secretstore.h"
#include "tests/unit/fakekinds.h"

#include <QEventLoop>
#include <QTimer>

namespace Saltern::Test {

inline Event go(const QString &subject = QStringLiteral("a"),
                const QJsonObject &data = {},
                const QString &type = QStringLiteral("demo/go"),
                int hops = 0)
{
    return Event::make({.type = type, .subject = subject, .timeNs = 1'000'000'000, .hops = hops},
                       data);
}

inline StepOutcome broken(bool mayRetry = true)
{
    return StepOutcome::failed({ErrorKind::Failed, QStringLiteral("it broke"), {}, {}}, mayRetry);
}

inline StepOutcome fine()
{
    return StepOutcome::leave(QStringLiteral("ok"), QJsonObject{});
}

/// One engine's life over a state folder: everything but Docker.
class Bench
{
public:
    explicit Bench(FakeKinds &kinds, const QString &journalPath, SchedulerOptions options = {})
        : actions(&clock), secrets(QStringLiteral("/nonexistent")), journal({.path = journalPath})
    {
        services.clock = &clock;
        services.ownActions = &actions;
        services.engineId = QStringLiteral("e");
        scheduler.emplace(services, secrets, journal, kinds.kinds(), options);
        auto content = journal.open();
        Q_ASSERT(content);
        content->engineId = QStringLiteral("e");
        scheduler->restore(*content);
        QObject::connect(
            &*scheduler, &Scheduler::stepChanged, &*scheduler, [this](const StepChange &change) {
                steps += QStringLiteral("%1 %2").arg(change.node, stepStateName(change.state));
                stepChanges.push_back(change);
            });
        QObject::connect(
            &*scheduler, &Scheduler::runChanged, &*scheduler, [this](const RunChange &change) {
                if (change.state != RunState::Running)
                    runs += runStateName(change.state);
                reasons += change.reason;
            });
        QObject::connect(&*scheduler,
                         &Scheduler::deadLettered,
                         &*scheduler,
                         [this](const DeadLetter &letter) { dead += letter.node; });
        QObject::connect(&*scheduler,
                         &Scheduler::eventSeen,
                         &*scheduler,
                         [this](const EventSeen &seen) { events.push_back(seen); });
    }

    Result<void> deploy(const Pipeline &pipeline)
    {
        Bundle bundle;
        bundle.document = pipeline.name.toUtf8() + QByteArray::number(revision);
        return scheduler->deploy(pipeline, bundle, {.mode = mode});
    }

    /// Until everything that was published is through.
    bool settle()
    {
        return waitFor([this] { return scheduler->isIdle(); });
    }
    /// Until the journal is written, while steps go on.
    bool flush()
    {
        return waitFor([this] { return journal.pending() == 0; });
    }

    /// Runs the event loop without the pauses of QTest's own waiting, which would be most of the
    /// time when thousands of commits are waited for.
    static bool waitFor(const std::function<bool()> &condition)
    {
        QEventLoop loop;
        QTimer look;
        QObject::connect(&look, &QTimer::timeout, &loop, [&] {
            if (condition())
                loop.quit();
        });
        look.start(std::chrono::milliseconds(1));
        QTimer::singleShot(std::chrono::seconds(60), &loop, [&loop] { loop.exit(1); });
        return loop.exec() == 0;
    }

    VirtualClock clock{1'000'000'000};
    OwnActions actions;
    Services services;
    SecretStore secrets;
    Journal journal;
    std::optional<Scheduler> scheduler;
    int revision = 1;
    RunMode mode = RunMode::Run;
    QStringList steps;
    std::vector<StepChange> stepChanges;
    QStringList runs;
    QStringList reasons;
    QStringList dead;
    std::vector<EventSeen> events;
};

inline const QString inMemory = QStringLiteral(":memory:");

} // namespace Saltern::Test
