#include "engine/runs/journal.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// The programs that run pipelines and tell of runs, as a person starts them. Without Docker.
class TestRunCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void printsEachThingOnce();
    void needsNoDockerHostForNodesWithoutOne_data();
    void needsNoDockerHostForNodesWithoutOne();
    void validateKnowsTheRuntimes_data();
    void validateKnowsTheRuntimes();
    void listFilters_data();
    void listFilters();
    void listExplainsUnknownStates();

private:
    struct Said
    {
        int code = -1;
        QString output;
        QString errors;
    };
    Said saltern(const QStringList &arguments) const;
    QString write(const QByteArray &nodesAndWires) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRunCommands::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

TestRunCommands::Said TestRunCommands::saltern(const QStringList &arguments) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_STATE_HOME"_s, m_folder->path());
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder->path());
    environment.insert(u"DOCKER_HOST"_s, u"unix://%1/no.sock"_s.arg(m_folder->path()));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SALTERN_PROGRAM), arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(),
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QString TestRunCommands::write(const QByteArray &nodesAndWires) const
{
    QFile file(m_folder->filePath(u"p.saltern.yaml"_s));
    if (file.open(QIODevice::WriteOnly))
        file.write("saltern: 1\npipeline: p\n" + nodesAndWires);
    return file.fileName();
}

void TestRunCommands::printsEachThingOnce()
{
    const QString file = write("nodes:\n"
                               "  start: {kind: timer@1, every: 1h, atStart: true}\n"
                               "  say: {kind: log@1, message: so it began}\n"
                               "wires: [start -> say]\n");
    const Said said = saltern({u"run"_s, file, u"--for"_s, u"2s"_s});
    QCOMPARE(said.code, 0);
    QCOMPARE(said.output.count(u"so it began"_s) + said.errors.count(u"so it began"_s), 1);
    QVERIFY2(said.output.contains(u"say  started\n"_s), qPrintable(said.output));
    QVERIFY(said.output.contains(u"say  ok "_s));
}

void TestRunCommands::needsNoDockerHostForNodesWithoutOne_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<int>("code");
    QTest::newRow("log") << QByteArray("{kind: log@1, message: x}") << 0;
    QTest::newRow("filter") << QByteArray("{kind: filter@1, match: {type: [x]}}") << 0;
    QTest::newRow("function") << QByteArray("{kind: function@1, runtime: shell, code: x}") << 3;
    QTest::newRow("container") << QByteArray("{kind: container.inspect@1, container: x}") << 3;
}

void TestRunCommands::needsNoDockerHostForNodesWithoutOne()
{
    QFETCH(QByteArray, node);
    const QString file =
        write("nodes:\n  go: {kind: manual@1}\n  x: " + node + "\nwires: [go -> x]\n");
    // Ended by the missing host, or by the time.
    const Said said = saltern({u"run"_s, file, u"--for"_s, u"3s"_s});
    QTEST(said.code, "code");
    QCOMPARE(said.errors.contains(u"No Docker host could be reached."_s), said.code == 3);
}

void TestRunCommands::validateKnowsTheRuntimes_data()
{
    QTest::addColumn<QByteArray>("runtime");
    QTest::addColumn<bool>("own"); // whether the user has a runtime "mine"
    QTest::addColumn<int>("code");
    QTest::newRow("built in") << QByteArray("python") << false << 0;
    QTest::newRow("a slip") << QByteArray("pyton") << false << 2;
    QTest::newRow("not there") << QByteArray("mine") << false << 2;
    QTest::newRow("the user's") << QByteArray("mine") << true << 0;
}

void TestRunCommands::validateKnowsTheRuntimes()
{
    QFETCH(QByteArray, runtime);
    QFETCH(bool, own);
    if (own)
        QVERIFY(QDir(m_folder->path()).mkpath(u"saltern/runtimes/mine"_s));
    const QString file = write("nodes:\n  go: {kind: manual@1}\n  f:\n    kind: function@1\n"
                               "    runtime: " +
                               runtime + "\n    code: x\nwires: [go -> f]\n");
    const Said said = saltern({u"validate"_s, file});
    QTEST(said.code, "code");
    if (said.code == 2) {
        QVERIFY2(said.output.startsWith(file + u":7:14: There is no runtime"_s),
                 qPrintable(said.output));
        QCOMPARE(said.output.contains(u"\"python\""_s), runtime == "pyton");
    }
}

void TestRunCommands::listFilters_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QList<int>>("numbers"); // of the runs, as they are listed
    QTest::newRow("all, newest first") << QString() << QList<int>{6, 5, 4, 3, 2, 1};
    QTest::newRow("pipeline") << u"--pipeline other"_s << QList<int>{6, 2};
    QTest::newRow("unknown pipeline") << u"--pipeline oth"_s << QList<int>{};
    QTest::newRow("running") << u"--only running"_s << QList<int>{1};
    QTest::newRow("done") << u"--only done"_s << QList<int>{6, 2};
    QTest::newRow("failed") << u"--only failed"_s << QList<int>{3};
    QTest::newRow("lost") << u"--only lost"_s << QList<int>{4};
    QTest::newRow("cancelled") << u"--only cancelled"_s << QList<int>{5};
    QTest::newRow("most") << u"--most 2"_s << QList<int>{6, 5};
    QTest::newRow("all together") << u"--pipeline other --only done --most 1"_s << QList<int>{6};
    QTest::newRow("nothing fits") << u"--pipeline other --only lost"_s << QList<int>{};
}

void TestRunCommands::listFilters()
{
    QFETCH(QString, options);
    QFETCH(QList<int>, numbers);
    QString engine;
    {
        Journal journal({.path = m_folder->filePath(u"journal.sqlite"_s)});
        engine = journal.open()->engineId;
        JournalTransaction transaction;
        const RunState states[] = {RunState::Running,
                                   RunState::Done,
                                   RunState::Failed,
                                   RunState::Lost,
                                   RunState::Cancelled,
                                   RunState::Done};
        for (int number = 1; number <= 6; ++number)
            transaction.add(RunRecord{.number = number,
                                      .pipeline = number % 4 == 2 ? u"other"_s : u"p"_s,
                                      .trigger = u"go"_s,
                                      .state = states[number - 1]});
        journal.submit(std::move(transaction));
    }
    QStringList arguments{u"runs"_s, u"list"_s, u"--json"_s, u"--state"_s, m_folder->path()};
    arguments += options.split(u' ', Qt::SkipEmptyParts);
    const Said said = saltern(arguments);
    QCOMPARE(said.code, 0);
    QStringList expected;
    for (const int number : numbers)
        expected += engine + u'-' + QString::number(number);
    QStringList listed;
    const QStringList lines = said.output.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        listed += QJsonDocument::fromJson(line.toUtf8()).object().value(u"run").toString();
    QCOMPARE(listed, expected);
}

void TestRunCommands::listExplainsUnknownStates()
{
    const Said said = saltern({u"runs"_s, u"list"_s, u"--only"_s, u"faild"_s});
    QCOMPARE(said.code, 2);
    QVERIFY2(said.errors.contains(u"\"failed\""_s), qPrintable(said.errors));
}

QTEST_GUILESS_MAIN(TestRunCommands)
#include "tst_runcommands.moc"
