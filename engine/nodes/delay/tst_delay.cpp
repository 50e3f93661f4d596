#include "engine/nodes/delay/moment.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/statefulnode.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

class TestDelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waits_data();
    void waits();
    void moments_data();
    void moments();
    void settings_data();
    void settings();
};

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;

qint64 at(const QString &time)
{
    return parseTimeNs(time).value();
}

} // namespace

void TestDelay::waits_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<qint64>("seconds"); // -1 = an error
    QTest::newRow("a while") << QByteArray("{'for':'90s'}") << qint64(90);
    QTest::newRow("none") << QByteArray("{'for':'0s'}") << qint64(0);
    QTest::newRow("a moment") << QByteArray("{'until':'2023-11-14T22:23:20Z'}") << qint64(600);
    QTest::newRow("a moment that has passed")
        << QByteArray("{'until':'2023-11-14T22:03:20Z'}") << qint64(-600);
    QTest::newRow("no duration") << QByteArray("{'for':'soon'}") << qint64(-1);
    QTest::newRow("no moment") << QByteArray("{'until':'soon'}") << qint64(-1);
    QTest::newRow("more than a year")
        << QByteArray("{'until':'2033-01-01T00:00:00Z'}") << qint64(-1);
}

void TestDelay::waits()
{
    QFETCH(QByteArray, settings);
    QFETCH(qint64, seconds);
    NodeFixture fixture(u"delay"_s, settings);
    const auto node = findBehaviour(u"delay"_s, 1)->stateful(fixture.setup());
    QVERIFY(node);
    StepInput input;
    input.event = makeEvent("a");
    input.parameters = json(settings);
    const qint64 nowNs = fixture.clock.nowNs();
    StateChanges changes;
    const StepOutcome outcome = (*node)->evaluate(input, nowNs, changes);
    QCOMPARE(outcome.error.has_value(), seconds == -1);
    if (outcome.error) {
        QVERIFY(!outcome.mayRetry && !outcome.error->remedy.isEmpty());
        return;
    }
    QCOMPARE((changes.untilNs - nowNs) / nsPerSecond, seconds);
    QCOMPARE(outcome.exits.at(0).port, u"out"_s);
    QVERIFY(!outcome.exits.at(0).data);
    QVERIFY(changes.memory.empty());
}

void TestDelay::moments_data()
{
    QTest::addColumn<QString>("until");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("moment"); // null = an error
    const auto row = [](const char *name,
                        const char *until,
                        const char *zone,
                        const char *now,
                        const char *moment) {
        QTest::newRow(name) << QString::fromLatin1(until) << QString::fromLatin1(zone)
                            << QString::fromLatin1(now) << QString::fromLatin1(moment);
    };
    row("today", "08:30", "UTC", "2026-01-31T08:00:00Z", "2026-01-31T08:30:00Z");
    row("tomorrow", "08:30", "UTC", "2026-01-31T09:00:00Z", "2026-02-01T08:30:00Z");
    row("now is tomorrow", "08:30", "UTC", "2026-01-31T08:30:00Z", "2026-02-01T08:30:00Z");
    row("in a zone", "08:30", "Europe/Berlin", "2026-01-31T07:00:00Z", "2026-01-31T07:30:00Z");
    row("the day there", "00:30", "Asia/Tokyo", "2026-01-31T16:00:00Z", "2026-02-01T15:30:00Z");
    row("jumped over in spring",
        "02:30",
        "Europe/Berlin",
        "2026-03-29T00:00:00Z",
        "2026-03-29T01:30:00Z");
    row("twice in autumn",
        "02:30",
        "Europe/Berlin",
        "2026-10-24T23:00:00Z",
        "2026-10-25T00:30:00Z");
    row("a moment", "2026-01-31T08:30:00Z", "", "2026-01-31T08:00:00Z", "2026-01-31T08:30:00Z");
    row("no zone", "08:30", "Mars/Base", "2026-01-31T08:00:00Z", nullptr);
    row("no time", "25:00", "UTC", "2026-01-31T08:00:00Z", nullptr);
    row("empty", "", "UTC", "2026-01-31T08:00:00Z", nullptr);
}

void TestDelay::moments()
{
    QFETCH(QString, until);
    QFETCH(QString, zone);
    QFETCH(QString, now);
    QFETCH(QString, moment);
    const auto found = momentFrom(until, zone, at(now));
    QCOMPARE(found.has_value(), !moment.isEmpty());
    if (found)
        QCOMPARE(formatTimeNs(*found), formatTimeNs(at(moment)));
    else
        QVERIFY(!found.error().remedy.isEmpty());
}

void TestDelay::settings_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<bool>("valid");
    QTest::newRow("for") << QByteArray("for: 10m") << true;
    QTest::newRow("until") << QByteArray("until: \"08:30\", timezone: Europe/Berlin") << true;
    QTest::newRow("from the event") << QByteArray("for: \"{{ event.data.wait }}\"") << true;
    QTest::newRow("both") << QByteArray("for: 10m, until: \"08:30\"") << false;
    QTest::newRow("neither") << QByteArray("label: x") << false;
    QTest::newRow("a zone without a time") << QByteArray("for: 10m, timezone: UTC") << false;
}

void TestDelay::settings()
{
    QFETCH(QByteArray, settings);
    const LoadedPipeline loaded = checkPipeline("saltern: 1\npipeline: p\nnodes:\n"
                                                "  go: { kind: manual@1 }\n"
                                                "  wait: { kind: delay@1, " +
                                                    settings + " }\nwires: [go -> wait]\n",
                                                nullptr);
    QTEST(loaded.problems.isEmpty(), "valid");
}

QTEST_GUILESS_MAIN(TestDelay)
#include "tst_delay.moc"
