#include "engine/docker/missedtransitions.h"
#include "engine/docker/replay.h"
#include "engine/events/event.h"

#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

namespace {

using State = KnownContainer::State;

constexpr qint64 ms = 1'000'000;

/// A message that tells its number and its time in milliseconds: "7@120".
DockerMessage message(const QString &text)
{
    return {.actorId = text.section(u'@', 0, 0), .timeNs = text.section(u'@', 1).toLongLong() * ms};
}

QString timeText(int second)
{
    return second == 0
               ? QStringLiteral("0001-01-01T00:00:00Z")
               : QStringLiteral("2026-01-31T12:00:%1Z").arg(second, 2, 10, QLatin1Char('0'));
}

qint64 timeNs(int second)
{
    return parseTimeNs(timeText(second)).value();
}

struct Inspected
{
    int created = 1;
    int started = 0;
    int finished = 0;
    const char *status = "created";
    int exitCode = 0;
};

QJsonObject inspection(const Inspected &inspected)
{
    const QByteArrayView status(inspected.status);
    const bool paused = status == "paused";
    return {{QStringLiteral("Id"), QStringLiteral("c1")},
            {QStringLiteral("Name"), QStringLiteral("/web")},
            {QStringLiteral("Created"), timeText(inspected.created)},
            {QStringLiteral("Config"),
             QJsonObject{{QStringLiteral("Image"), QStringLiteral("busybox")},
                         {QStringLiteral("Labels"),
                          QJsonObject{{QStringLiteral("tier"), QStringLiteral("a")}}}}},
            {QStringLiteral("State"),
             QJsonObject{{QStringLiteral("Status"), QLatin1StringView(inspected.status)},
                         {QStringLiteral("Running"), paused || status == "running"},
                         {QStringLiteral("Paused"), paused},
                         {QStringLiteral("ExitCode"), inspected.exitCode},
                         {QStringLiteral("OOMKilled"), inspected.exitCode == 137},
                         {QStringLiteral("StartedAt"), timeText(inspected.started)},
                         {QStringLiteral("FinishedAt"), timeText(inspected.finished)}}}};
}

QString tell(const std::vector<MissedTransition> &transitions)
{
    QStringList told;
    for (const auto &[message, outOfMemory] : transitions) {
        const QString exitCode = message.attribute(QLatin1StringView("exitCode"));
        told += message.action + (exitCode.isEmpty() ? QString() : u' ' + exitCode) +
                (outOfMemory ? QStringLiteral(" oom") : QString());
    }
    return told.join(QStringLiteral(", "));
}

} // namespace

class TestIntake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replays_data();
    void replays();
    void missed_data();
    void missed();
    void removed();
    void missedMessagesLookLikeDockers();
};

void TestIntake::replays_data()
{
    QTest::addColumn<bool>("remembers");
    QTest::addColumn<QString>("last");     // the last event seen
    QTest::addColumn<QString>("replayed"); // what the daemon sends; "..." = nothing for a while
    QTest::addColumn<QString>("told");
    const auto row = [](const char *name,
                        bool remembers,
                        const char *last,
                        const char *replayed,
                        const char *told) {
        QTest::newRow(name) << remembers << QString::fromLatin1(last)
                            << QString::fromLatin1(replayed) << QString::fromLatin1(told);
    };
    row("nothing seen before", false, "", "1@0 2@10", "1 2");
    row("found, new process", false, "3@100", "2@90 3@100 4@110", "4");
    row("found, same process", true, "3@100", "2@90 3@100 4@110", "2 4");
    row("found behind a later one", false, "3@100", "4@120 3@100 5@130", "5");
    row("not found", false, "3@100", "7@900 8@901", "gap 7 8");
    row("not found, but some of the overlap", false, "3@100", "2@90 7@900", "gap 2 7");
    row("near in time proves nothing", false, "3@100", "4@190 3@100", "");
    row("daemon restarted, quiet", false, "3@100", "...", "gap");
    row("daemon restarted, then an event", false, "3@100", "... 9@950", "gap 9");
    row("overlap only, then quiet", false, "3@100", "2@90 ... 9@950", "gap 2 9");
}

void TestIntake::replays()
{
    QFETCH(bool, remembers);
    QFETCH(QString, last);
    QFETCH(QString, replayed);
    Replay replay;
    const DockerMessage lastSeen = message(last);
    replay.begin({.timeNs = lastSeen.timeNs, .lastEventId = lastSeen.actorId}, remembers);
    QStringList told;
    const auto note = [&](const Replay::Verdict &verdict) {
        if (verdict.gap)
            told += QStringLiteral("gap");
        for (const DockerMessage &each : verdict.messages)
            told += each.actorId;
    };
    for (const QString &text : replayed.split(u' ')) {
        if (text == QLatin1StringView("..."))
            note(replay.giveUp());
        else if (replay.isOpen())
            note(replay.take(message(text), message(text).actorId));
        else
            told += message(text).actorId;
    }
    QTEST(told.join(u' '), "told");
    QVERIFY(!replay.isOpen());
    QVERIFY(!replay.giveUp().gap);
}

