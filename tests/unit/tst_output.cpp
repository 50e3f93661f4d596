#include "app/cli/linewriter.h"
#include "engine/control/controlclient.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Saltern;
using namespace Saltern::Cli;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int smallestPipe = 4096;

/// A pipe that holds little and is read only when the test wants to.
class Pipe
{
public:
    Pipe()
    {
        if (::pipe2(m_ends, O_CLOEXEC) == 0)
            ::fcntl(m_ends[1], F_SETPIPE_SZ, smallestPipe);
    }
    ~Pipe()
    {
        closeReadEnd();
        closeWriteEnd();
    }
    Q_DISABLE_COPY_MOVE(Pipe)

    int writeEnd() const { return m_ends[1]; }

    void closeWriteEnd()
    {
        if (m_ends[1] >= 0)
            ::close(std::exchange(m_ends[1], -1));
    }

    void closeReadEnd()
    {
        if (m_ends[0] >= 0)
            ::close(std::exchange(m_ends[0], -1));
    }

    /// What has come by now; waits for the first bytes.
    QByteArray read() const
    {
        QByteArray bytes(65536, Qt::Uninitialized);
        const ssize_t count = ::read(m_ends[0], bytes.data(), std::size_t(bytes.size()));
        return bytes.left(std::max<qsizetype>(count, 0));
    }

    /// Until the last writer is gone.
    QByteArray readAll() const
    {
        QByteArray all;
        for (QByteArray bytes = read(); !bytes.isEmpty(); bytes = read())
            all += bytes;
        return all;
    }

private:
    int m_ends[2] = {-1, -1};
};

QByteArray noteOf(quint64 count)
{
    return "missing " + QByteArray::number(count);
}

/// Each run writes a line to standard error (the log) and one to standard output (it failed).
bool writePipeline(const QString &path)
{
    QFile file(path);
    const QByteArray text = "saltern: 1\npipeline: p\nnodes:\n  go: {kind: manual@1}\n"
                            "  say: {kind: log@1, message: \"so it is " +
                            QByteArray(200, '.') +
                            "\"}\n"
                            "  none: {kind: transform@1, code: event.no.such}\n"
                            "wires: [go -> say, go -> none]\n";
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

/// A reader that does not read must not stop an engine.
class TestOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEverythingThatIsRead();
    void countsWhatIsNotRead();
    void flushGivesUpOnlyWhenNobodyReads();
    void theEngineGoesOn_data();
    void theEngineGoesOn();
    void anAttachedClientDoesNotStopTheEngine();
    void closedStreamsAreNotGivenAway();
    void opensAsManyFilesAsItMay();
    void eventsEndWithTheirReader();
    void runEndsWithItsReader();
    void serveNeedsNoReader();
    void aStateFolderIsNoHost();

private:
    QJsonObject call(ControlClient &client, const QString &method, const QJsonObject &params = {});
    bool press(ControlClient &client, int times);
};

void TestOutput::writesEverythingThatIsRead()
{
    Pipe pipe;
    auto *writer = new LineWriter(pipe.writeEnd(), {.note = noteOf}); // never ends
    QByteArray expected;
    QByteArray got;
    for (int i = 0; i < 5000; ++i) {
        const QByteArray line = "line " + QByteArray::number(i);
        while (!writer->hasRoom())
            got += pipe.read();
        writer->write(line);
        expected += line + '\n';
    }
    while (got.size() < expected.size())
        got += pipe.read();
    QCOMPARE(got, expected);
}

