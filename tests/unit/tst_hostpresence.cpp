#include "engine/base/clock.h"
#include "engine/docker/dockerevent.h"
#include "engine/hosts/hostpresence.h"

#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestHostPresence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysOnceThatAHostStaysAway_data();
    void saysOnceThatAHostStaysAway();
    void keepsTheReason();
};

namespace {

Event presenceEvent(const QString &host, const QString &what, const Clock &clock)
{
    return hostEvent(host, what, clock.nowNs(), {{u"reason"_s, u"it went"_s}});
}

} // namespace

void TestHostPresence::saysOnceThatAHostStaysAway_data()
{
    QTest::addColumn<QString>("story"); // a minute each: d(own), u(p), a(nother down)
    QTest::addColumn<QStringList>("stale");
    const QStringList once{u"host/a/stale"_s};
    QTest::newRow("short") << u"d...u....."_s << QStringList{};
    QTest::newRow("long") << u"d........."_s << once;
    QTest::newRow("told again and again") << u"d.d.d.d.d."_s << once;
    QTest::newRow("two short ones") << u"d..u.d..u..."_s << QStringList{};
    QTest::newRow("two long ones")
        << u"d......u..d......"_s << QStringList{u"host/a/stale"_s, u"host/a/stale"_s};
    QTest::newRow("another") << u"da........"_s
                             << QStringList{u"host/a/stale"_s, u"host/b/stale"_s};
}

void TestHostPresence::saysOnceThatAHostStaysAway()
{
    QFETCH(QString, story);
    VirtualClock clock(1'000'000'000);
    HostPresence presence(&clock);
    QStringList stale;
    connect(&presence, &HostPresence::happened, this, [&](const Event &happened) {
        stale += happened.type();
    });
    for (const QChar what : story) {
        if (what == u'd')
            presence.see(presenceEvent(u"a"_s, u"down"_s, clock));
        if (what == u'u')
            presence.see(presenceEvent(u"a"_s, u"up"_s, clock));
        if (what == u'a')
            presence.see(presenceEvent(u"b"_s, u"down"_s, clock));
        clock.advance(1min);
    }
    QTEST(stale, "stale");
}

void TestHostPresence::keepsTheReason()
{
    VirtualClock clock(1'000'000'000);
    HostPresence presence(&clock);
    QJsonObject facts;
    connect(&presence, &HostPresence::happened, this, [&](const Event &happened) {
        facts = happened.data().value(u"host"_s).toObject();
    });
    presence.see(presenceEvent(u"a"_s, u"down"_s, clock));
    clock.advance(HostPresence::staleAfter);
    QCOMPARE(facts,
             (QJsonObject{{u"name"_s, u"a"_s},
                          {u"reason"_s, u"it went"_s},
                          {u"since"_s, u"1970-01-01T00:00:01.000000000Z"_s}}));
}

QTEST_GUILESS_MAIN(TestHostPresence)
#include "tst_hostpresence.moc"
