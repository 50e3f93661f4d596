#include "engine/base/installation.h"
#include "engine/functions/shimprotocol.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <map>
#include <memory>

using namespace Saltern;

namespace {

// What the shim said of one call.
struct Told
{
    QByteArray result;
    QByteArray out;
    QByteArray err;
    QByteArray refused;
    quint64 skipped = 0;
    std::optional<QJsonObject> done;
    quint32 residentKib = 0;
    std::optional<quint32> age;
};

QByteArray code(const QByteArray &script)
{
    return shimFrames(SALTERN_FRAME_KEEP, 0, {}) +
           shimFrames(SALTERN_FRAME_ARGUMENT, 0, "/bin/sh") +
           shimFrames(SALTERN_FRAME_ARGUMENT, 0, "-c") +
           shimFrames(SALTERN_FRAME_ARGUMENT, 0, script);
}

QByteArray begin(quint32 call, const QByteArray &event = {}, quint32 limitMs = 0)
{
    return shimFrames(SALTERN_FRAME_EVENT, call, event) +
           shimNumbers(SALTERN_FRAME_CALL, call, {limitMs, 100});
}

QByteArray beginOpen(quint32 call)
{
    return shimNumbers(SALTERN_FRAME_CALL, call, {0, 100, 1});
}

} // namespace

/// A shim that stays for many calls, as a program of its own without a container.
class TestKeptShim : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void callsOneAfterAnother();
    void callsSideBySideAreKeptApart();
    void callHasItsOwnEnvironment();
    void scratchFolderIsWiped();
    void loudCallSilencesNoOther();
    void timeIsUpForOneCallOnly();
    void cancelEndsOneCallOnly();
    void tooManyCallsAreRefused();
    void brokenCallIsRefusedAlone();
    void brokenCodeRefusesEveryCall();
    void lateFramesBeginNothing();
    void openCallTakesEvents();
    void waitingForAProcessorDoesNotAge();
    void openCallThatDoesNotReadIsEnded();
    void openCallThatLogsMuchIsCutInTheMiddle();
    void answersWaitForNoOther();
    void answersOfABurstAllArrive();
    void drainedShimEndsAfterTheLastCall();
    void endOfInputEndsEverything();
    void anyOrderOfFramesIsSurvived();

private:
    void send(const QByteArray &frames);
    bool waitFor(const std::function<bool()> &reached);
    bool waitForEnd(quint32 call);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_scratch;
    std::unique_ptr<QProcess> m_shim;
    std::unique_ptr<ShimReader> m_reader;
    std::map<quint32, Told> m_told;
};

void TestKeptShim::init()
{
    m_told.clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_scratch = std::make_unique<QTemporaryDir>();
    m_reader =
        std::make_unique<ShimReader>([this](quint8 type, quint32 call, const QByteArray &payload) {
            Told &told = m_told[call];
            switch (type) {
            case SALTERN_FRAME_RESULT:
                told.result += payload;
                break;
            case SALTERN_FRAME_STDOUT:
                told.out += payload;
                break;
            case SALTERN_FRAME_STDERR:
                told.err += payload;
                break;
            case SALTERN_FRAME_SKIPPED:
                told.skipped += qFromBigEndian<quint64>(payload.constData() + 1);
                break;
            case SALTERN_FRAME_REFUSED:
                told.refused += payload;
                break;
            case SALTERN_FRAME_DONE:
                told.done = QJsonDocument::fromJson(payload).object();
                break;
            case SALTERN_FRAME_RESIDENT:
                told.residentKib =
                    saltern_read_u32(reinterpret_cast<const uint8_t *>(payload.constData()));
                break;
            case SALTERN_FRAME_AGED:
                told.age = saltern_read_u32(reinterpret_cast<const uint8_t *>(payload.constData()));
                break;
            }
        });
    m_shim = std::make_unique<QProcess>();
    m_shim->start(findProgram(QStringLiteral("saltern-shim")).value(),
                  {m_folder->path(), m_scratch->path()});
    QVERIFY(m_shim->waitForStarted());
}

void TestKeptShim::cleanup()
{
    m_shim->kill();
    m_shim->waitForFinished();
}

