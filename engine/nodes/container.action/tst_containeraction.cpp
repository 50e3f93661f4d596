#include "engine/nodes/container.action/actioncall.h"
#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

// What is asked of the Docker engine; what comes of it is tested against real engines in
// tests/integration/tst_containernodes.cpp.
class TestContainerAction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void calls_data();
    void calls();
    void badSignals_data();
    void badSignals();
    void badReferences_data();
    void badReferences();
    void unknownHost();
    void settingsThatMeanNothing_data();
    void settingsThatMeanNothing();
};

void TestContainerAction::calls_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<bool>("paused");
    QTest::addColumn<QString>("call"); // empty = it is so already
    const auto row =
        [](const char *name, const char *parameters, const char *call, bool paused = false) {
            QTest::newRow(name) << QByteArray(parameters) << paused << QString::fromLatin1(call);
        };
    row("start", "{'action':'start'}", "POST /containers/4f1c/start?");
    row("stop", "{'action':'stop'}", "POST /containers/4f1c/stop?");
    row("stop in time", "{'action':'stop','stopTimeout':'1m'}", "POST /containers/4f1c/stop?t=60");
    row("stop at once", "{'action':'stop','stopTimeout':'0s'}", "POST /containers/4f1c/stop?t=0");
    row("part of a second",
        "{'action':'restart','stopTimeout':'1500ms'}",
        "POST /containers/4f1c/restart?t=2");
    row("kill", "{'action':'kill','signal':'SIGHUP'}", "POST /containers/4f1c/kill?signal=SIGHUP");
    row("real-time signal",
        "{'action':'kill','signal':'SIGRTMIN+3'}",
        "POST /containers/4f1c/kill?signal=SIGRTMIN%2B3");
    row("pause", "{'action':'pause'}", "POST /containers/4f1c/pause?");
    row("pause again", "{'action':'pause'}", "", true);
    row("unpause", "{'action':'unpause'}", "POST /containers/4f1c/unpause?", true);
    row("unpause what runs", "{'action':'unpause'}", "");
    row("remove", "{'action':'remove','force':false,'volumes':false}", "DELETE /containers/4f1c?");
    row("remove with all",
        "{'action':'remove','force':true,'volumes':true}",
        "DELETE /containers/4f1c?force=1&v=1");
}

void TestContainerAction::calls()
{
    QFETCH(QByteArray, parameters);
    QFETCH(bool, paused);
    QFETCH(QString, call);
    const auto made = makeActionCall(
        json(parameters),
        {{QStringLiteral("Id"), QStringLiteral("4f1c")},
         {QStringLiteral("State"), QJsonObject{{QStringLiteral("Paused"), paused}}}});
    QVERIFY(made);
    QCOMPARE(made->alreadySo, call.isEmpty());
    if (call.isEmpty())
        return;
    QCOMPARE(QString(QString::fromLatin1(made->method) + u' ' + made->path + u'?' +
                     made->query.toString(QUrl::FullyEncoded)),
             call);
}

void TestContainerAction::badSignals_data()
{
    QTest::addColumn<QByteArray>("signal");
    QTest::newRow("none") << QByteArray("");
    QTest::newRow("another field") << QByteArray("KILL&x=1");
    QTest::newRow("small letters") << QByteArray("kill");
    QTest::newRow("line end") << QByteArray("SIGHUP\\n");
    QTest::newRow("negative") << QByteArray("-9");
}

void TestContainerAction::badSignals()
{
    QFETCH(QByteArray, signal);
    const auto made = makeActionCall(json("{'action':'kill','signal':'" + signal + "'}"), {});
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::BadInput);
}

void TestContainerAction::badReferences_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("nothing") << QByteArray("''");
    QTest::newRow("out of the folder") << QByteArray("'../images/prune'");
    QTest::newRow("slash inside") << QByteArray("'a/json'");
    QTest::newRow("query") << QByteArray("'a?force=1'");
    QTest::newRow("encoded slash") << QByteArray("'a%2Fb'");
    QTest::newRow("line end") << QByteArray("'a\\r\\nX: y'");
    QTest::newRow("an object") << QByteArray("{'a':1}");
    QTest::newRow("too long") << QByteArray("'" + QByteArray(300, 'a') + "'");
}

void TestContainerAction::badReferences()
{
    QFETCH(QByteArray, id);
    NodeFixture fixture(QStringLiteral("container.action"), "{'action':'start'}");
    // Nobody listens there: the error must come before anything is sent.
    QVERIFY(fixture.hosts.add({QStringLiteral("local"), {.path = QStringLiteral("/none")}, {}}));
    fixture.host = QStringLiteral("local");
    const StepOutcome outcome = fixture.run(makeEvent("a", "{'container':{'id':" + id + "}}"));
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::BadInput);
    QVERIFY(!outcome.mayRetry);
}

void TestContainerAction::unknownHost()
{
    NodeFixture fixture(QStringLiteral("container.action"), "{'action':'start','container':'a'}");
    for (const auto &host : {QString(), QStringLiteral("elsewhere")}) {
        fixture.host = host;
        const StepOutcome outcome = fixture.run(makeEvent("a"));
        QVERIFY(outcome.error);
        QCOMPARE(outcome.error->kind, ErrorKind::NotFound);
        QVERIFY(!outcome.error->remedy.isEmpty());
    }
}

void TestContainerAction::settingsThatMeanNothing_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QStringList>("fields");
    const auto row = [](const char *name, const char *parameters, const QStringList &fields) {
        QTest::newRow(name) << QByteArray(parameters) << fields;
    };
    row("good", "{'action':'stop','stopTimeout':'1s'}", {});
    row("signal without kill", "{'action':'stop','signal':'SIGHUP'}", {QStringLiteral("signal")});
    row("force without remove", "{'action':'stop','force':true}", {QStringLiteral("force")});
    row("command without exec", "{'action':'start','command':['a']}", {QStringLiteral("command")});
    row("exec without a command", "{'action':'exec'}", {QString()});
    row("exec with an empty command", "{'action':'exec','command':[]}", {QString()});
}

void TestContainerAction::settingsThatMeanNothing()
{
    QFETCH(QByteArray, parameters);
    const QStringList refused = refusedFields(QStringLiteral("container.action"), parameters);
    QTEST(refused, "fields");
}

QTEST_GUILESS_MAIN(TestContainerAction)
#include "tst_containeraction.moc"
