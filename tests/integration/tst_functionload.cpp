#include "tests/integration/poolrig.h"
#include "tests/lab/lab.h"

#include <array>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int goodCalls = 60;
constexpr int faultBehind = 20; // of them

const QJsonObject alone{{u"max"_s, 3}}; // each call has its container for itself
const QJsonObject together{{u"max"_s, 3}, {u"concurrency"_s, 4}};

// They do what the event asks for, or else answer.
QJsonObject script(const QByteArray &fault)
{
    return shell("if grep -q '\"bad\":true'; then " + fault + "; exit 0; fi; echo '{}'");
}

// At the limit it goes on trying, which a shell would not; and it is in a session of its own.
const QByteArray forkBomb = "setsid awk 'BEGIN { while (1) system(\"sleep 1000 &\") }'";

// A hot one, which is there at once however busy the machine is.
QJsonObject program(const QByteArray &fault, const QJsonObject &pool, const QByteArray &before = {})
{
    const QByteArray code = "echo '{\"ready\":true}' >&3\n"
                            "while read -r line; do\n"
                            "    id=${line#*:}; id=${id%%,*}\n"
                            "    case \"$line\" in\n"
                            "    *'\"bad\":true'*) " +
                            fault + " ;;\n    *) " + before +
                            "echo \"{\\\"id\\\":$id,\\\"ok\\\":true}\" >&3 ;;\n"
                            "    esac\n"
                            "done";
    return hot(with(shell(code), "style", u"lines"_s), pool);
}

} // namespace

/// Faults in the middle of many calls: each is told to the call that it happened to, every other
/// call has its answer, and the pool goes on.
class TestFunctionLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void faultAmongOthers_data();
    void faultAmongOthers();
    void sizesAtTheLimitAmongOthers_data();
    void sizesAtTheLimitAmongOthers();
    void daemonKilled_data();
    void daemonKilled();

private:
    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctionLoad::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint(), u"tst-functionload"_s);
}

void TestFunctionLoad::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(
        m_rig->containers(u"saltern.engine=tst-functionload"_s), QJsonArray{}, 60'000);
}

void TestFunctionLoad::faultAmongOthers_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<int>("timeoutMs"); // of the call that asks for the fault
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name,
                        const QJsonObject &parameters,
                        const char *expected,
                        int timeoutMs = 120'000) {
        QTest::newRow(name) << with(parameters, "stopGrace", u"200ms"_s) << timeoutMs
                            << QByteArray(expected);
    };
    constexpr int soon = 4000;
    row("warm: kill -9", warm(script("kill -9 $$"), together), "error: failed");
    row("warm: forks without end", warm(script(forkBomb), alone), "error: timeout", soon);
    row("warm: ignores SIGTERM",
        warm(script("trap '' TERM; while :; do sleep 1; done"), together),
        "error: timeout",
        soon);
    row("warm: prints 1 GiB",
        warm(script("head -c 1073741824 /dev/zero >&2; echo '{}' >&3"), together),
        "ok {}");
    row("warm: a result one byte over",
        warm(script("{ printf '{\"x\":\"'; head -c 1048569 /dev/zero | tr '\\0' x; printf '\"}'; } "
                    ">&3"),
             together),
        "error: too-large");
    row("hot: kill -9", program("kill -9 $$", alone), "error: failed");
    row("hot: forks without end", program(forkBomb, alone), "error: timeout", soon);
    row("hot: ignores SIGTERM",
        program("trap '' TERM; while :; do sleep 1; done", alone),
        "error: timeout",
        soon);
    row("hot: prints 1 GiB",
        program("head -c 1073741824 /dev/zero; echo \"{\\\"id\\\":$id,\\\"ok\\\":true}\" >&3",
                together),
        "ok {}");
    row("hot: a result one byte over",
        program("{ printf '{\"id\":%s,\"ok\":true,\"result\":{\"x\":\"' $id; head -c 1048569 "
                "/dev/zero | "
                "tr '\\0' x; echo '\"}}'; } >&3",
                together),
        "error: too-large");
}

void TestFunctionLoad::faultAmongOthers()
{
    QFETCH(QJsonObject, parameters);
    QFETCH(int, timeoutMs);
    PoolRig pool(*m_rig, parameters);
    const StepOutcome before = pool.call();
    QVERIFY2(!before.error, why(before));
    const QJsonObject fault{{u"bad"_s, true}};
    Calls bad;
    Calls good;
    for (int i = 0; i < goodCalls; ++i) {
        if (i == faultBehind)
            bad.start(pool.beginWithin(std::chrono::milliseconds(timeoutMs), fault));
        good.start(pool.begin());
    }
    QVERIFY(good.wait());
    QVERIFY(bad.wait());
    for (const StepOutcome &outcome : good.outcomes())
        QVERIFY2(!outcome.error, why(outcome));
    QTEST(told(bad.outcomes().front()).join(' '), "expected");
    const StepOutcome after = pool.call();
    QVERIFY2(!after.error, why(after));
}