void TestIntake::missed_data()
{
    QTest::addColumn<int>("known"); // the state that was told; -1 = none
    QTest::addColumn<int>("knownSince");
    QTest::addColumn<QJsonObject>("inspected");
    QTest::addColumn<QString>("told");
    const auto row = [](const char *name,
                        std::optional<State> known,
                        int since,
                        const Inspected &now,
                        const char *told) {
        QTest::newRow(name) << (known ? int(*known) : -1) << since << inspection(now)
                            << QString::fromLatin1(told);
    };
    row("as it was", State::Running, 10, {1, 9, 0, "running"}, "");
    row("died", State::Running, 10, {1, 9, 20, "exited", 3}, "die 3");
    row("killed for memory", State::Running, 10, {1, 9, 20, "exited", 137}, "die 137 oom");
    row("started", State::Created, 10, {1, 20, 0, "running"}, "start");
    row("started and died", State::Created, 10, {1, 20, 21, "exited", 1}, "start, die 1");
    row("started again", State::Running, 10, {1, 21, 20, "running"}, "die, start");
    row("started again and died",
        State::Running,
        10,
        {1, 21, 22, "exited", 2},
        "die, start, die 2");
    row("stopped and started", State::Stopped, 10, {1, 20, 5, "running"}, "start");
    row("paused", State::Running, 10, {1, 9, 0, "paused"}, "pause");
    row("unpaused", State::Paused, 10, {1, 9, 0, "running"}, "unpause");
    row("died while paused", State::Paused, 10, {1, 9, 20, "exited", 0}, "die 0");
    row("new and created", {}, 10, {20, 0, 0, "created"}, "create");
    row("new and running", {}, 10, {20, 21, 0, "running"}, "create, start");
    row("new and dead", {}, 10, {20, 21, 22, "exited", 1}, "create, start, die 1");
    row("old and running", {}, 10, {1, 2, 0, "running"}, "");
    row("old, died since", {}, 10, {1, 2, 20, "exited", 1}, "die 1");
    row("old, died before", {}, 10, {1, 2, 5, "exited", 1}, "");
}

void TestIntake::missed()
{
    QFETCH(int, known);
    QFETCH(int, knownSince);
    QFETCH(QJsonObject, inspected);
    const KnownContainer container{.state = State(known), .changedNs = timeNs(knownSince)};
    QTEST(tell(missedTransitions(
              inspected, known < 0 ? nullptr : &container, timeNs(knownSince), timeNs(50))),
          "told");
}

void TestIntake::removed()
{
    KnownContainer container{.state = State::Running,
                             .attributes =
                                 QJsonObject{{QStringLiteral("name"), QStringLiteral("web")}}};
    QCOMPARE(tell(missedRemoval(QStringLiteral("c1"), container, 1)),
             QStringLiteral("die, destroy"));
    container.state = State::Stopped;
    const auto missed = missedRemoval(QStringLiteral("c1"), container, 1);
    QCOMPARE(tell(missed), QStringLiteral("destroy"));
    QCOMPARE(missed.front().message.attribute(QLatin1StringView("name")), QStringLiteral("web"));
}

void TestIntake::missedMessagesLookLikeDockers()
{
    const auto missed =
        missedTransitions(inspection({1, 2, 20, "exited", 3}), nullptr, timeNs(10), timeNs(50));
    QCOMPARE(missed.size(), std::size_t{1});
    const DockerMessage &died = missed.front().message;
    QCOMPARE(died.timeNs, timeNs(20));
    const QJsonObject container = QJsonDocument::fromJson(died.eventData({}))
                                      .object()
                                      .value(QLatin1StringView("container"))
                                      .toObject();
    QCOMPARE(container.value(QLatin1StringView("name")).toString(), QStringLiteral("web"));
    QCOMPARE(container.value(QLatin1StringView("image")).toString(), QStringLiteral("busybox"));
    QCOMPARE(container.value(QLatin1StringView("exitCode")).toInt(), 3);
    QVERIFY(!container.contains(QLatin1StringView("requested")));
    QCOMPARE(container.value(QLatin1StringView("labels")).toObject(),
             (QJsonObject{{QStringLiteral("tier"), QStringLiteral("a")}}));
}

QTEST_GUILESS_MAIN(TestIntake)
#include "tst_intake.moc"
