#include "engine/nodes/boundedtext.h"
#include "engine/nodes/container.inspect/containerreport.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

// How answers are read; real ones come in tests/integration/tst_containernodes.cpp.
class TestContainerInspect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void config_data();
    void config();
    void state();
    void emptyAnswersAreNoTrap();
    void boundedText_data();
    void boundedText();
    void cutsFallOnWholeCharacters();
};

void TestContainerInspect::config_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("values");
    QTest::addColumn<QByteArray>("part"); // of the report
    const auto row =
        [](const char *name, const char *answer, const char *part, bool values = false) {
            QTest::newRow(name) << QByteArray(answer) << values << QByteArray(part);
        };
    row("environment is masked",
        "{'Config':{'Env':['A=s3cret','B=','C','D=x=y']}}",
        "{'environment':{'A':'***','B':'***','C':'***','D':'***'}}");
    row("environment on request",
        "{'Config':{'Env':['A=1','D=x=y']}}",
        "{'environment':{'A':'1','D':'x=y'}}",
        true);
    row("null lists",
        "{'Config':{'Env':null,'Cmd':null,'Entrypoint':null}}",
        "{'environment':{},'command':[],'entrypoint':[]}");
    row("limits",
        "{'HostConfig':{'Memory':1048576,'NanoCpus':1500000000}}",
        "{'memoryBytes':1048576,'cpus':1.5}");
    row("no restart policy",
        "{'HostConfig':{'RestartPolicy':{'Name':''}}}",
        "{'restartPolicy':'no'}");
    row("restart policy",
        "{'HostConfig':{'RestartPolicy':{'Name':'always'}}}",
        "{'restartPolicy':'always'}");
    row("ports",
        "{'NetworkSettings':{'Ports':{'80/tcp':[{'HostIp':'0.0.0.0','HostPort':'8080'}],"
        "'53/udp':null}}}",
        "{'ports':{'80/tcp':'0.0.0.0:8080','53/udp':''}}");
    row("networks",
        "{'NetworkSettings':{'Networks':{'bridge':{'IPAddress':'172.17.0.2'}}}}",
        "{'networks':{'bridge':'172.17.0.2'}}");
    row("mounts",
        "{'Mounts':[{'Type':'bind','Source':'/srv','Destination':'/data','RW':false},"
        "{'Type':'volume','Name':'db','Source':'/var/x','Destination':'/db','RW':true}]}",
        "{'mounts':[{'type':'bind','source':'/srv','target':'/data','readOnly':true},"
        "{'type':'volume','source':'db','target':'/db','readOnly':false}]}");
}

void TestContainerInspect::config()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, values);
    QFETCH(QByteArray, part);
    const QJsonObject report = configReport(json(answer), values);
    const QJsonObject expected = json(part);
    for (auto it = expected.begin(); it != expected.end(); ++it)
        QCOMPARE(report.value(it.key()), it.value());
}

void TestContainerInspect::state()
{
    const QJsonObject report = stateReport(
        json("{'RestartCount':2,'State':{'Status':'exited','Running':false,'ExitCode':137,"
             "'OOMKilled':true,'Health':{'Status':'unhealthy'}}}"));
    QCOMPARE(report.value(QLatin1StringView("exitCode")).toInt(), 137);
    QCOMPARE(report.value(QLatin1StringView("oomKilled")).toBool(), true);
    QCOMPARE(report.value(QLatin1StringView("health")).toString(), QStringLiteral("unhealthy"));
    QCOMPARE(report.value(QLatin1StringView("restarts")).toInt(), 2);
}

void TestContainerInspect::emptyAnswersAreNoTrap()
{
    QCOMPARE(stateReport({}).value(QLatin1StringView("error")), QJsonValue(QString()));
    QCOMPARE(configReport({}, true).value(QLatin1StringView("mounts")), QJsonValue(QJsonArray()));
}

void TestContainerInspect::boundedText_data()
{
    QTest::addColumn<int>("head");
    QTest::addColumn<int>("tail");
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("truncated");
    const auto row = [](const char *name,
                        int head,
                        int tail,
                        const QByteArrayList &pieces,
                        const char *text,
                        bool truncated) {
        QTest::newRow(name) << head << tail << pieces << QString::fromUtf8(text) << truncated;
    };
    row("nothing", 4, 4, {}, "", false);
    row("short", 4, 4, {"ab", "cd"}, "abcd", false);
    row("exactly full", 4, 4, {"abcdefgh"}, "abcdefgh", false);
    row("one too many", 4, 4, {"abcdefghi"}, "abcd\n... 1 bytes left out ...\nfghi", true);
    row("byte by byte",
        2,
        2,
        {"a", "b", "c", "d", "e", "f", "g", "h"},
        "ab\n... 4 bytes left out ...\ngh",
        true);
    row("only the end", 0, 3, {"abc", "def"}, "def", true);
}

void TestContainerInspect::boundedText()
{
    QFETCH(int, head);
    QFETCH(int, tail);
    QFETCH(QByteArrayList, pieces);
    BoundedText bounded(head, tail);
    for (const QByteArray &piece : pieces)
        bounded.append(piece);
    QTEST(bounded.text(), "text");
    QTEST(bounded.isTruncated(), "truncated");
}

void TestContainerInspect::cutsFallOnWholeCharacters()
{
    const QByteArray text = QStringLiteral("\u00e4\u4e2d\U0001F600\u00e4\u4e2d\U0001F600").toUtf8();
    for (int head = 0; head < text.size(); ++head) {
        for (int tail = 1; head + tail < text.size(); ++tail) {
            BoundedText bounded(head, tail);
            bounded.append(text);
            QVERIFY2(!bounded.text().contains(QChar::ReplacementCharacter),
                     qPrintable(QStringLiteral("%1 %2").arg(head).arg(tail)));
        }
    }
}

QTEST_GUILESS_MAIN(TestContainerInspect)
#include "tst_containerinspect.moc"