void TestOutput::countsWhatIsNotRead()
{
    Pipe pipe;
    auto *writer = new LineWriter(pipe.writeEnd(), {.mostBytes = 10'000, .note = noteOf});
    constexpr int count = 4000;
    for (int i = 0; i < count; ++i)
        writer->write(QByteArray::number(i));
    QVERIFY(!writer->hasRoom());
    QByteArray got;
    while (!got.contains("missing "))
        got += pipe.read();
    while (!got.endsWith('\n'))
        got += pipe.read();
    writer->write("after");
    while (!got.endsWith("after\n"))
        got += pipe.read();

    // Every line is there once, in its order, or counted where it is missing.
    int next = 0;
    for (const QByteArray &line : got.trimmed().split('\n')) {
        if (line.startsWith("missing "))
            next += line.mid(8).toInt();
        else if (line != "after")
            QCOMPARE(line.toInt(), next++);
    }
    QCOMPARE(next, count);
    QVERIFY(writer->hasRoom());
}

void TestOutput::flushGivesUpOnlyWhenNobodyReads()
{
    Pipe pipe;
    auto *writer = new LineWriter(pipe.writeEnd(), {.note = noteOf});
    const QByteArray line(1000, 'x');
    for (int i = 0; i < 100; ++i)
        writer->write(line);
    writer->flush(100ms); // comes back
    QByteArray got;
    while (got.size() < 100 * 1001)
        got += pipe.read();
    writer->flush(60s); // nothing waits any more
    QCOMPARE(got.count('\n'), 100);
}

QJsonObject
TestOutput::call(ControlClient &client, const QString &method, const QJsonObject &params)
{
    std::optional<Result<QJsonValue>> answer;
    connect(client.call(method, params), &PendingCall::finished, this, [&](const auto &got) {
        answer = got;
    });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 60'000) || !*answer)
        return {};
    return (*answer)->toObject();
}

bool TestOutput::press(ControlClient &client, int times)
{
    for (int i = 0; i < times; ++i) {
        const QJsonObject event{{u"type"_s, u"manual/p/go"_s}, {u"data"_s, QJsonObject()}};
        if (call(client, u"events.send"_s, {{u"event"_s, event}}).isEmpty())
            return false;
    }
    return true;
}

void TestOutput::theEngineGoesOn_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("stream");
    QTest::newRow("serve, output") << QStringList{u"serve"_s, u"%1"_s} << STDOUT_FILENO;
    QTest::newRow("serve, log") << QStringList{u"serve"_s, u"%1"_s} << STDERR_FILENO;
    QTest::newRow("serve, JSON") << QStringList{u"serve"_s, u"%1"_s, u"--json"_s} << STDOUT_FILENO;
    QTest::newRow("run, output") << QStringList{u"run"_s, u"%1/p.saltern.yaml"_s} << STDOUT_FILENO;
    QTest::newRow("run, log") << QStringList{u"run"_s, u"%1/p.saltern.yaml"_s} << STDERR_FILENO;
}

void TestOutput::theEngineGoesOn()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, stream);
    const QTemporaryDir folder;
    QVERIFY(writePipeline(folder.filePath(u"p.saltern.yaml"_s)));
    for (QString &argument : arguments)
        argument.replace(u"%1"_s, folder.path());
    const QString state = folder.filePath(u"state"_s);
    arguments += {u"--state"_s, state, u"--host"_s, u"none=unix://%1/no.sock"_s.arg(folder.path())};

    Pipe pipe;
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedChannels);
    program.setChildProcessModifier([&] { ::dup2(pipe.writeEnd(), stream); });
    program.start(u"" SALTERN_PROGRAM ""_s, arguments);
    QVERIFY(program.waitForStarted());
    pipe.closeWriteEnd();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(state + u"/control.sock"_s), 60'000);

    ControlClient client(ControlEndpoint::socket(state + u"/control.sock"_s));
    client.open();
    QTRY_VERIFY_WITH_TIMEOUT(!call(client, u"status"_s).isEmpty(), 60'000);
    constexpr int presses = 60; // far more than the pipe holds
    QVERIFY(press(client, presses));
    QTRY_COMPARE_WITH_TIMEOUT(
        call(client, u"status"_s).value(u"openRuns"_s), QJsonValue(0), 60'000);

    // It also ends, and what it had to say is still to be had as soon as somebody reads.
    program.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(state + u"/control.sock"_s), 30'000);
    const QByteArray said = pipe.readAll();
    QVERIFY(program.waitForFinished(30'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QVERIFY2(said.contains(stream == STDERR_FILENO ? "so it is" : "none"), said.constData());
}

void TestOutput::anAttachedClientDoesNotStopTheEngine()
{
    const QTemporaryDir folder;
    const QString state = folder.filePath(u"state"_s);
    QProcess engine;
    engine.setProcessChannelMode(QProcess::ForwardedChannels);
    engine.start(u"" SALTERN_PROGRAM ""_s,
                 {u"serve"_s,
                  u"--state"_s,
                  state,
                  u"--host"_s,
                  u"none=unix://%1/no.sock"_s.arg(folder.path())});
    QVERIFY(engine.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(state + u"/control.sock"_s), 60'000);

    Pipe pipe;
    QProcess attached;
    attached.setChildProcessModifier([&] { ::dup2(pipe.writeEnd(), STDOUT_FILENO); });
    attached.start(u"" SALTERN_PROGRAM ""_s, {u"attach"_s, u"--state"_s, state});
    QVERIFY(attached.waitForStarted());
    for (int i = 0; i < 400; ++i)
        attached.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\"}\n");

    ControlClient client(ControlEndpoint::socket(state + u"/control.sock"_s));
    client.open();
    QTRY_VERIFY_WITH_TIMEOUT(!call(client, u"status"_s).isEmpty(), 60'000);
    // Cut off by the engine, or still waiting: either way it ends with its reader.
    attached.kill();
    QVERIFY(attached.waitForFinished(30'000));
    QVERIFY(!call(client, u"status"_s).isEmpty());
    engine.terminate();
    QVERIFY(engine.waitForFinished(30'000));
    QCOMPARE(engine.exitCode(), 0);
}

void TestOutput::closedStreamsAreNotGivenAway()
{
    const QTemporaryDir folder;
    QVERIFY(writePipeline(folder.filePath(u"p.saltern.yaml"_s)));
    const QString state = folder.filePath(u"state"_s);
    QProcess program;
    program.setChildProcessModifier([] {
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::close(stream);
    });
    program.start(u"" SALTERN_PROGRAM ""_s,
                  {u"serve"_s,
                   folder.path(),
                   u"--state"_s,
                   state,
                   u"--host"_s,
                   u"none=unix://%1/no.sock"_s.arg(folder.path())});
    QVERIFY(program.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(state + u"/control.sock"_s), 60'000);
    // What it prints about the runs would otherwise go to whatever has the numbers 1 and 2.
    for (const char *stream : {"0", "1", "2"})
        QCOMPARE(QFile::symLinkTarget(
                     u"/proc/%1/fd/%2"_s.arg(program.processId()).arg(QLatin1StringView(stream))),
                 u"/dev/null"_s);
    ControlClient client(ControlEndpoint::socket(state + u"/control.sock"_s));
    client.open();
    QTRY_VERIFY_WITH_TIMEOUT(!call(client, u"status"_s).isEmpty(), 60'000);
    QVERIFY(press(client, 3));
    QTRY_COMPARE_WITH_TIMEOUT(
        call(client, u"status"_s).value(u"openRuns"_s), QJsonValue(0), 60'000);
    program.terminate();
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestOutput::opensAsManyFilesAsItMay()
{
    const QTemporaryDir folder;
    const QString state = folder.filePath(u"state"_s);
    QProcess program;
    program.setChildProcessModifier([] {
        const rlimit limit{200, 300};
        ::setrlimit(RLIMIT_NOFILE, &limit);
    });
    program.start(u"" SALTERN_PROGRAM ""_s,
                  {u"serve"_s,
                   u"--state"_s,
                   state,
                   u"--host"_s,
                   u"none=unix://%1/no.sock"_s.arg(folder.path())});
    QVERIFY(program.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(state + u"/control.sock"_s), 60'000);
    QFile limits(u"/proc/%1/limits"_s.arg(program.processId()));
    QVERIFY(limits.open(QIODevice::ReadOnly));
    QVERIFY(QRegularExpression(u"Max open files\\s+300\\s+300"_s)
                .match(QString::fromLatin1(limits.readAll()))
                .hasMatch());
    program.terminate();
    QVERIFY(program.waitForFinished(60'000));
}

void TestOutput::eventsEndWithTheirReader()
{
    const QTemporaryDir folder;
    QProcess program;
    program.setChildProcessModifier([] {
        int ends[2];
        if (::pipe(ends) == 0) {
            ::close(ends[0]);
            ::dup2(ends[1], STDOUT_FILENO);
        }
    });
    // That the host is down is said.
    program.start(u"" SALTERN_PROGRAM ""_s,
                  {u"events"_s, u"--host"_s, u"none=unix://%1/no.sock"_s.arg(folder.path())});
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
}

// Like `saltern run | head`, where nothing more is to be printed.
void TestOutput::runEndsWithItsReader()
{
    const QTemporaryDir folder;
    QVERIFY(writePipeline(folder.filePath(u"p.saltern.yaml"_s)));
    Pipe pipe;
    QProcess program;
    program.setChildProcessModifier([&] { ::dup2(pipe.writeEnd(), STDOUT_FILENO); });
    program.start(u"" SALTERN_PROGRAM ""_s,
                  {u"run"_s,
                   folder.filePath(u"p.saltern.yaml"_s),
                   u"--state"_s,
                   folder.filePath(u"state"_s),
                   u"--host"_s,
                   u"none=unix://%1/no.sock"_s.arg(folder.path())});
    QVERIFY(program.waitForStarted());
    pipe.closeWriteEnd();
    QByteArray said;
    while (!said.contains("Running p"))
        said += pipe.read();
    pipe.closeReadEnd();
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.readAllStandardError(), QByteArray());
}

void TestOutput::serveNeedsNoReader()
{
    const QTemporaryDir folder;
    QVERIFY(writePipeline(folder.filePath(u"p.saltern.yaml"_s)));
    const QString state = folder.filePath(u"state"_s);
    Pipe pipe;
    QProcess program;
    program.setChildProcessModifier([&] { ::dup2(pipe.writeEnd(), STDOUT_FILENO); });
    program.start(u"" SALTERN_PROGRAM ""_s,
                  {u"serve"_s,
                   folder.path(),
                   u"--state"_s,
                   state,
                   u"--host"_s,
                   u"none=unix://%1/no.sock"_s.arg(folder.path())});
    QVERIFY(program.waitForStarted());
    pipe.closeWriteEnd();
    pipe.closeReadEnd();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(state + u"/control.sock"_s), 60'000);
    ControlClient client(ControlEndpoint::socket(state + u"/control.sock"_s));
    client.open();
    QTRY_VERIFY_WITH_TIMEOUT(!call(client, u"status"_s).isEmpty(), 60'000);
    QVERIFY(press(client, 3)); // each has a line to print
    QTRY_COMPARE_WITH_TIMEOUT(
        call(client, u"status"_s).value(u"openRuns"_s), QJsonValue(0), 60'000);
    program.terminate();
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), 0);
}

void TestOutput::aStateFolderIsNoHost()
{
    const QTemporaryDir folder;
    const QString pipeline = folder.filePath(u"p.saltern.yaml"_s);
    QVERIFY(writePipeline(pipeline));
    QProcess program;
    program.start(u"" SALTERN_PROGRAM ""_s, {u"run"_s, pipeline, u"--state"_s, pipeline});
    QVERIFY(program.waitForFinished(60'000));
    QCOMPARE(program.exitCode(), 1);
}

QTEST_GUILESS_MAIN(TestOutput)
#include "tst_output.moc"
