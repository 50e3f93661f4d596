#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;
using namespace std::chrono_literals;

class TestTimer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticks_data();
    void ticks();
    void aMissedTickIsSkipped();
    void clockThatIsSetBack_data();
    void clockThatIsSetBack();
    void stopEndsIt();
    void itsPatternTakesItsEvents();
    void refused_data();
    void refused();
};

namespace {

qint64 at(const char *time)
{
    return parseTimeNs(QString::fromLatin1(time)).value();
}

// The minutes and seconds at which ticks were due, and the number each carries.
class Ticks
{
public:
    explicit Ticks(TriggerNode &trigger)
    {
        QObject::connect(&trigger, &TriggerNode::fired, &trigger, [this](const Event &event) {
            const QJsonObject data = event.data();
            list += data.value(QLatin1StringView("scheduled")).toString().mid(5, 14);
            counts += data.value(QLatin1StringView("count")).toInt();
            last = event;
        });
    }
    QStringList list;
    QList<int> counts;
    Event last;
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

// A machine whose clock is set, and which sleeps.
class AdjustableClock final : public Clock
{
public:
    explicit AdjustableClock(VirtualClock *base) : m_base(base) {}
    qint64 nowNs() const override { return m_base->nowNs() + shiftNs + slept.count() * 1'000'000; }
    std::chrono::milliseconds steady() const override { return m_base->steady() + slept; }
    void
    after(std::chrono::milliseconds delay, QObject *context, std::function<void()> action) override
    {
        m_base->after(delay, context, std::move(action));
    }
    qint64 shiftNs = 0;
    std::chrono::milliseconds slept{0};

private:
    VirtualClock *m_base;
};

} // namespace

void TestTimer::ticks_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<qint64>("minutes");
    QTest::addColumn<QStringList>("due"); // UTC
    const auto row = [](const char *name,
                        const char *parameters,
                        const char *start,
                        qint64 minutes,
                        const char *due) {
        QTest::newRow(name) << QByteArray(parameters) << QByteArray(start) << minutes << words(due);
    };
    row("every", "{'every':'10m'}", "2026-01-31T12:00:30Z", 25, "01-31T12:10:30 01-31T12:20:30");
    row("every, at start",
        "{'every':'10m','atStart':true}",
        "2026-01-31T12:00:30Z",
        15,
        "01-31T12:00:30 01-31T12:10:30");
    row("longer than Qt's timers",
        "{'every':'30d'}",
        "2026-01-01T00:00:00Z",
        61 * 1440,
        "01-31T00:00:00 03-02T00:00:00");
    row("cron",
        "{'cron':'*/15 * * * *','timezone':'UTC'}",
        "2026-01-31T12:00:00Z",
        31,
        "01-31T12:15:00 01-31T12:30:00");
    row("cron in a zone",
        "{'cron':'30 2 * * *','timezone':'Asia/Kolkata'}",
        "2026-01-31T12:00:00Z",
        2 * 1440,
        "01-31T21:00:00 02-01T21:00:00");
    row("days of the week",
        "{'cron':'0 9 * * mon','timezone':'UTC'}",
        "2026-01-31T12:00:00Z",
        10 * 1440,
        "02-02T09:00:00 02-09T09:00:00");
    // Europe/Berlin: 2026-03-29 02:00 -> 03:00, 2026-10-25 03:00 -> 02:00
    row("a time that summer time leaves out comes later",
        "{'cron':'30 2 * * *','timezone':'Europe/Berlin'}",
        "2026-03-28T12:00:00Z",
        2 * 1440,
        "03-29T01:30:00 03-30T00:30:00");
    row("a time that comes twice ticks once",
        "{'cron':'30 2 * * *','timezone':'Europe/Berlin'}",
        "2026-10-24T12:00:00Z",
        2 * 1440,
        "10-25T00:30:00 10-26T01:30:00");
}

void TestTimer::ticks()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QByteArray, start);
    QFETCH(qint64, minutes);
    QFETCH(QStringList, due);
    NodeFixture fixture(QStringLiteral("timer"), parameters);
    VirtualClock clock(at(start.constData()));
    fixture.services.clock = &clock;
    const auto trigger = fixture.trigger();
    QVERIFY2(trigger, qPrintable(trigger ? QString() : trigger.error().toString()));
    Ticks ticks(**trigger);
    (*trigger)->start();
    clock.advance(std::chrono::minutes(minutes));
    QCOMPARE(ticks.list, due);
    QList<int> counts;
    for (int i = 1; i <= due.size(); ++i)
        counts += i;
    QCOMPARE(ticks.counts, counts);
}

