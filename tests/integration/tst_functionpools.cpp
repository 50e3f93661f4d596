#include "engine/functions/handleroutput.h"
#include "tests/integration/poolrig.h"
#include "tests/lab/lab.h"

#include <QSet>

using namespace Saltern;

/// Warm and hot functions on a real Docker engine: what they do when nothing goes wrong, and when
/// their containers come and go.
class TestFunctionPools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void warmCallsShareAContainerAndNothingElse();
    void hotCallsShareVariables_data();
    void hotCallsShareVariables();
    void outcomes_data();
    void outcomes();
    void callsAtOnce_data();
    void callsAtOnce();
    void logsBelongToTheirCalls_data();
    void logsBelongToTheirCalls();
    void environmentOfHotCalls();
    void lineProtocolOfAnyProgram();
    void limitsOfEventsAndResults_data();
    void limitsOfEventsAndResults();
    void resultThatGrowsAsItIsWrittenOut();
    void renewedAfterCalls();
    void renewedByMemory();
    void idleContainersGo();
    void oldRevisionFinishesItsCalls();
    void unusableSettings_data();
    void unusableSettings();
    void poolsAreListed();

private:
    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctionPools::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint(), QStringLiteral("tst-functionpools"));
}

// Every test leaves the host as it was.
void TestFunctionPools::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->containers(QStringLiteral("saltern.engine=tst-functionpools")),
                              QJsonArray{},
                              60'000);
}

void TestFunctionPools::warmCallsShareAContainerAndNothingElse()
{
    PoolRig pool(*m_rig,
                 warm(shell("strays=$(ps | grep -c '[s]leep 1000'); files=$(ls -A $TMPDIR)\n"
                            "touch $TMPDIR/x; setsid sleep 1000 &\n"
                            "echo \"{\\\"left\\\":\\\"$strays$files\\\"}\"")));
    const StepOutcome first = pool.call();
    QCOMPARE(told(first), QByteArrayList{R"(ok {"left":"0"})"});
    for (int i = 0; i < 3; ++i) {
        const StepOutcome next = pool.call();
        QCOMPARE(told(next), told(first));
        QCOMPARE(containerOf(next), containerOf(first));
    }
}

void TestFunctionPools::hotCallsShareVariables_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::newRow("python") << python("n = 0\ndef handle(event):\n    global n\n    n += 1\n"
                                      "    return {'n': n}");
    QTest::newRow("python, async")
        << python("n = 0\nasync def handle(event):\n    global n\n    n += 1\n    return {'n': n}");
    QTest::newRow("node") << node("let n = 0;\nexport function handle(event) { return {n: ++n}; }");
    QTest::newRow("node, CommonJS, async")
        << node("let n = 0; module.exports.handle = async (event) => ({n: ++n});");
}

void TestFunctionPools::hotCallsShareVariables()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, hot(parameters));
    for (int i = 1; i <= 4; ++i) {
        const StepOutcome outcome = pool.call();
        QVERIFY2(!outcome.error, why(outcome));
        QCOMPARE(told(outcome), QByteArrayList{"ok {\"n\":" + QByteArray::number(i) + "}"});
    }
}

void TestFunctionPools::outcomes_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QByteArrayList>("expected");
    QTest::addColumn<bool>("mayRetry");
    QTest::addColumn<QString>("inLog");
    const auto row = [](const char *name,
                        const QJsonObject &parameters,
                        const QByteArrayList &expected,
                        bool mayRetry = true,
                        const char *inLog = "") {
        QTest::newRow(name) << parameters << expected << mayRetry << QString::fromUtf8(inLog);
    };
    const QByteArrayList failed{"error: failed"};
    row("warm 75", warm(shell("echo why >&2; exit 75")), failed, true, "why");
    row("warm 126", warm(shell("exit 126")), failed, false);
    row("warm program",
        warm(ownProgram({QStringLiteral("echo"), QStringLiteral("hi")})),
        {R"(ok {"text":"hi"})"});
    row("hot nothing", hot(python("def handle(event):\n    pass")), {"ok {}"});
    row("hot value", hot(python("def handle(event):\n    return 7")), {R"(ok {"value":7})"});
    row("hot generator",
        hot(python("def handle(event):\n    yield {'a': 1}\n    yield {'a': 2}")),
        {R"(ok {"a":1})", R"(ok {"a":2})"});
    row("hot async generator",
        hot(node("export async function* handle(event) { yield {a: 1}; yield {a: 2}; }")),
        {R"(ok {"a":1})", R"(ok {"a":2})"});
    row("hot exception",
        hot(python("def handle(event):\n    raise ValueError('bad')")),
        failed,
        true,
        "line 2, in handle");
    row("hot exception in node",
        hot(node("export async function handle(event) { throw new TypeError('bad'); }")),
        failed,
        true,
        "TypeError: bad\n    at handle");
    row("hot 75", hot(python("import sys\ndef handle(event):\n    sys.exit(75)")), failed);
    row("hot 126", hot(python("import sys\ndef handle(event):\n    sys.exit(126)")), failed, false);
    row("hot 75 in node", hot(node("export function handle() { process.exit(75); }")), failed);
    row("hot exit in node",
        hot(node("export function handle() { console.log('tell'); process.exit(0); }")),
        failed,
        true,
        "tell");
    row("hot no JSON", hot(python("def handle(event):\n    return object()")), failed);
    row("hot syntax error",
        hot(python("def handle(event):\n    return (")),
        failed,
        true,
        "SyntaxError");
}

