#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

class TestDockerEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void begins_data();
    void begins();
    void deathsInDoubt_data();
    void deathsInDoubt();
    void refused_data();
    void refused();
};

namespace {

constexpr auto webDied = "{'container':{'id':'4f1c','name':'web-1','image':'nginx:1.27',"
                         "'exitCode':137,'requested':false,"
                         "'labels':{'app':'shop','com.example/tier.x':'front'}}}";

} // namespace

void TestDockerEvent::begins_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<bool>("begins");
    const auto row = [](const char *name,
                        const char *parameters,
                        bool begins,
                        const char *type = "docker/container/die",
                        const char *host = "local",
                        const char *cause = "") {
        QTest::newRow(name) << QByteArray(parameters) << QByteArray(type) << QString::fromUtf8(host)
                            << QString::fromUtf8(cause) << begins;
    };
    row("no settings: every container event", "{}", true);
    row("no settings: not images", "{}", false, "docker/image/tag");
    row("one action", "{'action':'die'}", true);
    row("another action", "{'action':'start'}", false);
    row("an action is not a prefix", "{'action':'die'}", false, "docker/container/died");
    row("list of actions", "{'action':['oom','die']}", true);
    row("empty list of actions means all", "{'action':[]}", true);
    row("action glob", "{'action':'exec_*'}", true, "docker/container/exec_start");
    row("type", "{'type':'network','action':'connect'}", true, "docker/network/connect");
    row("container name", "{'container':'web-1'}", true);
    row("container glob", "{'container':'web-*'}", true);
    row("other container", "{'container':'db-*'}", false);
    row("a dot is no wildcard", "{'container':'web.1'}", false);
    row("image", "{'image':'nginx:*'}", true);
    row("other image", "{'image':'redis*'}", false);
    row("label", "{'labels':{'app':'shop'}}", true);
    row("label with dots and slash", "{'labels':{'com.example/tier.x':'front'}}", true);
    row("label is there", "{'labels':{'app':'*'}}", true);
    row("label is not there", "{'labels':{'other':'*'}}", false);
    row("label of another value", "{'labels':{'app':'blog'}}", false);
    row("match", "{'match':{'data.container.exitCode':[{'anything-but':0}]}}", true);
    row("match of an exact number", "{'match':{'data.container.exitCode':[0]}}", false);
    row("match nested", "{'match':{'data':{'container':{'requested':[false]}}}}", true);
    row("match and label, one fails",
        "{'labels':{'app':'shop'},'match':{'data.container.requested':[true]}}",
        false);
    row("host", "{'hosts':'local'}", true);
    row("host glob", "{'hosts':'edge-*'}", true, "docker/container/die", "edge-1");
    row("other host", "{'hosts':'edge-*'}", false);
    row("every host, also unknown ones", "{}", true, "docker/container/die", "recorded");
    row("own events are left out", "{}", false, "docker/container/die", "local", "heal/run1/step1");
    row("own events on request",
        "{'own':'include'}",
        true,
        "docker/container/die",
        "local",
        "heal/run1/step1");
}

void TestDockerEvent::begins()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QByteArray, type);
    QFETCH(QString, host);
    QFETCH(QString, cause);
    NodeFixture fixture(QStringLiteral("docker.event"), parameters.constData());
    for (const auto &name : {QStringLiteral("local"), QStringLiteral("edge-1")}) {
        QVERIFY(fixture.hosts.add({name, {.path = QStringLiteral("/nowhere")}, {}}).has_value());
    }
    const Event event = makeEvent(type.constData(), webDied, {.host = host, .cause = cause});
    QTEST(fixture.triggers(event), "begins");
}

void TestDockerEvent::deathsInDoubt_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("requested"); // empty: nobody knows
    QTest::addColumn<bool>("begins");
    const auto row = [](const char *name, const char *pattern, const char *requested, bool begins) {
        QTest::newRow(name) << QByteArray(pattern) << QByteArray(requested) << begins;
    };
    row("surely a crash, and it is", "[false]", "false", true);
    row("surely a crash, in doubt", "[false]", "", false);
    row("asked for, in doubt", "[true]", "", false);
    row("perhaps a crash, in doubt", "[false,{'exists':false}]", "", true);
    row("perhaps a crash, and it is", "[false,{'exists':false}]", "false", true);
    row("perhaps a crash, but asked for", "[false,{'exists':false}]", "true", false);
}

// What docs/hosts.md says about an absent `requested`.
void TestDockerEvent::deathsInDoubt()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, requested);
    NodeFixture fixture(QStringLiteral("docker.event"),
                        "{'match':{'data.container.requested':" + pattern + "}}");
    QVERIFY(fixture.hosts.add({QStringLiteral("local"), {.path = QStringLiteral("/nowhere")}, {}}));
    QByteArray field;
    if (!requested.isEmpty())
        field = ",'requested':" + requested;
    const Event event = makeEvent("docker/container/die",
                                  "{'container':{'name':'web-1'" + field + "}}",
                                  {.host = QStringLiteral("local")});
    QTEST(fixture.triggers(event), "begins");
}

void TestDockerEvent::refused_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::newRow("type in match") << QByteArray("{'match':{'type':['docker/container/die']}}");
    QTest::newRow("the same field twice")
        << QByteArray("{'container':'a','match':{'data.container.name':['b']}}");
    QTest::newRow("bad pattern") << QByteArray("{'match':{'data.x':[{'nonsense':1}]}}");
    QTest::newRow("two stars in a row") << QByteArray("{'action':'a**b'}");
}

void TestDockerEvent::refused()
{
    QFETCH(QByteArray, parameters);
    NodeFixture fixture(QStringLiteral("docker.event"), parameters.constData());
    const auto trigger = fixture.trigger();
    QVERIFY(!trigger);
    QCOMPARE(trigger.error().kind, ErrorKind::BadInput);
    QVERIFY(!trigger.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestDockerEvent)
#include "tst_dockerevent.moc"
