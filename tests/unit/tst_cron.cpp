#include "engine/events/cron.h"
#include "engine/events/event.h"

#include <QTest>
#include <QTimeZone>

using namespace Saltern;

class TestCron : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticks_data();
    void ticks();
    void refused_data();
    void refused();
};

void TestCron::ticks_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QStringList>("expected"); // in UTC, to the minute
    const auto row = [](const char *name,
                        const char *expression,
                        const char *zone,
                        const char *after,
                        const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(expression) << QString::fromLatin1(zone)
                            << QString::fromLatin1(after)
                            << QString::fromLatin1(expected).split(u' ');
    };
    row("every minute",
        "* * * * *",
        "UTC",
        "2026-01-01T00:00:30Z",
        "2026-01-01T00:01 2026-01-01T00:02");
    row("strictly after", "0 12 * * *", "UTC", "2026-01-01T12:00:00Z", "2026-01-02T12:00");
    row("a nanosecond before",
        "0 12 * * *",
        "UTC",
        "2026-01-01T11:59:59.999999999Z",
        "2026-01-01T12:00");
    row("before 1970", "0 12 * * *", "UTC", "1969-12-31T12:00:00.5Z", "1970-01-01T12:00");
    row("list, range and step",
        "5,10-14/2,58 8-9 * * *",
        "UTC",
        "2026-01-01T08:09:00Z",
        "2026-01-01T08:10 2026-01-01T08:12 2026-01-01T08:14 2026-01-01T08:58 2026-01-01T09:05");
    row("step from a start",
        "50/4 0 * * *",
        "UTC",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:50 2026-01-01T00:54 2026-01-01T00:58 2026-01-02T00:50");
    row("names",
        "0 0 * FEB Mon",
        "UTC",
        "2026-01-01T00:00:00Z",
        "2026-02-02T00:00 2026-02-09T00:00");
    row("range of names",
        "0 0 * * fri-sat",
        "UTC",
        "2026-01-01T00:00:00Z",
        "2026-01-02T00:00 2026-01-03T00:00 2026-01-09T00:00");
    row("Sunday as 7", "0 0 * * 7", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00");
    row("Sunday as 0", "0 0 * * 0", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00");
    row("either day is enough",
        "0 0 13 * fri",
        "UTC",
        "2026-01-03T00:00:00Z",
        "2026-01-09T00:00 2026-01-13T00:00 2026-01-16T00:00");
    row("the 31st",
        "0 0 31 * *",
        "UTC",
        "2026-02-01T00:00:00Z",
        "2026-03-31T00:00 2026-05-31T00:00");
    row("29 February",
        "0 0 29 2 *",
        "UTC",
        "2026-01-01T00:00:00Z",
        "2028-02-29T00:00 2032-02-29T00:00");
    row("29 February over a year that is none",
        "0 0 29 2 *",
        "UTC",
        "2096-03-01T00:00:00Z",
        "2104-02-29T00:00");
    row("@hourly", "@hourly", "UTC", "2026-01-01T00:00:01Z", "2026-01-01T01:00");
    row("@yearly", "@yearly", "UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00");
    row("end of the year", "59 23 31 12 *", "UTC", "2026-12-31T23:59:00Z", "2027-12-31T23:59");
    row("local time",
        "0 8 * * *",
        "Europe/Berlin",
        "2026-01-01T00:00:00Z",
        "2026-01-01T07:00 2026-01-02T07:00");
    row("zone of 45 minutes",
        "0 * * * *",
        "Asia/Kathmandu",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:15 2026-01-01T01:15");
    row("left out hour comes as much later",
        "30 2 * * *",
        "Europe/Berlin",
        "2026-03-28T02:00:00Z",
        "2026-03-29T01:30 2026-03-30T00:30");
    row("left out hour does not double",
        "30 2,3 * * *",
        "Europe/Berlin",
        "2026-03-28T03:00:00Z",
        "2026-03-29T01:30 2026-03-30T00:30");
    row("every hour over the gap",
        "30 * * * *",
        "Europe/Berlin",
        "2026-03-29T00:00:00Z",
        "2026-03-29T00:30 2026-03-29T01:30 2026-03-29T02:30");
    row("doubled hour ticks once",
        "30 2 * * *",
        "Europe/Berlin",
        "2026-10-24T01:00:00Z",
        "2026-10-25T00:30 2026-10-26T01:30");
    row("every hour over the doubled one",
        "30 * * * *",
        "Europe/Berlin",
        "2026-10-25T00:00:00Z",
        "2026-10-25T00:30 2026-10-25T01:30 2026-10-25T02:30");
    row("gap at midnight",
        "30 0 * * *",
        "America/Havana",
        "2026-03-07T12:00:00Z",
        "2026-03-08T05:30 2026-03-09T04:30");
    row("a day that was left out",
        "0 12 30 12 *",
        "Pacific/Apia",
        "2011-12-29T00:00:00Z",
        "2011-12-30T22:00 2012-12-29T22:00");
    row("half an hour of summer time",
        "0 3 * * *",
        "Australia/Lord_Howe",
        "2026-04-04T00:00:00Z",
        "2026-04-04T16:30 2026-04-05T16:30");
}

void TestCron::ticks()
{
    QFETCH(QString, expression);
    QFETCH(QString, zone);
    QFETCH(QString, after);
    QFETCH(QStringList, expected);
    const auto schedule = CronSchedule::parse(expression);
    QVERIFY2(schedule.has_value(), schedule ? "" : qPrintable(schedule.error().toString()));
    const QTimeZone timeZone(zone.toLatin1());
    QVERIFY(timeZone.isValid());
    qint64 now = parseTimeNs(after).value();
    QStringList ticks;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const auto tick = schedule->next(now, timeZone);
        QVERIFY(tick.has_value());
        QVERIFY(*tick > now);
        now = *tick;
        ticks += formatTimeNs(now).left(16);
    }
    QCOMPARE(ticks, expected);
}

void TestCron::refused_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *expression : {"",
                                   "* * * *",
                                   "* * * * * *",
                                   "60 * * * *",
                                   "* 24 * * *",
                                   "* * 0 * *",
                                   "* * 32 * *",
                                   "* * * 13 *",
                                   "* * * * 8",
                                   "5-1 * * * *",
                                   "*/0 * * * *",
                                   "*/ * * * *",
                                   "1-/2 * * * *",
                                   "a * * * *",
                                   "* * * foo *",
                                   ", * * * *",
                                   "1,,2 * * * *",
                                   "-1 * * * *",
                                   "1- * * * *",
                                   "+1 * * * *",
                                   "1.5 * * * *",
                                   "0 0 30 2 *",
                                   "0 0 31 4,6,9,11 *",
                                   "@never",
                                   "*/999 * * * *"})
        QTest::newRow(expression) << QString::fromLatin1(expression);
    QTest::newRow("huge") << QString(1'000'000, u'*');
}

void TestCron::refused()
{
    QFETCH(QString, expression);
    const auto schedule = CronSchedule::parse(expression);
    QVERIFY(!schedule.has_value());
    QVERIFY(!schedule.error().message.isEmpty());
    QVERIFY(schedule.error().message.size() < 200);
    QVERIFY(!schedule.error().remedy.isEmpty());
}

QTEST_GUILESS_MAIN(TestCron)
#include "tst_cron.moc"