void TestKeptShim::send(const QByteArray &frames)
{
    m_shim->write(frames);
    m_shim->waitForBytesWritten();
}

bool TestKeptShim::waitFor(const std::function<bool()> &reached)
{
    return QTest::qWaitFor(
        [&] {
            m_shim->waitForReadyRead(20);
            return m_reader->feed(m_shim->readAllStandardOutput()) && reached();
        },
        30'000);
}

bool TestKeptShim::waitForEnd(quint32 call)
{
    return waitFor([&] { return m_told[call].done.has_value(); });
}

void TestKeptShim::callsOneAfterAnother()
{
    send(code("cat; echo log >&2; echo result >&3"));
    for (quint32 call = 1; call <= 20; ++call) {
        const QByteArray event = "event " + QByteArray::number(call);
        send(begin(call, event));
        QVERIFY(waitForEnd(call));
        QCOMPARE(m_told[call].out, event);
        QCOMPARE(m_told[call].err, QByteArray("log\n"));
        QCOMPARE(m_told[call].result, QByteArray("result\n"));
        QCOMPARE(m_told[call].done->value(QLatin1StringView("exit")).toInt(-1), 0);
    }
}

void TestKeptShim::callsSideBySideAreKeptApart()
{
    // Each waits for the file of the next, so that they cannot have run one after another.
    send(code("read n; touch $n; while ! test -e $((n % 8 + 1)); do sleep 0.01; done; echo $n") +
         shimFrames(SALTERN_FRAME_DIRECTORY, 0, m_folder->path().toUtf8()));
    QByteArray calls;
    for (quint32 call = 1; call <= 8; ++call)
        calls += begin(call, QByteArray::number(call) + '\n');
    send(calls);
    for (quint32 call = 1; call <= 8; ++call) {
        QVERIFY(waitForEnd(call));
        QCOMPARE(m_told[call].out, QByteArray::number(call) + '\n');
    }
}

void TestKeptShim::callHasItsOwnEnvironment()
{
    send(code("echo $COMMON $OWN") + shimFrames(SALTERN_FRAME_ENVIRONMENT, 0, "COMMON=c") +
         shimFrames(SALTERN_FRAME_ENVIRONMENT, 1, "OWN=1") + begin(1) + begin(2) +
         shimFrames(SALTERN_FRAME_ENVIRONMENT, 3, "COMMON=other") + begin(3));
    QVERIFY(waitForEnd(1) && waitForEnd(2) && waitForEnd(3));
    QCOMPARE(m_told[1].out, QByteArray("c 1\n"));
    QCOMPARE(m_told[2].out, QByteArray("c\n"));
    QCOMPARE(m_told[3].out, QByteArray("other\n"));
}

void TestKeptShim::scratchFolderIsWiped()
{
    send(
        code("cd $TMPDIR && pwd && for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; "
             "do mkdir d; touch 'a b' .hidden; ln -s / link; cd d; done; mkdir closed; "
             "touch closed/x; chmod 0 closed") +
        begin(1) + begin(2));
    QVERIFY(waitForEnd(1) && waitForEnd(2));
    QVERIFY(m_told[1].out.startsWith(m_scratch->path().toUtf8()));
    QVERIFY(m_told[1].out != m_told[2].out);
    const QDir::Filters everything = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;
    QVERIFY(waitFor([&] { return QDir(m_scratch->path()).entryList(everything).isEmpty(); }));
    QVERIFY2(QFile::exists(QStringLiteral("/etc/passwd")), "links must not be followed");
}

void TestKeptShim::loudCallSilencesNoOther()
{
    send(code("read n; if test $n = 1; then exec cat /dev/zero; fi; echo $n") + begin(1, "1\n"));
    QVERIFY(waitFor([&] { return m_told[1].out.size() > SALTERN_EVENT_MAX; }));
    for (quint32 call = 2; call <= 5; ++call) {
        send(begin(call, QByteArray::number(call) + '\n'));
        QVERIFY(waitForEnd(call));
        QCOMPARE(m_told[call].out, QByteArray::number(call) + '\n');
    }
    send(shimNumbers(SALTERN_FRAME_CANCEL, 1, {100}));
    QVERIFY(waitForEnd(1));
    QVERIFY(m_told[1].out.size() < SALTERN_EVENT_MAX + 2 * SALTERN_TAIL_MAX);
    QVERIFY(m_told[1].done->value(QLatin1StringView("cancelled")).toBool());
}

void TestKeptShim::timeIsUpForOneCallOnly()
{
    send(code("trap '' TERM; read n; while ! test -e $n; do sleep 0.01; done; echo $n") +
         shimFrames(SALTERN_FRAME_DIRECTORY, 0, m_folder->path().toUtf8()) +
         begin(1, "never\n", 1500) + begin(2, "soon\n"));
    QVERIFY(waitForEnd(1));
    QVERIFY(m_told[1].done->value(QLatin1StringView("timedOut")).toBool());
    QCOMPARE(m_told[1].done->value(QLatin1StringView("signal")).toInt(), 9);
    QVERIFY(!m_told[2].done);
    QFile soon(m_folder->filePath(QStringLiteral("soon")));
    QVERIFY(soon.open(QIODevice::WriteOnly));
    QVERIFY(waitForEnd(2));
    QCOMPARE(m_told[2].out, QByteArray("soon\n"));
}

void TestKeptShim::cancelEndsOneCallOnly()
{
    send(code("read n; test $n = 1 && exec sleep 60; echo $n") + begin(1, "1\n") +
         shimNumbers(SALTERN_FRAME_CANCEL, 1, {100}) + begin(2, "2\n"));
    QVERIFY(waitForEnd(1) && waitForEnd(2));
    QVERIFY(m_told[1].done->value(QLatin1StringView("cancelled")).toBool());
    QCOMPARE(m_told[2].out, QByteArray("2\n"));
}

void TestKeptShim::tooManyCallsAreRefused()
{
    QByteArray calls = code("exec sleep 60");
    for (quint32 call = 1; call <= SALTERN_CALLS_MAX + 1; ++call)
        calls += begin(call);
    send(calls);
    QVERIFY(waitFor([&] { return !m_told[SALTERN_CALLS_MAX + 1].refused.isEmpty(); }));
    send(shimNumbers(SALTERN_FRAME_CANCEL, 1, {0}));
    QVERIFY(waitForEnd(1));
    send(begin(SALTERN_CALLS_MAX + 2));
    send(shimNumbers(SALTERN_FRAME_CANCEL, SALTERN_CALLS_MAX + 2, {0}));
    QVERIFY(waitForEnd(SALTERN_CALLS_MAX + 2));
}

void TestKeptShim::brokenCallIsRefusedAlone()
{
    send(code("echo fine") + shimFrames(SALTERN_FRAME_ENVIRONMENT, 1, "no equals sign") +
         shimFrames(SALTERN_FRAME_ENVIRONMENT, 1, "=") + begin(1) + begin(2) + begin(1));
    QVERIFY(waitForEnd(2));
    QVERIFY(m_told[1].refused.contains("no name"));
    QVERIFY(!m_told[1].done);
    QCOMPARE(m_told[2].out, QByteArray("fine\n"));
}

void TestKeptShim::brokenCodeRefusesEveryCall()
{
    send(shimFrames(SALTERN_FRAME_KEEP, 0, {}) + shimFrames(SALTERN_FRAME_FILE, 0, "../x") +
         begin(1) + begin(2));
    QVERIFY(waitFor([&] { return !m_told[2].refused.isEmpty(); }));
    QCOMPARE(m_told[0].refused, m_told[1].refused);
    QVERIFY(m_told[0].refused.contains("cannot be made"));
}

void TestKeptShim::lateFramesBeginNothing()
{
    send(code("echo $0; test -t 0") + begin(5));
    QVERIFY(waitForEnd(5));
    send(shimFrames(SALTERN_FRAME_EVENT, 5, "late") + shimFrames(SALTERN_FRAME_EVENT, 3, "later") +
         shimNumbers(SALTERN_FRAME_CANCEL, 5, {0}) + shimFrames(SALTERN_FRAME_DRAIN, 0, {}));
    QTRY_COMPARE(m_shim->state(), QProcess::NotRunning);
    QCOMPARE(m_told[5].refused, QByteArray());
}

void TestKeptShim::openCallTakesEvents()
{
    send(code("while read line; do echo \"$line\" >&3; done; echo over >&3") + beginOpen(1) +
         shimFrames(SALTERN_FRAME_EVENT, 1, "one\n"));
    QVERIFY(waitFor([&] { return m_told[1].result == "one\n"; }));
    send(shimFrames(SALTERN_FRAME_EVENT, 1, "two\nthr") +
         shimFrames(SALTERN_FRAME_EVENT, 1, "ee\n") + shimFrames(SALTERN_FRAME_MEMORY, 1, {}));
    QVERIFY(waitFor([&] { return m_told[1].result == "one\ntwo\nthree\n"; }));
    QVERIFY(waitFor([&] { return m_told[1].residentKib > 0; }));
    send(shimFrames(SALTERN_FRAME_DRAIN, 0, {}));
    QVERIFY(waitForEnd(1));
    QCOMPARE(m_told[1].result, QByteArray("one\ntwo\nthree\nover\n"));
    QTRY_COMPARE(m_shim->state(), QProcess::NotRunning);
}

// Two of its processes want one processor, so that each waits for it half of the time.
void TestKeptShim::waitingForAProcessorDoesNotAge()
{
    QElapsedTimer since;
    since.start();
    send(
        code("cpu=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//'); taskset -cp $cpu $$ > /dev/null\n"
             "work() { while kill -0 $PPID 2>/dev/null; do :; done; }; work & echo $$ >&3; work") +
        beginOpen(1));
    QVERIFY(waitFor([&] { return m_told[1].result.endsWith('\n'); }));
    const QString stat =
        QStringLiteral("/proc/%1/schedstat").arg(QString::fromLatin1(m_told[1].result.trimmed()));
    if (!QFile::exists(stat))
        QSKIP("this kernel does not say how long a process waited for a processor");
    const auto waitedMs = [&stat] {
        QFile file(stat);
        return file.open(QIODevice::ReadOnly)
                   ? file.readAll().split(' ').value(1).toLongLong() / 1'000'000
                   : 0;
    };
    constexpr int enough = 300;
    constexpr int rounding = 10; // each of the times below is cut to whole milliseconds
    QTRY_VERIFY(waitedMs() >= enough + rounding);
    send(shimFrames(SALTERN_FRAME_AGE, 1, {}));
    QVERIFY(waitFor([&] { return m_told[1].age.has_value(); }));
    const qint64 elapsed = since.elapsed();
    QVERIFY2(*m_told[1].age + enough <= elapsed,
             qPrintable(QStringLiteral("%1 of %2").arg(*m_told[1].age).arg(elapsed)));
    // And what it did, it did.
    QVERIFY(*m_told[1].age > 0);
    send(shimNumbers(SALTERN_FRAME_CANCEL, 1, {0}));
    QVERIFY(waitForEnd(1));
}

void TestKeptShim::openCallThatDoesNotReadIsEnded()
{
    send(code("exec sleep 60") + beginOpen(1) +
         shimFrames(SALTERN_FRAME_EVENT, 1, QByteArray(SALTERN_INPUT_MAX + 200'000, 'x')));
    QVERIFY(waitForEnd(1));
    QVERIFY(m_told[1].done->value(QLatin1StringView("signal")).toInt() > 0);
}

void TestKeptShim::openCallThatLogsMuchIsCutInTheMiddle()
{
    constexpr qsizetype much = 3'000'000;
    constexpr qsizetype told = 2 * SALTERN_TAIL_MAX;
    send(code("while read line; do echo begin; head -c 2999991 /dev/zero; echo -n end; "
              "echo \"$line\" >&3; done") +
         beginOpen(1));
    for (int answer = 1; answer <= 3; ++answer) {
        const Told before = m_told[1];
        QByteArray log;
        send(shimFrames(SALTERN_FRAME_EVENT, 1, "one\n"));
        QVERIFY(waitFor([&] {
            log = m_told[1].out.mid(before.out.size());
            return m_told[1].result.count('\n') == answer;
        }));
        QCOMPARE(log.size(), told); // all of it before the answer
        QVERIFY(log.startsWith("begin\n"));
        QVERIFY(log.endsWith("end"));
        QCOMPARE(m_told[1].skipped - before.skipped, quint64(much - told));
    }
}

// What is gathered before it goes on waits for a moment, not for those that are still to come.
void TestKeptShim::answersWaitForNoOther()
{
    send(code("while read line; do test \"$line\" = long && sleep 60; echo \"$line\" >&3; done") +
         beginOpen(1) + shimFrames(SALTERN_FRAME_EVENT, 1, "one\ntwo\nlong\nnever\nnever\n"));
    QVERIFY(waitFor([&] { return m_told[1].result == "one\ntwo\n"; }));
    QVERIFY(!m_told[1].done);
}

void TestKeptShim::answersOfABurstAllArrive()
{
    QByteArray lines;
    for (int i = 0; i < 2000; ++i)
        lines += QByteArray::number(i) + '\n';
    send(code("while read line; do echo \"$line\" >&3; done") + beginOpen(1) +
         shimFrames(SALTERN_FRAME_EVENT, 1, lines) + shimFrames(SALTERN_FRAME_DRAIN, 0, {}));
    QVERIFY(waitForEnd(1));
    QCOMPARE(m_told[1].result, lines);
}

void TestKeptShim::drainedShimEndsAfterTheLastCall()
{
    send(code("cat") + begin(1, "last") + shimFrames(SALTERN_FRAME_DRAIN, 0, {}) + begin(2, "x"));
    QVERIFY(waitForEnd(1));
    QCOMPARE(m_told[1].out, QByteArray("last"));
    QVERIFY(!m_told[2].refused.isEmpty());
    QTRY_COMPARE(m_shim->state(), QProcess::NotRunning);
    QCOMPARE(m_shim->exitCode(), 0);
}

void TestKeptShim::endOfInputEndsEverything()
{
    send(code("echo $$; exec sleep 60") + begin(1) + begin(2));
    QVERIFY(waitFor([&] { return !m_told[1].out.isEmpty() && !m_told[2].out.isEmpty(); }));
    m_shim->closeWriteChannel();
    QTRY_COMPARE(m_shim->state(), QProcess::NotRunning);
    for (const quint32 call : {1U, 2U}) {
        const QString process =
            QStringLiteral("/proc/") + QString::fromUtf8(m_told[call].out.trimmed());
        QTRY_VERIFY(!QFile::exists(process) ||
                    QFile(process + QStringLiteral("/cmdline")).readAll().isEmpty());
    }
}

// The engine's end is trusted, but a shim that a mix-up could crash would take every call with it.
void TestKeptShim::anyOrderOfFramesIsSurvived()
{
    constexpr quint8 types[] = {SALTERN_FRAME_FILE,
                                SALTERN_FRAME_FILE_BYTES,
                                SALTERN_FRAME_ARGUMENT,
                                SALTERN_FRAME_ENVIRONMENT,
                                SALTERN_FRAME_DIRECTORY,
                                SALTERN_FRAME_EVENT,
                                SALTERN_FRAME_CALL,
                                SALTERN_FRAME_CANCEL,
                                SALTERN_FRAME_PING,
                                SALTERN_FRAME_KEEP,
                                SALTERN_FRAME_MEMORY,
                                SALTERN_FRAME_AGE,
                                99};
    const QByteArray payloads[] = {{},
                                   "x",
                                   "true",
                                   "A=b",
                                   "/",
                                   QByteArray(4, '\0'),
                                   QByteArray(8, '\0'),
                                   QByteArray("\0\0\0\0\0\0\0\0\0\0\0\1", 12)};
    QRandomGenerator dice(1);
    QByteArray frames = code("cat");
    for (int i = 0; i < 3000; ++i)
        frames += shimFrames(static_cast<saltern_frame_type>(
                                 types[dice.bounded(static_cast<int>(std::size(types)))]),
                             dice.bounded(30U) + static_cast<quint32>(i / 100),
                             payloads[dice.bounded(static_cast<int>(std::size(payloads)))]);
    send(frames + shimFrames(SALTERN_FRAME_DRAIN, 0, {}));
    QVERIFY(waitFor([&] { return m_shim->state() == QProcess::NotRunning; }));
    QCOMPARE(m_shim->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_shim->exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestKeptShim)
#include "tst_keptshim.moc"
