#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// `saltern run --observe` with nodes that see to a state, as a person looks before they leap.
class TestObserve : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void saysWhatItWouldDoAndTouchesNothing();

private:
    QString m_output;
};

void TestObserve::saysWhatItWouldDoAndTouchesNothing()
{
    EngineRig rig(Lab::endpoint());
    const QString name = u"saltern-observe-%1"_s.arg(QCoreApplication::applicationPid());
    const auto made =
        rig.call("POST",
                 u"/containers/create"_s,
                 dockerQuery({{u"name"_s, name}}),
                 {{u"Image"_s, u"busybox:1.36"_s}, {u"Cmd"_s, QJsonArray{u"sleep"_s, u"600"_s}}});
    QVERIFY(made);
    const auto containers = [&] {
        const auto listed =
            rig.call("GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}}));
        QStringList lines;
        for (const QJsonValue &container : listed ? listed->array() : QJsonArray())
            lines += container[u"Id"_s].toString() + u' ' + container[u"State"_s].toString();
        return lines;
    };
    const QStringList before = containers();

    const QTemporaryDir folder;
    QFile file(folder.filePath(u"p.saltern.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        u"saltern: 1\n"
        "pipeline: p\n"
        "nodes:\n"
        "  once: { kind: timer@1, every: 1h, atStart: true }\n"
        "  differs: { kind: container.ensure@1, name: %1, image: \"busybox:1.36\","
        " memory: 64MiB, command: [sleep, \"601\"] }\n"
        "  lacks: { kind: volume.ensure@1, name: %1 }\n"
        "  pulls: { kind: image.ensure@1, image: \"localhost:1/none:1\" }\n"
        "  after: { kind: log@1, message: never }\n"
        "wires: [once -> differs, once -> lacks, once -> pulls, differs -> after]\n"_s.arg(name)
            .toUtf8());
    file.close();
    QProcess saltern;
    saltern.start(u"" SALTERN_PROGRAM ""_s,
                  {u"run"_s,
                   file.fileName(),
                   u"--observe"_s,
                   u"--state"_s,
                   folder.filePath(u"state"_s),
                   u"--host"_s,
                   u"local="_s + Lab::endpoint()});
    QVERIFY(saltern.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT((m_output += QString::fromUtf8(saltern.readAllStandardOutput()),
                               m_output.count(u"would run"_s)),
                              3,
                              60'000);
    saltern.terminate();
    QVERIFY(saltern.waitForFinished(60'000));
    QCOMPARE(saltern.exitCode(), 0);
    m_output += QString::fromUtf8(saltern.readAllStandardOutput());

    for (const QString &said : {u"command: sleep, 600 \u2192 sleep, 601"_s,
                                u"memory: no limit \u2192 64MiB"_s,
                                u"the image localhost:1/none:1 would be pulled"_s,
                                u"state: created \u2192 running"_s,
                                u"volume: none \u2192 new"_s})
        QVERIFY2(m_output.contains(said), qPrintable(m_output));
    QVERIFY2(!m_output.contains(u"never"_s), qPrintable(m_output));
    QCOMPARE(containers(), before);
    QVERIFY(!rig.call("GET", u"/volumes/"_s + name));
    QVERIFY(rig.remove(name));
}

QTEST_GUILESS_MAIN(TestObserve)
#include "tst_observe.moc"