void TestFunctionPools::outcomes()
{
    QFETCH(QJsonObject, parameters);
    QFETCH(QByteArrayList, expected);
    QFETCH(bool, mayRetry);
    QFETCH(QString, inLog);
    PoolRig pool(*m_rig, parameters);
    // The second call finds what the first one left.
    for (int i = 0; i < 2; ++i) {
        const StepOutcome outcome = pool.call();
        QCOMPARE(told(outcome), expected);
        QCOMPARE(outcome.mayRetry, mayRetry);
        QVERIFY2(outcome.log.contains(inLog), qPrintable(outcome.log));
    }
}

void TestFunctionPools::callsAtOnce_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    const QJsonObject oneContainer{{QStringLiteral("max"), 1}, {QStringLiteral("concurrency"), 8}};
    const QJsonObject containers{{QStringLiteral("max"), 3}};
    QTest::newRow("warm, one container") << warm(shell("cat"), oneContainer);
    QTest::newRow("warm, several containers") << warm(shell("cat"), containers);
    QTest::newRow("hot, one handler")
        << hot(python("def handle(event):\n    return event"), oneContainer);
    QTest::newRow("hot, several containers")
        << hot(python("def handle(event):\n    return event"), containers);
    QTest::newRow("hot, out of order")
        << hot(node("export async function handle(event) { await new Promise(done => "
                    "setTimeout(done, 50 - event.data.n)); return event; }"),
               oneContainer);
}

void TestFunctionPools::callsAtOnce()
{
    QFETCH(QJsonObject, parameters);
    const int most = parameters.value(QLatin1StringView("pool"))
                         .toObject()
                         .value(QLatin1StringView("max"))
                         .toInt();
    PoolRig pool(*m_rig, parameters);
    Calls calls;
    for (int i = 0; i < 40; ++i)
        calls.start(pool.begin({{QStringLiteral("n"), i}}));
    QVERIFY(calls.wait());
    QSet<int> seen;
    QSet<QString> containers;
    for (const StepOutcome &outcome : calls.outcomes()) {
        QVERIFY2(!outcome.error, why(outcome));
        const QJsonObject event = outcome.exits.front().data->toObject();
        seen.insert(event.value(QLatin1StringView("data"))
                        .toObject()
                        .value(QLatin1StringView("n"))
                        .toInt(-1));
        containers.insert(containerOf(outcome));
    }
    QCOMPARE(seen.size(), 40);
    QVERIFY(containers.size() <= most);
}

void TestFunctionPools::logsBelongToTheirCalls_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    const QJsonObject pool{{QStringLiteral("max"), 1}, {QStringLiteral("concurrency"), 8}};
    QTest::newRow("warm") << warm(shell("sed 's/.*\"n\":\\([0-9]*\\).*/<\\1>/' >&2; echo '{}'"),
                                  pool);
    QTest::newRow("python, async")
        << hot(python("import asyncio\nasync def handle(event):\n    n = event['data']['n']\n"
                      "    print('<', end='')\n    await asyncio.sleep(0.01)\n"
                      "    print(n, end='>')\n"),
               pool);
    QTest::newRow("node, async") << hot(
        node("export async function handle(event) { await new Promise(done => "
             "setTimeout(done, 10)); console.error(`<${event.data.n}>`); }"),
        pool);
}

