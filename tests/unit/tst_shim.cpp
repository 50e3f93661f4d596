#include "engine/base/installation.h"
#include "engine/functions/shimprotocol.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Saltern;

namespace {

constexpr quint32 call = 7;

// What one shim said, frame by frame.
struct Said
{
    QByteArray result;
    QByteArray out;
    QByteArray err;
    QByteArray refused;
    QJsonObject hello;
    QJsonObject done;
    int pongs = 0;
};

QByteArray argument(const QByteArray &text)
{
    return shimFrames(SALTERN_FRAME_ARGUMENT, call, text);
}

QByteArray shell(const QByteArray &script)
{
    return argument("/bin/sh") + argument("-c") + argument(script);
}

QByteArray go(quint32 limitMs = 0, quint32 graceMs = 2000)
{
    return shimNumbers(SALTERN_FRAME_CALL, call, {limitMs, graceMs});
}

} // namespace

/// The shim as a program of its own, without a container: what it understands, and what it says.
class TestShim : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void framesSurviveEverySplit();
    void strangeBytesAreRefused_data();
    void strangeBytesAreRefused();
    void saysHello();
    void handsOver();
    void inputByteByByte();
    void ends_data();
    void ends();
    void filesStayBelowTheFolder_data();
    void filesStayBelowTheFolder();
    void eventsHaveALimit();
    void unreadEventIsNoFault();
    void slowReaderLosesNothing();
    void deadline();
    void cancelBeforeTheCall();
    void endOfInputEndsEverything();
    void pingIsAnswered();

private:
    void startShim();
    Said converse(const QByteArray &frames);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_shim;
};

void TestShim::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    startShim();
}

void TestShim::cleanup()
{
    m_shim->kill();
    m_shim->waitForFinished();
}

void TestShim::startShim()
{
    m_shim = std::make_unique<QProcess>();
    // Another machine's shim runs in an emulator: "qemu-aarch64-static /.../saltern-shim-arm64".
    QStringList command = qEnvironmentVariable("SALTERN_TEST_SHIM").split(u' ', Qt::SkipEmptyParts);
    if (command.isEmpty())
        command = {findProgram(QStringLiteral("saltern-shim")).value()};
    m_shim->start(command.constFirst(), command.mid(1) + QStringList{m_folder->path()});
    QVERIFY(m_shim->waitForStarted());
}