void TestTimer::aMissedTickIsSkipped()
{
    for (const char *parameters : {"{'every':'10m'}", "{'cron':'*/10 * * * *','timezone':'UTC'}"}) {
        NodeFixture fixture(QStringLiteral("timer"), parameters);
        VirtualClock base(at("2026-01-31T12:00:00Z"));
        AdjustableClock clock(&base);
        fixture.services.clock = &clock;
        const auto trigger = fixture.trigger();
        QVERIFY(trigger);
        Ticks ticks(**trigger);
        (*trigger)->start();
        base.advance(5min);
        clock.slept = 3h; // the machine sleeps: no timer fires meanwhile
        base.advance(16min);
        QVERIFY2(ticks.list.size() <= 3, qPrintable(ticks.list.join(u' ')));
        QCOMPARE(ticks.list.last(), QStringLiteral("01-31T15:20:00"));
        QVERIFY(!ticks.list.contains(QStringLiteral("01-31T12:10:00")));
        QVERIFY(!ticks.list.contains(QStringLiteral("01-31T14:50:00")));
    }
}

void TestTimer::clockThatIsSetBack_data()
{
    QTest::addColumn<qint64>("minutesBack");
    QTest::addColumn<QStringList>("due");
    QTest::newRow("a little: no tick comes twice")
        << qint64{12} << words("01-31T12:10:00 01-31T12:20:00");
    QTest::newRow("far: it goes by the new time")
        << qint64{1440} << words("01-31T12:10:00 01-30T12:20:00 01-30T12:30:00 01-30T12:40:00");
}

void TestTimer::clockThatIsSetBack()
{
    QFETCH(qint64, minutesBack);
    NodeFixture fixture(QStringLiteral("timer"), "{'cron':'*/10 * * * *','timezone':'UTC'}");
    VirtualClock base(at("2026-01-31T12:00:00Z"));
    AdjustableClock clock(&base);
    fixture.services.clock = &clock;
    const auto trigger = fixture.trigger();
    QVERIFY(trigger);
    Ticks ticks(**trigger);
    (*trigger)->start();
    base.advance(15min);
    clock.shiftNs = -minutesBack * 60 * 1'000'000'000;
    base.advance(26min); // the machine's clock: 12:41, less what it was set back
    QTEST(ticks.list, "due");
}

void TestTimer::stopEndsIt()
{
    NodeFixture fixture(QStringLiteral("timer"), "{'every':'1m','atStart':true}");
    const auto trigger = fixture.trigger();
    QVERIFY(trigger);
    Ticks ticks(**trigger);
    connect(trigger->get(), &TriggerNode::fired, this, [&] {
        if (ticks.list.size() == 3)
            (*trigger)->stop(); // from inside its own signal
    });
    (*trigger)->start();
    fixture.clock.advance(10min);
    QCOMPARE(ticks.list.size(), 3);
    (*trigger)->start();
    fixture.clock.advance(90s);
    QCOMPARE(ticks.counts, (QList<int>{1, 2, 3, 1, 2}));
}

void TestTimer::itsPatternTakesItsEvents()
{
    NodeFixture fixture(QStringLiteral("timer"), "{'every':'1m'}");
    const auto trigger = fixture.trigger();
    QVERIFY(trigger);
    Ticks ticks(**trigger);
    (*trigger)->start();
    fixture.clock.advance(1min);
    QCOMPARE(ticks.last.type(), QStringLiteral("timer/pipe/node"));
    QVERIFY(fixture.triggers(ticks.last));
    QVERIFY(!fixture.triggers(makeEvent("timer/pipe/other")));
}

void TestTimer::refused_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::newRow("too often") << QByteArray("{'every':'500ms'}");
    QTest::newRow("no unit") << QByteArray("{'every':'10'}");
    QTest::newRow("bad cron") << QByteArray("{'cron':'* * *'}");
    QTest::newRow("bad zone") << QByteArray("{'cron':'* * * * *','timezone':'Mars/Base'}");
}

void TestTimer::refused()
{
    QFETCH(QByteArray, parameters);
    NodeFixture fixture(QStringLiteral("timer"), parameters);
    const auto trigger = fixture.trigger();
    QVERIFY(!trigger);
    QVERIFY(!trigger.error().remedy.isEmpty());
}

QTEST_GUILESS_MAIN(TestTimer)
#include "tst_timer.moc"