void TestFunctionPools::logsBelongToTheirCalls()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    Calls calls;
    for (int i = 0; i < 24; ++i)
        calls.start(pool.begin({{QStringLiteral("n"), i}}));
    QVERIFY(calls.wait());
    QSet<QString> logs;
    for (const StepOutcome &outcome : calls.outcomes()) {
        QVERIFY(!outcome.error);
        logs.insert(outcome.log.trimmed());
    }
    for (int i = 0; i < 24; ++i)
        QVERIFY2(logs.contains(QStringLiteral("<%1>").arg(i)), qPrintable(QString::number(i)));
}

void TestFunctionPools::environmentOfHotCalls()
{
    const QJsonObject env{{QStringLiteral("TOKEN"), QStringLiteral("t")}};
    PoolRig pool(*m_rig,
                 hot(with(python("import os\nat_start = os.environ['TOKEN']\ndef handle(event):\n"
                                 "    return {k: os.environ[k] for k in ('TOKEN', 'SALTERN_RUN', "
                                 "'SALTERN_ATTEMPT')} | {'start': at_start}"),
                          "env",
                          env)));
    QCOMPARE(told(pool.call()),
             QByteArrayList{R"(ok {"SALTERN_ATTEMPT":"2","SALTERN_RUN":"run-1","TOKEN":"t",)"
                            R"("start":"t"})"});
}

void TestFunctionPools::lineProtocolOfAnyProgram()
{
    const QByteArray program = R"(
echo '{"ready":true}' >&3
while read -r line; do
    id=${line#*:}; id=${id%%,*}
    echo "to the log"
    echo "{\"id\":$id,\"emit\":{\"part\":1}}" >&3
    echo "{\"id\":$id,\"ok\":true,\"result\":{\"part\":2}}" >&3
done)";
    PoolRig pool(*m_rig, hot(with(shell(program), "style", QStringLiteral("lines"))));
    for (int i = 0; i < 3; ++i) {
        const StepOutcome outcome = pool.call();
        QCOMPARE(told(outcome), (QByteArrayList{R"(ok {"part":1})", R"(ok {"part":2})"}));
        QCOMPARE(outcome.log, QStringLiteral("to the log\n"));
    }
}

void TestFunctionPools::limitsOfEventsAndResults_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::newRow("warm") << warm(
        shell(R"(n=$(sed 's/.*"size":\([0-9]*\).*/\1/'); { printf '{"x":"'; )"
              R"(head -c $((n - 8)) /dev/zero | tr '\0' x; printf '"}'; } >&3)"));
    // Its JSON has a blank behind the colon.
    QTest::newRow("python") << hot(
        python("def handle(event):\n    return {'x': 'x' * (event['data']['size'] - 9)}"));
    QTest::newRow("node") << hot(
        node("export function handle(event) { return {x: 'x'.repeat(event.data.size - 8)}; }"));
}

void TestFunctionPools::limitsOfEventsAndResults()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    const auto eventOf = [](qsizetype size) {
        const QJsonObject small{{QStringLiteral("size"), 12}, {QStringLiteral("x"), QString()}};
        const qsizetype envelope = FunctionRig::event(small).json().size();
        return FunctionRig::event(
            {{QStringLiteral("size"), 12}, {QStringLiteral("x"), QString(size - envelope, u'x')}});
    };
    const StepOutcome small = pool.call(eventOf(maximumEventBytes));
    QVERIFY2(!small.error, why(small));
    QCOMPARE(told(pool.call(eventOf(maximumEventBytes + 1))), QByteArrayList{"error: too-large"});
    const StepOutcome taken =
        pool.call(QJsonObject{{QStringLiteral("size"), qint64(maximumEventBytes)}});
    QVERIFY2(!taken.error, why(taken));
    const StepOutcome refused =
        pool.call(QJsonObject{{QStringLiteral("size"), qint64(maximumEventBytes) + 1}});
    QCOMPARE(told(refused), QByteArrayList{"error: too-large"});
    QVERIFY(!refused.mayRetry);
}