// Sends the frames and takes in what the shim says until it ends.
Said TestShim::converse(const QByteArray &frames)
{
    Said said;
    ShimReader reader([&](quint8 type, quint32, const QByteArray &payload) {
        switch (type) {
        case SALTERN_FRAME_RESULT:
            said.result += payload;
            break;
        case SALTERN_FRAME_STDOUT:
            said.out += payload;
            break;
        case SALTERN_FRAME_STDERR:
            said.err += payload;
            break;
        case SALTERN_FRAME_REFUSED:
            said.refused += payload;
            break;
        case SALTERN_FRAME_HELLO:
            said.hello = QJsonDocument::fromJson(payload).object();
            break;
        case SALTERN_FRAME_DONE:
            said.done = QJsonDocument::fromJson(payload).object();
            break;
        case SALTERN_FRAME_PONG:
            ++said.pongs;
            break;
        }
    });
    m_shim->write(frames);
    if (!m_shim->waitForFinished(20'000))
        qWarning("the shim does not end");
    if (!reader.feed(m_shim->readAllStandardOutput()))
        qWarning("the shim said what is no frame");
    return said;
}

void TestShim::framesSurviveEverySplit()
{
    const QByteArray large(SALTERN_FRAME_PAYLOAD_MAX + 1, 'x');
    const QByteArray stream = shimFrames(SALTERN_FRAME_STDOUT, 1, "ab") +
                              shimFrames(SALTERN_FRAME_RESULT, 2, {}) +
                              shimFrames(SALTERN_FRAME_STDERR, 3, "c");
    for (qsizetype first = 0; first <= stream.size(); ++first) {
        for (qsizetype second = first; second <= stream.size(); ++second) {
            QByteArrayList read;
            ShimReader reader([&](quint8 type, quint32, const QByteArray &payload) {
                read += QByteArray::number(type) + payload;
            });
            QVERIFY(reader.feed(stream.left(first)));
            QVERIFY(reader.feed(stream.mid(first, second - first)));
            QVERIFY(reader.feed(stream.mid(second)));
            QCOMPARE(read, (QByteArrayList{"66ab", "65", "67c"}));
        }
    }
    qsizetype bytes = 0;
    int frames = 0;
    ShimReader reader([&](quint8, quint32, const QByteArray &payload) {
        bytes += payload.size();
        ++frames;
    });
    QVERIFY(reader.feed(shimFrames(SALTERN_FRAME_EVENT, 1, large)));
    QCOMPARE(bytes, large.size());
    QCOMPARE(frames, 2);
}

void TestShim::strangeBytesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("reserved byte") << QByteArray("\xA5\x42\x01\x00", 4);
    QTest::newRow("too long") << QByteArray("\xA5\x42\x00\x00\x00\x00\x00\x01\x00\x01\x00\x01", 12);
    QTest::newRow("second frame broken")
        << shimFrames(SALTERN_FRAME_STDOUT, 1, "a") + QByteArray("x");
}

void TestShim::strangeBytesAreRefused()
{
    QFETCH(QByteArray, bytes);
    ShimReader reader([](quint8, quint32, const QByteArray &) {});
    QVERIFY(!reader.feed(bytes));
    QVERIFY2(!reader.feed(shimFrames(SALTERN_FRAME_STDOUT, 1, "a")), "it must stay refused");
    converse(bytes);
    QCOMPARE(m_shim->exitCode(), 125);
}

void TestShim::saysHello()
{
    const Said said = converse(shell("true") + go());
    QCOMPARE(said.hello.value(QLatin1StringView("v")).toInt(), SALTERN_PROTOCOL_VERSION);
    QVERIFY(said.hello.value(QLatin1StringView("pid")).toInteger() > 0);
}

void TestShim::handsOver()
{
    const Said said =
        converse(shimFrames(SALTERN_FRAME_FILE, call, "a/b/run.sh") +
                 shimFrames(SALTERN_FRAME_FILE_BYTES, call, "#!/bin/sh\necho \"$1 $X\"; pwd; ") +
                 shimFrames(SALTERN_FRAME_FILE_BYTES, call, "cat >&3; echo log >&2; exit 3\n") +
                 argument(m_folder->path().toUtf8() + "/a/b/run.sh") + argument("one two") +
                 shimFrames(SALTERN_FRAME_ENVIRONMENT, call, "X=y=z") +
                 shimFrames(SALTERN_FRAME_DIRECTORY, call, "/usr") +
                 shimFrames(SALTERN_FRAME_EVENT, call, "{\"a\":") +
                 shimFrames(SALTERN_FRAME_EVENT, call, "1}") + go());
    QCOMPARE(said.out, QByteArray("one two y=z\n/usr\n"));
    QCOMPARE(said.result, QByteArray("{\"a\":1}"));
    QCOMPARE(said.err, QByteArray("log\n"));
    QCOMPARE(said.done.value(QLatin1StringView("exit")).toInt(), 3);
    QCOMPARE(said.done.value(QLatin1StringView("resultBytes")).toInt(), 7);
    QVERIFY(said.done.value(QLatin1StringView("maxRssKiB")).toInt() > 0);
}

void TestShim::inputByteByByte()
{
    const QByteArray frames = shell("cat") + shimFrames(SALTERN_FRAME_EVENT, call, "event") + go();
    for (const char byte : frames) {
        m_shim->write(&byte, 1);
        QVERIFY(m_shim->waitForBytesWritten());
    }
    QCOMPARE(converse({}).out, QByteArray("event"));
}

void TestShim::ends_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::addColumn<QString>("start");
    QTest::newRow("0") << shell("exit 0") << 0 << 0 << QString();
    QTest::newRow("75") << shell("exit 75") << 75 << 0 << QString();
    QTest::newRow("signal") << shell("kill -TERM $$") << 0 << 15 << QString();
    QTest::newRow("not found") << argument("/no/such/program") << 127 << 0
                               << QStringLiteral("not-found");
    QTest::newRow("not in PATH") << argument("no-such-program") << 127 << 0
                                 << QStringLiteral("not-found");
    QTest::newRow("a folder") << argument("/etc") << 126 << 0 << QStringLiteral("not-permitted");
    QTest::newRow("not a program")
        << argument("/etc/passwd") << 126 << 0 << QStringLiteral("not-permitted");
    QTest::newRow("no such directory")
        << shell("true") + shimFrames(SALTERN_FRAME_DIRECTORY, call, "/no/such") << 127 << 0
        << QStringLiteral("not-found");
}

void TestShim::ends()
{
    QFETCH(QByteArray, arguments);
    const Said said = converse(arguments + go());
    QTEST(said.done.value(QLatin1StringView("exit")).toInt(), "exitCode");
    QTEST(said.done.value(QLatin1StringView("signal")).toInt(), "signal");
    QTEST(said.done.value(QLatin1StringView("start")).toString(), "start");
}