void TestFunctionLoad::sizesAtTheLimitAmongOthers_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    // As large a result as the event asks for, or else how long the text was that came.
    const QByteArray answer = R"(
    i = index($0, "\"text\":\""); length_of_text = i ? index(substr($0, i + 8), "\"") - 1 : 0
    i = index($0, "\"give\":"); give = i ? substr($0, i + 7) + 0 : 0
    for (x = "x"; length(x) < give;) x = x x
    result = "{\"x\":" (give ? "\"" substr(x, 9, give - 8) "\"" : length_of_text) "}")";
    QTest::newRow("warm") << warm(shell("exec awk '{" + answer + R"(
    printf "%s", result
}' >&3)"),
                                  together);
    QTest::newRow("hot") << hot(with(shell(R"(echo '{"ready":true}' >&3
exec awk '{)" + answer + R"(
    id = substr($0, 7, index($0, ",") - 7)
    print "{\"id\":" id ",\"ok\":true,\"result\":" result "}"; fflush()
}' >&3)"),
                                     "style",
                                     u"lines"_s),
                                together);
}

// The largest event and the largest result go through, one byte more is refused; what runs beside
// them has its answers.
void TestFunctionLoad::sizesAtTheLimitAmongOthers()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    const auto eventWith = [](qint64 text) {
        return FunctionRig::event({{u"text"_s, QString(text, u'x')}});
    };
    const auto eventFor = [](qint64 result) { return FunctionRig::event({{u"give"_s, result}}); };
    const qint64 longest = maximumEventBytes - eventWith(0).json().size();
    const QByteArrayList expected{"ok {\"x\":" + QByteArray::number(longest) + "}",
                                  "error: too-large",
                                  "ok {\"x\":\"" + QByteArray(maximumEventBytes - 8, 'x') + "\"}",
                                  "error: too-large"};
    const Event events[] = {eventWith(longest),
                            eventWith(longest + 1),
                            eventFor(maximumEventBytes),
                            eventFor(maximumEventBytes + 1)};
    std::array<Calls, std::size(events)> large;
    Calls others;
    for (std::size_t i = 0; i < std::size(events); ++i) {
        for (int n = 0; n < goodCalls / 4; ++n)
            others.start(pool.begin({{u"text"_s, u"abc"_s}}));
        large[i].start(pool.begin(events[i]));
    }
    QVERIFY(others.wait());
    for (const StepOutcome &outcome : others.outcomes())
        QCOMPARE(told(outcome), QByteArrayList{R"(ok {"x":3})"});
    for (std::size_t i = 0; i < std::size(events); ++i) {
        QVERIFY(large[i].wait());
        const QByteArray got = told(large[i].outcomes().front()).join(' ');
        QVERIFY2(got == expected[qsizetype(i)], got.left(200).constData());
    }
}

void TestFunctionLoad::daemonKilled_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    const QJsonObject pool{{u"max"_s, 2}, {u"concurrency"_s, 4}};
    QTest::newRow("warm") << warm(shell("sleep 0.3; cat"), pool);
    QTest::newRow("hot") << program("", pool, "sleep 0.1; ");
}

void TestFunctionLoad::daemonKilled()
{
    QFETCH(QJsonObject, parameters);
    Lab::PrivateEngine daemon(u"functionload"_s, {.images = u"busybox"_s});
    QVERIFY(daemon.start());
    FunctionRig rig(daemon.endpoint(), u"tst-functionload"_s);
    {
        PoolRig pool(rig, parameters);
        QVERIFY(!pool.call().error);
        Calls calls;
        for (int i = 0; i < goodCalls; ++i)
            calls.start(pool.begin());
        QTest::qWait(100);
        QVERIFY(daemon.kill());
        QVERIFY(daemon.start());
        QVERIFY(calls.wait());
        int lost = 0;
        for (const StepOutcome &outcome : calls.outcomes()) {
            QVERIFY2(!outcome.error, why(outcome));
            lost += outcome.detail.value(u"timesLost"_s).toInt();
        }
        QVERIFY2(lost >= 1, "the daemon ran nothing when it was killed");
    }
    QTRY_COMPARE_WITH_TIMEOUT(
        rig.containers(u"saltern.engine=tst-functionload"_s), QJsonArray{}, 60'000);
}

QTEST_GUILESS_MAIN(TestFunctionLoad)
#include "tst_functionload.moc"
