#include "engine/base/clock.h"
#include "engine/runs/ownactions.h"

#include <QTest>

using namespace Saltern;
using namespace std::chrono_literals;

namespace {

Event dockerEvent(const QString &type, const QString &host, const QJsonObject &data)
{
    return Event::make({.source = QStringLiteral("docker/") + host, .type = type, .host = host},
                       data);
}

Event died(const QString &host, const QString &id)
{
    return dockerEvent(QStringLiteral("docker/container/die"),
                       host,
                       {{QStringLiteral("container"), QJsonObject{{QStringLiteral("id"), id}}}});
}

const QString cause = QStringLiteral("heal/r-1/r-1.2");
const QString web = QStringLiteral("web");
const QString box = QStringLiteral("c0ffee");

} // namespace

class TestOwnActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksOnlyWhatWeCaused_data();
    void marksOnlyWhatWeCaused();
    void marksByTypeAndName_data();
    void marksByTypeAndName();
    void forgetsInTime_data();
    void forgetsInTime();
};

void TestOwnActions::marksOnlyWhatWeCaused_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<bool>("ours");
    QTest::newRow("the container") << died(web, box) << true;
    QTest::newRow("another container") << died(web, QStringLiteral("beef")) << false;
    QTest::newRow("the same id on another host") << died(QStringLiteral("db"), box) << false;
    QTest::newRow("not from Docker")
        << Event::make({.type = QStringLiteral("demo/x"), .host = web},
                       {{QStringLiteral("container"), QJsonObject{{QStringLiteral("id"), box}}}})
        << false;
    QTest::newRow("a network that names it")
        << dockerEvent(QStringLiteral("docker/network/disconnect"),
                       web,
                       {{QStringLiteral("Actor"),
                         QJsonObject{{QStringLiteral("Attributes"),
                                      QJsonObject{{QStringLiteral("container"), box}}}}}})
        << true;
}

void TestOwnActions::marksByTypeAndName_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("ours");
    const auto row =
        [](const char *name, const char *type, const char *id, const char *called, bool ours) {
            QTest::newRow(name) << QStringLiteral("docker/%1/x").arg(QString::fromLatin1(type))
                                << QString::fromLatin1(id) << QString::fromLatin1(called) << ours;
        };
    row("a new container, by its name", "container", "beef", "shop", true);
    row("another name", "container", "beef", "shop-2", false);
    row("a network of that name", "network", "beef", "shop", false);
    row("an image by what the event is about", "image", "shop:2", "shop", true);
    row("an image by its name", "image", "sha256:aa", "shop:2", true);
    row("another tag", "image", "shop:1", "shop", false);
}

void TestOwnActions::marksByTypeAndName()
{
    QFETCH(QString, type);
    QFETCH(QString, id);
    QFETCH(QString, name);
    const Event event = dockerEvent(type,
                                    web,
                                    {{QStringLiteral("Actor"),
                                      QJsonObject{{QStringLiteral("ID"), id},
                                                  {QStringLiteral("Attributes"),
                                                   QJsonObject{{QStringLiteral("name"), name}}}}}});
    VirtualClock clock;
    OwnActions actions(&clock);
    actions.begin(web, QStringLiteral("container/shop"), cause, 1);
    actions.begin(web, QStringLiteral("image/shop:2"), cause, 1);
    QTEST(!actions.annotate(event).cause().isEmpty(), "ours");
    QVERIFY(actions.isActing(web, QStringLiteral("image/shop:2")));
    actions.end(web, QStringLiteral("image/shop:2"));
    QVERIFY(!actions.isActing(web, QStringLiteral("image/shop:2")));
    QTEST(!actions.annotate(event).cause().isEmpty(), "ours");
}

void TestOwnActions::marksOnlyWhatWeCaused()
{
    QFETCH(Event, event);
    QFETCH(bool, ours);
    VirtualClock clock;
    OwnActions actions(&clock);
    QCOMPARE(actions.annotate(event), event);
    actions.begin(web, box, cause, 3);
    const Event seen = actions.annotate(event);
    QCOMPARE(seen.cause(), ours ? cause : QString());
    QCOMPARE(seen.hops(), ours ? 3 : 0);
}

void TestOwnActions::forgetsInTime_data()
{
    QTest::addColumn<bool>("ended");
    QTest::addColumn<int>("secondsLater");
    QTest::addColumn<bool>("ours");
    QTest::newRow("still acting after an hour") << false << 3600 << true;
    QTest::newRow("14 s after the end") << true << 14 << true;
    QTest::newRow("16 s after the end") << true << 16 << false;
}

void TestOwnActions::forgetsInTime()
{
    QFETCH(bool, ended);
    QFETCH(int, secondsLater);
    QFETCH(bool, ours);
    VirtualClock clock(1'000'000'000);
    OwnActions actions(&clock);
    actions.begin(web, box, cause, 1);
    if (ended)
        actions.end(web, box);
    clock.advance(std::chrono::seconds(secondsLater));
    QCOMPARE(!actions.annotate(died(web, box)).cause().isEmpty(), ours);
}

QTEST_GUILESS_MAIN(TestOwnActions)
#include "tst_ownactions.moc"