// 1e18 has 19 digits.
void TestFunctionPools::resultThatGrowsAsItIsWrittenOut()
{
    const QByteArray program = R"(
echo '{"ready":true}' >&3
while read -r line; do
    id=${line#*:}; id=${id%%,*}
    count=$(echo "$line" | sed 's/.*"count":\([0-9]*\).*/\1/')
    echo "{\"id\":$id,\"ok\":true,\"result\":[$(yes 1e18 | head -n $count | tr '\n' ',')0]}" >&3
done)";
    PoolRig pool(*m_rig, hot(with(shell(program), "style", QStringLiteral("lines"))));
    const StepOutcome fits = pool.call(QJsonObject{{QStringLiteral("count"), 50'000}});
    QVERIFY2(!fits.error, why(fits));
    const StepOutcome refused = pool.call(QJsonObject{{QStringLiteral("count"), 53'000}});
    QCOMPARE(told(refused), QByteArrayList{"error: too-large"});
}

void TestFunctionPools::renewedAfterCalls()
{
    PoolRig pool(*m_rig, warm(shell("true"), {{QStringLiteral("maxCalls"), 2}}));
    QStringList containers;
    for (int i = 0; i < 5; ++i)
        containers += containerOf(pool.call());
    QCOMPARE(containers[0], containers[1]);
    QCOMPARE(containers[2], containers[3]);
    QCOMPARE(QSet<QString>(containers.begin(), containers.end()).size(), 3);
}

void TestFunctionPools::renewedByMemory()
{
    PoolRig pool(*m_rig,
                 hot(python("kept = []\ndef handle(event):\n    kept.append(bytearray(30000000))\n"
                            "    return len(kept)"),
                     {{QStringLiteral("maxMemory"), QStringLiteral("32MiB")}}));
    for (int i = 0; i < 3; ++i) {
        // The memory is looked at after the first call, and with Python it is too much.
        QCOMPARE(told(pool.call()), QByteArrayList{R"(ok {"value":1})"});
        QTRY_COMPARE_WITH_TIMEOUT(
            m_rig->containers(QStringLiteral("saltern.engine=tst-functionpools")),
            QJsonArray{},
            60'000);
    }
}

void TestFunctionPools::idleContainersGo()
{
    PoolRig pool(*m_rig, warm(shell("true"), {{QStringLiteral("idle"), QStringLiteral("1s")}}));
    const QString first = containerOf(pool.call());
    QTRY_COMPARE_WITH_TIMEOUT(m_rig->containers(QStringLiteral("saltern.engine=tst-functionpools")),
                              QJsonArray{},
                              60'000);
    const StepOutcome next = pool.call();
    QVERIFY(!next.error);
    QVERIFY(containerOf(next) != first);

    PoolRig kept(
        *m_rig,
        warm(shell("true"),
             {{QStringLiteral("min"), 1}, {QStringLiteral("idle"), QStringLiteral("1s")}}));
    const QString stays = containerOf(kept.call());
    QTest::qWait(3000);
    QCOMPARE(containerOf(kept.call()), stays);
}

void TestFunctionPools::oldRevisionFinishesItsCalls()
{
    PoolRig pool(*m_rig, warm(shell("sleep 2; echo done")));
    QVERIFY(!pool.call().error);
    Calls calls;
    calls.start(pool.begin());
    pool.drop();
    PoolRig next(*m_rig, warm(shell("echo new")));
    QCOMPARE(told(next.call()), QByteArrayList{R"(ok {"text":"new"})"});
    QVERIFY(calls.wait());
    QCOMPARE(told(calls.outcomes().front()), QByteArrayList{R"(ok {"text":"done"})"});
}

void TestFunctionPools::unusableSettings_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::newRow("hot script") << hot(shell("cat"));
    QTest::newRow("hot program") << hot(ownProgram({QStringLiteral("cat")}));
    QTest::newRow("no handler function") << hot(python("print(1)"));
}

void TestFunctionPools::unusableSettings()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    QCOMPARE(told(pool.call()), QByteArrayList{"error: bad-input"});
}

void TestFunctionPools::poolsAreListed()
{
    PoolRig pool(*m_rig, warm(shell("true")));
    pool.call();
    pool.call();
    QJsonObject mine;
    for (const QJsonValue &one : m_rig->functions.pools()) {
        if (one.toObject().value(QLatin1StringView("ok")).toInt() == 2)
            mine = one.toObject();
    }
    QCOMPARE(mine.value(QLatin1StringView("node")).toString(), QStringLiteral("greet"));
    QCOMPARE(mine.value(QLatin1StringView("mode")).toString(), QStringLiteral("warm"));
    QCOMPARE(mine.value(QLatin1StringView("containers")).toInt(), 1);
    QVERIFY(mine.value(QLatin1StringView("p50_ms")).toDouble() > 0);
}

QTEST_GUILESS_MAIN(TestFunctionPools)
#include "tst_functionpools.moc"