void TestShim::filesStayBelowTheFolder_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path :
         {"../x", "/tmp/x", "a/../../x", "a/./b", "", ".", "..", "a//b", "a/", "link/x"})
        QTest::newRow(*path ? path : "empty") << QByteArray(path);
    QTest::newRow("zero byte") << QByteArray("a\0b", 3);
    QTest::newRow("endless") << QByteArray(5000, 'a');
}

void TestShim::filesStayBelowTheFolder()
{
    QFETCH(QByteArray, path);
    QVERIFY(QFile::link(QStringLiteral("/tmp"), m_folder->filePath(QStringLiteral("link"))));
    const Said said = converse(shimFrames(SALTERN_FRAME_FILE, call, path) + shell("true") + go());
    QVERIFY(!said.refused.isEmpty());
    QVERIFY(said.done.isEmpty());
}

void TestShim::eventsHaveALimit()
{
    const QByteArray largest(SALTERN_EVENT_MAX, 'x');
    const Said taken =
        converse(shell("wc -c") + shimFrames(SALTERN_FRAME_EVENT, call, largest) + go());
    QCOMPARE(taken.out.trimmed(), QByteArray("1048576"));
    startShim();
    const Said refused = converse(shimFrames(SALTERN_FRAME_EVENT, call, largest + 'x'));
    QVERIFY(refused.refused.contains("1 MiB"));
}

void TestShim::unreadEventIsNoFault()
{
    const Said said =
        converse(shell("exec 0<&-; echo done") +
                 shimFrames(SALTERN_FRAME_EVENT, call, QByteArray(500'000, 'x')) + go());
    QCOMPARE(said.out, QByteArray("done\n"));
    QCOMPARE(said.done.value(QLatin1StringView("exit")).toInt(), 0);
}

void TestShim::slowReaderLosesNothing()
{
    // QProcess reads only while we wait; until then the shim's output stands still.
    m_shim->write(shell("head -c 1000000 /dev/zero >&3; head -c 900000 /dev/zero; echo x >&2") +
                  go());
    QVERIFY(m_shim->waitForBytesWritten());
    const Said said = converse({});
    QCOMPARE(said.result.size(), 1'000'000);
    QCOMPARE(said.out.size(), 900'000);
    QCOMPARE(said.err, QByteArray("x\n"));
}

void TestShim::deadline()
{
    const Said obeys = converse(shell("echo begun; exec sleep 60") + go(200));
    QVERIFY(obeys.done.value(QLatin1StringView("timedOut")).toBool());
    QCOMPARE(obeys.done.value(QLatin1StringView("signal")).toInt(), 15);
    QCOMPARE(obeys.out, QByteArray("begun\n"));
    startShim();
    const Said deaf = converse(shell("trap '' TERM; while :; do sleep 1; done") + go(200, 100));
    QVERIFY(deaf.done.value(QLatin1StringView("timedOut")).toBool());
    QCOMPARE(deaf.done.value(QLatin1StringView("signal")).toInt(), 9);
}

void TestShim::cancelBeforeTheCall()
{
    const Said said = converse(shell("true") + shimNumbers(SALTERN_FRAME_CANCEL, call, {100}));
    QVERIFY(said.refused.contains("cancelled"));
}

void TestShim::endOfInputEndsEverything()
{
    m_shim->write(shell("echo $$; exec sleep 60") + go());
    const bool told = QTest::qWaitFor([this] {
        m_shim->waitForReadyRead(20);
        return m_shim->peek(10'000).contains('\n');
    });
    QVERIFY(told);
    const QByteArray text = m_shim->readAllStandardOutput();
    QByteArray pid;
    ShimReader reader([&](quint8 type, quint32, const QByteArray &payload) {
        if (type == SALTERN_FRAME_STDOUT)
            pid += payload;
    });
    QVERIFY(reader.feed(text));
    m_shim->closeWriteChannel();
    QVERIFY(m_shim->waitForFinished());
    QCOMPARE(m_shim->exitCode(), 0);
    const QString handler = QStringLiteral("/proc/") + QString::fromUtf8(pid.trimmed());
    QVERIFY(!pid.isEmpty());
    QTRY_VERIFY(!QFile::exists(handler) ||
                QFile(handler + QStringLiteral("/cmdline")).readAll().isEmpty());
}

void TestShim::pingIsAnswered()
{
    const QByteArray ping = shimFrames(SALTERN_FRAME_PING, 9, "x");
    QCOMPARE(converse(ping + shell("true") + ping + go()).pongs, 2);
}

QTEST_GUILESS_MAIN(TestShim)
#include "tst_shim.moc"
