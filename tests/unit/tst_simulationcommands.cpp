#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

const QByteArray pipeline = "saltern: 1\npipeline: p\nnodes:\n"
                            "  go: { kind: docker.event@1, action: die, hosts: \"web*\" }\n"
                            "  note: { kind: log@1, message: \"{{ event.data.container.id }} on "
                            "{{ event.salternhost }}\" }\n"
                            "wires: [go -> note]\n";
const QByteArray tests = "tests:\n"
                         "  - name: good\n"
                         "    events: events.jsonl\n"
                         "    expect: { note: { calls: 2 } }\n";
const QByteArray badTest = "  - name: bad\n"
                           "    events: events.jsonl\n"
                           "    expect: { note: { calls: 3 } }\n";
const QByteArray events =
    R"({"type":"docker/container/die","salternhost":"web1","data":{"container":{"id":"a"}}})"
    "\n"
    R"({"type":"docker/container/die","salternhost":"web1","data":{"container":{"id":"b"}}})"
    "\n";

} // namespace

/// `saltern test`, `replay`, `demo --simulated` and `run --host NAME=recorded:FILE`, as people call
/// them: no Docker engine can be reached.
class TestSimulationCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void exitCodesOfTest_data();
    void exitCodesOfTest();
    void testAsJson();
    void replaySaysThatItIsSimulated();
    void replayFromTheJournal();
    void recordedHost();
    void recordingsAreForRunOnly();
    void demosSimulated();
    void demoWithoutAnEngineNamesTheOption();

private:
    void write(const char *name, const QByteArray &content);
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    Outcome run(const QStringList &arguments);

    QTemporaryDir m_folder;
};

void TestSimulationCommands::write(const char *name, const QByteArray &content)
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

Outcome TestSimulationCommands::run(const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DOCKER_HOST"),
                       QStringLiteral("unix:///nowhere/docker.sock"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral(SALTERN_PROGRAM), arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void TestSimulationCommands::init()
{
    write("events.jsonl", events);
    write("p.saltern.yaml", pipeline + tests);
}

void TestSimulationCommands::exitCodesOfTest_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("recording");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("passed") << pipeline + tests << events << 0
                            << QByteArray("1 passed, 0 failed (simulated)");
    QTest::newRow("failed") << pipeline + tests + badTest << events << 1
                            << QByteArray("note: expected 3 calls, but there were 2.");
    QTest::newRow("no test") << pipeline << events << 2 << QByteArray("There is no test.");
    QTest::newRow("a bad document")
        << pipeline + tests + "  - nam: x\n    expect: {}\n"
        << events << 2 << QByteArray("p.saltern.yaml:11:5: There is no field \"nam\"");
    QTest::newRow("a bad recording") << pipeline + tests << events + "{}\n"
                                     << 2 << QByteArray("events.jsonl:3: ");
}

void TestSimulationCommands::exitCodesOfTest()
{
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, recording);
    QFETCH(QByteArray, says);
    write("p.saltern.yaml", document);
    write("events.jsonl", recording);
    const Outcome outcome = run({QStringLiteral("test"), QStringLiteral("p.saltern.yaml")});
    const QByteArray said = outcome.output + outcome.errors;
    QVERIFY2(said.contains(says), said.constData());
    QTEST(outcome.exitCode, "exitCode");
}

void TestSimulationCommands::testAsJson()
{
    write("p.saltern.yaml", pipeline + tests + badTest);
    const Outcome outcome =
        run({QStringLiteral("test"), QStringLiteral("p.saltern.yaml"), QStringLiteral("--json")});
    const QList<QByteArray> lines = outcome.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const QJsonObject bad = QJsonDocument::fromJson(lines[1]).object();
    QCOMPARE(bad.value(QLatin1StringView("test")).toString(), QStringLiteral("bad"));
    QCOMPARE(bad.value(QLatin1StringView("passed")), QJsonValue(false));
    QCOMPARE(bad.value(QLatin1StringView("simulated")), QJsonValue(true));
    QCOMPARE(bad.value(QLatin1StringView("differences")).toArray().size(), 1);
}

