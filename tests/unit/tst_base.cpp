#include "engine/base/boundedqueue.h"
#include "engine/base/bytesize.h"
#include "engine/base/clock.h"
#include "engine/base/duration.h"
#include "engine/base/installation.h"
#include "engine/base/nearestname.h"

#include <QFile>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace Saltern;
using namespace std::chrono_literals;

class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durations_data();
    void durations();
    void sizes_data();
    void sizes();
    void nearest_data();
    void nearest();
    void virtualTimeRunsWhatIsDueInOrder();
    void virtualTimeForgetsDeadContexts();
    void fullQueueRefuses();
    void withoutHomeTheAccountsFolder();
};

void TestBase::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds"); // -1 = refused
    QTest::addColumn<QString>("written");
    const auto row = [](const char *text, qint64 ms, const char *written = "") {
        QTest::newRow(text) << QString::fromUtf8(text) << ms << QString::fromUtf8(written);
    };
    row("250ms", 250, "250ms");
    row("10s", 10'000, "10s");
    row("90s", 90'000, "1m30s");
    row("1h30m", 5'400'000, "1h30m");
    row("2d", 172'800'000, "2d");
    row("0s", 0, "0s");
    row("1s500ms", 1500, "1s500ms");
    row("", -1);
    row("10", -1);
    row("s", -1);
    row("10 s", -1);
    row("-1s", -1);
    row("1.5s", -1);
    row("1m1h", -1);
    row("1s1s", -1);
    row("10sec", -1);
    row("99999999999999999999s", -1);
    row("36501d", -1);
}

void TestBase::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    const auto parsed = parseDuration(text);
    QCOMPARE(parsed.has_value(), milliseconds >= 0);
    if (milliseconds < 0) {
        QVERIFY(!parsed.error().remedy.isEmpty());
        return;
    }
    QCOMPARE(parsed->count(), milliseconds);
    QTEST(formatDuration(*parsed), "written");
    QCOMPARE(parseDuration(formatDuration(*parsed)).value(), *parsed);
}

void TestBase::sizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("bytes") << QStringLiteral("100B") << qint64{100};
    QTest::newRow("kibi") << QStringLiteral("512KiB") << qint64{512} * 1024;
    QTest::newRow("mebi") << QStringLiteral("64MiB") << qint64{64} * 1024 * 1024;
    QTest::newRow("gibi") << QStringLiteral("1GiB") << qint64{1024} * 1024 * 1024;
    QTest::newRow("bare number") << QStringLiteral("64") << qint64{-1};
    QTest::newRow("decimal unit") << QStringLiteral("64MB") << qint64{-1};
    QTest::newRow("negative") << QStringLiteral("-1B") << qint64{-1};
    QTest::newRow("overflow") << QStringLiteral("9999999999999GiB") << qint64{-1};
    QTest::newRow("nothing") << QString() << qint64{-1};
}

void TestBase::sizes()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);
    const auto parsed = parseByteSize(text);
    QCOMPARE(parsed.has_value(), bytes >= 0);
    if (bytes >= 0) {
        QCOMPARE(*parsed, bytes);
        QCOMPARE(formatByteSize(bytes), text);
    }
}

void TestBase::nearest_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one letter") << QStringLiteral("filtr") << QStringLiteral("filter");
    QTest::newRow("swapped") << QStringLiteral("fitler") << QStringLiteral("filter");
    QTest::newRow("case") << QStringLiteral("FILTER") << QStringLiteral("filter");
    QTest::newRow("dots") << QStringLiteral("docker-event") << QStringLiteral("docker.event");
    QTest::newRow("far") << QStringLiteral("quicksort") << QString();
    QTest::newRow("empty") << QString() << QString();
}

void TestBase::nearest()
{
    QFETCH(QString, name);
    const QStringList known{
        QStringLiteral("filter"), QStringLiteral("docker.event"), QStringLiteral("switch")};
    QTEST(nearestName(name, known), "expected");
}

void TestBase::virtualTimeRunsWhatIsDueInOrder()
{
    VirtualClock clock(1'000'000'000);
    QObject context;
    QStringList log;
    const auto note = [&](const char *what) {
        log += QStringLiteral("%1 %2").arg(clock.nowNs() / 1'000'000).arg(QLatin1StringView(what));
    };
    clock.after(20ms, &context, [&] { note("second"); });
    clock.after(10ms, &context, [&] {
        note("first");
        clock.after(5ms, &context, [&] { note("nested"); });
    });
    clock.after(100ms, &context, [&] { note("late"); });
    QCOMPARE(clock.nextDueNs(), 1'010'000'000);
    clock.advance(50ms);
    QCOMPARE(log,
             (QStringList{QStringLiteral("1010 first"),
                          QStringLiteral("1015 nested"),
                          QStringLiteral("1020 second")}));
    QCOMPARE(clock.nowNs(), 1'050'000'000);
}

void TestBase::virtualTimeForgetsDeadContexts()
{
    VirtualClock clock;
    auto context = std::make_unique<QObject>();
    bool called = false;
    clock.after(1ms, context.get(), [&] { called = true; });
    context.reset();
    clock.advance(1s);
    QVERIFY(!called);
}

void TestBase::fullQueueRefuses()
{
    BoundedQueue<int> queue(2);
    bool wasEmpty = false;
    QVERIFY(queue.tryPush(1, &wasEmpty));
    QVERIFY(wasEmpty);
    QVERIFY(queue.tryPush(2, &wasEmpty));
    QVERIFY(!wasEmpty);
    QVERIFY(!queue.tryPush(3));
    QCOMPARE(queue.take(10), (std::vector<int>{1, 2}));
    QVERIFY(queue.tryPush(3));
}

// The system starts services so.
void TestBase::withoutHomeTheAccountsFolder()
{
    const QByteArray home = qgetenv("HOME");
    qunsetenv("HOME");
    qunsetenv("XDG_STATE_HOME");
    const QString folder = defaultStateFolder();
    qputenv("HOME", home);
    QCOMPARE(folder,
             QFile::decodeName(::getpwuid(::getuid())->pw_dir) +
                 QStringLiteral("/.local/state/saltern"));
}

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
