#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

/// What every command does alike: what it says about mistakes, and how it reads and prints.
class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhenOutputIsLost();
    void tellsTheTerminalNothing_data();
    void tellsTheTerminalNothing();
    void readsAPipeToItsEnd();
    void namesWhatWasMeant_data();
    void namesWhatWasMeant();
};

void TestCommandLine::saysWhenOutputIsLost()
{
    QProcess program;
    program.setStandardOutputFile(u"/dev/full"_s);
    program.start(u"" SALTERN_PROGRAM ""_s, {u"schema"_s});
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), 1);
    QVERIFY(program.readAllStandardError().contains("cannot be written"));
}

void TestCommandLine::tellsTheTerminalNothing_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("an escape sequence") << u"a\x1b[31mb"_s << QByteArray("a\\u001b[31mb");
    QTest::newRow("one in a single character") << u"a\u009bb"_s << QByteArray("a\\u009bb");
    QTest::newRow("back to the line's begin") << u"a\rb"_s << QByteArray("a\\u000db");
    QTest::newRow("the other direction") << u"a\u202eb"_s << QByteArray("a\\u202eb");
    QTest::newRow("letters of all kinds") << u"aäß漢"_s << QByteArray("aäß漢");
}

void TestCommandLine::tellsTheTerminalNothing()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, shown);
    QProcess program;
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(u"" SALTERN_PROGRAM ""_s, {u"run"_s, u"/none/"_s + name});
    QVERIFY(program.waitForFinished(60'000));
    const QByteArray said = program.readAll();
    QVERIFY2(said.contains(QByteArray("/none/" + shown + ". ")), said.constData());
}

void TestCommandLine::readsAPipeToItsEnd()
{
    // The mistake is behind what a pipe holds at a time.
    const QByteArray filler = QByteArray(70, '#') + '\n';
    const QByteArray document = "saltern: 1\npipeline: p\nnodes:\n  go: {kind: manual@1}\n" +
                                filler.repeated(5000) + "wires: [go -> nowhere]\n";
    QProcess program;
    program.start(u"" SALTERN_PROGRAM ""_s, {u"validate"_s, u"-"_s});
    program.write(document);
    program.closeWriteChannel();
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), 2);
    QVERIFY(program.readAllStandardOutput().contains("nowhere"));
}

void TestCommandLine::namesWhatWasMeant_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("a command") << QStringList{u"validat"_s} << 2
                               << QByteArray("Did you mean \"validate\"?");
    QTest::newRow("a command of a command")
        << QStringList{u"hosts"_s, u"lst"_s} << 2
        << QByteArray("saltern: hosts has no command \"lst\". Did "
                      "you mean \"list\"?");
    QTest::newRow("a command that needs another")
        << QStringList{u"hosts"_s} << 2 << QByteArray("It has: list, check, add, remove.");
    QTest::newRow("an option of a command")
        << QStringList{u"hosts"_s, u"list"_s, u"--jsn"_s} << 2
        << QByteArray("saltern: hosts list has no option --jsn. Did you mean \"--json\"?");
    QTest::newRow("an option of a group")
        << QStringList{u"replay"_s, u"x"_s, u"--fro"_s, u"1"_s} << 2 << QByteArray("--fro");
    QTest::newRow("an argument too many")
        << QStringList{u"version"_s, u"x"_s} << 2
        << QByteArray("saltern: version has no use for \"x\". `saltern version --help`");
    QTest::newRow("a number out of range")
        << QStringList{u"cmd"_s, u"x"_s, u"ps"_s, u"--batch"_s, u"0"_s} << 2
        << QByteArray("saltern: cmd: --batch: Value 0 not in range 1 to 256.");
    QTest::newRow("an option in its place")
        << QStringList{u"--version"_s} << 0 << QByteArray("saltern 0");
    QTest::newRow("an unknown option")
        << QStringList{u"--nonsense"_s} << 2 << QByteArray("--nonsense");
    QTest::newRow("a command without its arguments")
        << QStringList{u"validate"_s} << 2 << QByteArray("FILE is required");
    const QStringList twoHosts{
        u"--host"_s, u"web=unix:///none/1"_s, u"--host"_s, u"edge=unix:///none/2"_s};
    QTest::newRow("a host") << QStringList{u"hosts"_s, u"check"_s, u"wbe"_s} + twoHosts << 2
                            << QByteArray("Did you mean \"web\"?");
    QTest::newRow("one of the hosts") << QStringList{u"hosts"_s, u"check"_s, u"web"_s} + twoHosts
                                      << 3 << QByteArray("no Docker socket at /none/1");
}

void TestCommandLine::namesWhatWasMeant()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, said);
    QProcess program;
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(u"" SALTERN_PROGRAM ""_s, arguments);
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), code);
    const QByteArray all = program.readAll();
    QVERIFY2(all.contains(said), all.constData());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
