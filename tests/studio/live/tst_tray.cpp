#include "app/studio/tray.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

class TestTray : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void keepsPipelinesInSightAndTellsOfFailures();
};

void TestTray::keepsPipelinesInSightAndTellsOfFailures()
{
    furnish(liveEngine());
    Tray tray;
    QCOMPARE(tray.summary(), QStringLiteral("Saltern: no pipeline runs"));
    QVERIFY(connectClient());
    QTRY_COMPARE(EngineClient::instance().pipelines()->count(), 1);
    QVERIFY(tray.summary().contains(QStringLiteral("1 pipeline")));

    QSignalSpy told(&tray, &Tray::told);
    QSignalSpy changed(&EngineClient::instance(), &EngineClient::changed);
    const auto step = [](const char *state) {
        return QJsonObject{
            {QStringLiteral("what"), QStringLiteral("step")},
            {QStringLiteral("pipeline"), QStringLiteral("self-heal")},
            {QStringLiteral("node"), QStringLiteral("restart")},
            {QStringLiteral("state"), QLatin1StringView(state)},
            {QStringLiteral("error"),
             QJsonObject{{QStringLiteral("message"), QStringLiteral("It is gone.")}}}};
    };
    // A burst of failures is one message.
    liveEngine().notify(QStringLiteral("runs"),
                        {{QStringLiteral("changes"),
                          QJsonArray{step("retrying"), step("failed"), step("failed")}}});
    QTRY_COMPARE(changed.size(), 3);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().at(0).toString(), QStringLiteral("restart failed in self-heal"));
    QCOMPARE(told.first().at(1).toString(), QStringLiteral("It is gone."));
}

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