void TestSimulationCommands::replaySaysThatItIsSimulated()
{
    const Outcome outcome = run({QStringLiteral("replay"),
                                 QStringLiteral("p.saltern.yaml"),
                                 QStringLiteral("--events"),
                                 QStringLiteral("events.jsonl")});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.output.contains("b on web1"));
    for (const QByteArray &line : outcome.output.trimmed().split('\n'))
        QVERIFY2(line.startsWith("simulated") || line.contains("| "), line.constData());
}

void TestSimulationCommands::replayFromTheJournal()
{
    const QStringList state{QStringLiteral("--state"), path("state")};
    const Outcome ran = run(QStringList{QStringLiteral("run"),
                                        QStringLiteral("p.saltern.yaml"),
                                        QStringLiteral("--host"),
                                        QStringLiteral("web9=recorded:events.jsonl"),
                                        QStringLiteral("--for"),
                                        QStringLiteral("2s")} +
                            state);
    QCOMPARE(ran.exitCode, 0);
    QVERIFY2(ran.errors.contains("a on web9"), ran.errors.constData());
    const QStringList replay{QStringLiteral("replay"), QStringLiteral("p.saltern.yaml")};
    const Outcome since =
        run(replay + QStringList{QStringLiteral("--since"), QStringLiteral("1h")} + state);
    QVERIFY2(since.output.contains("2 runs"), since.output.constData());
    const Outcome from =
        run(replay + QStringList{QStringLiteral("--from"), QStringLiteral("2")} + state);
    QVERIFY2(from.output.contains("1 runs") && from.output.contains("b on web9"),
             from.output.constData());
    QVERIFY(run(replay + QStringList{QStringLiteral("--from"), QStringLiteral("77")} + state)
                .exitCode != 0);
}

void TestSimulationCommands::recordedHost()
{
    write("events.jsonl", events + "nonsense\n");
    const Outcome outcome = run({QStringLiteral("run"),
                                 QStringLiteral("p.saltern.yaml"),
                                 QStringLiteral("--host"),
                                 QStringLiteral("web9=recorded:events.jsonl"),
                                 QStringLiteral("--state"),
                                 path("refused")});
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.errors.contains("events.jsonl:3: "), outcome.errors.constData());
}

void TestSimulationCommands::recordingsAreForRunOnly()
{
    const Outcome outcome = run({QStringLiteral("events"),
                                 QStringLiteral("--host"),
                                 QStringLiteral("web9=recorded:events.jsonl")});
    QCOMPARE(outcome.exitCode, 2);
}

void TestSimulationCommands::demosSimulated()
{
    const Outcome outcome = run({QStringLiteral("demo"),
                                 QStringLiteral("--all"),
                                 QStringLiteral("--simulated"),
                                 QStringLiteral("--json")});
    QCOMPARE(outcome.exitCode, 0);
    const QJsonArray demos = QJsonDocument::fromJson(outcome.output).array();
    QVERIFY(demos.size() >= 2);
    for (const QJsonValue &demo : demos) {
        QCOMPARE(demo[QLatin1StringView("passed")], QJsonValue(true));
        QCOMPARE(demo[QLatin1StringView("simulated")], QJsonValue(true));
    }
    const Outcome text = run({QStringLiteral("demo"), QStringLiteral("--simulated")});
    QVERIFY2(text.output.contains("hello (simulated): ") &&
                 text.output.contains("passed (simulated)"),
             text.output.constData());
}

void TestSimulationCommands::demoWithoutAnEngineNamesTheOption()
{
    const Outcome outcome = run({QStringLiteral("demo"), QStringLiteral("hello")});
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.errors.contains("saltern demo hello --simulated"), outcome.errors.constData());
}

QTEST_GUILESS_MAIN(TestSimulationCommands)
#include "tst_simulationcommands.moc"
