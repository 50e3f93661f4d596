#include "engine/base/installation.h"
#include "tests/integration/functionrig.h"
#include "tests/lab/lab.h"

#include <QFile>

using namespace Saltern;

/// The contract of docs/functions.md against a real Docker engine, row by row.
class TestFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void results_data();
    void results();
    void isolation_data();
    void isolation();
    void opened_data();
    void opened();
    void failures_data();
    void failures();
    void setupErrors_data();
    void setupErrors();
    void handlerFiles();
    void binary();
    void environment();

private:
    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctions::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint(), QStringLiteral("tst-functions"));
}

// Every test leaves the host as it was.
void TestFunctions::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(
        m_rig->containers(QStringLiteral("saltern.engine=tst-functions")), QJsonArray{}, 60'000);
}

void TestFunctions::results_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QByteArrayList>("exits");
    QTest::addColumn<QByteArray>("log");
    const auto row = [](const char *name,
                        const QJsonObject &parameters,
                        const QByteArrayList &exits,
                        const QByteArray &log = {}) {
        QTest::newRow(name) << parameters << exits << log;
    };
    row("text", shell("echo hello"), {R"(ok {"text":"hello"})"});
    row("an object", shell(R"(echo '{"a":1}')"), {R"(ok {"a":1})"});
    row("several values",
        shell(R"(echo '{"a":1} 2 "x"'; echo '[3]')"),
        {R"(ok {"a":1})", R"(ok {"value":2})", R"(ok {"value":"x"})", R"(ok {"value":[3]})"});
    row("nothing", shell("true"), {"ok {}"});
    row("fd 3",
        shell(R"(echo noise; echo '{"a":1}' >&3; echo more >&2)"),
        {R"(ok {"a":1})"},
        "noise\nmore\n");
    row("stderr is log", shell("echo why >&2; echo ok"), {R"(ok {"text":"ok"})"}, "why\n");
    row("event unread", shell("exec 0<&-; echo done"), {R"(ok {"text":"done"})"});
    row("event data", shell("sed 's/.*\"data\"://; s/}$//'"), {R"(ok {"n":1})"});

    row("python function",
        python("def handle(event):\n    print('log')\n    return {'n': event['data']['n'] + 1}\n"),
        {R"(ok {"n":2})"},
        "log\n");
    row("python generator",
        python("def handle(event):\n    yield {'a': 1}\n    yield 'x'\n"),
        {R"(ok {"a":1})", R"(ok {"value":"x"})"});
    row("python async",
        python("async def handle(event):\n    return {'a': 1}\n"),
        {R"(ok {"a":1})"});
    row("python None",
        python("def handle(event):\n    print('only log')\n"),
        {"ok {}"},
        "only log\n");
    row("python list",
        python("def handle(event):\n    return [1, 2]\n"),
        {R"(ok {"value":[1,2]})"});
    row("python program",
        python("import json, sys\nprint(json.dumps(json.load(sys.stdin)['data']))\n"),
        {R"(ok {"n":1})"});
    row("python program by choice",
        with(python("def handle(event):\n    pass\nprint('top')\n"),
             "style",
             QStringLiteral("program")),
        {R"(ok {"text":"top"})"});

    row("node function",
        node("export function handle(event) { console.log('log'); return {n: event.data.n + 1}; }"),
        {R"(ok {"n":2})"},
        "log\n");
    row("node promise",
        node("export const handle = async (event) => ({a: 1});"),
        {R"(ok {"a":1})"});
    row("node generator",
        node("export async function* handle(event) { yield {a: 1}; yield 2; }"),
        {R"(ok {"a":1})", R"(ok {"value":2})"});
    row("node undefined", node("export function handle(event) {}"), {"ok {}"});
    row("node open timer",
        node("export function handle(event) { setInterval(() => {}, 1000); return {a: 1}; }"),
        {R"(ok {"a":1})"});
    row("node commonjs",
        node("module.exports = { handle: (event) => ({a: 1}) };"),
        {R"(ok {"a":1})"});
    row("node program", node("console.log(JSON.stringify({a: 1}))"), {R"(ok {"a":1})"});

    row("own program",
        ownProgram({QStringLiteral("echo"), QStringLiteral("{\"a\": 1}")}),
        {R"(ok {"a":1})"});
    row("hostile arguments",
        ownProgram({QStringLiteral("printf"),
                    QStringLiteral("%s"),
                    QStringLiteral("$(id) `id` ; \"' \n\\ %1")}),
        {R"(ok {"text":"$(id) `id` ; \"' \n\\ %1"})"});
}

void TestFunctions::results()
{
    QFETCH(QJsonObject, parameters);
    const StepOutcome outcome = m_rig->call(parameters, {{QStringLiteral("n"), 1}});
    if (outcome.error)
        qWarning() << outcome.error->toString() << outcome.log;
    QTEST(told(outcome), "exits");
    QTEST(outcome.log.toUtf8(), "log");
}

void TestFunctions::isolation_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("user") << QByteArray("id -u; id -g") << QByteArray("65534\n65534");
    QTest::newRow("capabilities") << QByteArray(
                                         "grep -E 'CapEff|CapBnd' /proc/self/status | cut -f2")
                                  << QByteArray("0000000000000000\n0000000000000000");
    QTest::newRow("no new privileges")
        << QByteArray("grep NoNewPrivs /proc/self/status | cut -f2") << QByteArray("1");
    QTest::newRow("no network") << QByteArray("ls /sys/class/net") << QByteArray("lo");
    QTest::newRow("read-only root")
        << QByteArray("touch /x 2>/dev/null || echo refused") << QByteArray("refused");
    QTest::newRow("writable tmp") << QByteArray("echo yes > /tmp/x && cat /tmp/x")
                                  << QByteArray("yes");
    QTest::newRow("tmp cannot execute")
        << QByteArray(
               "printf '#!/bin/sh\necho ran' > /tmp/x; chmod +x /tmp/x; /tmp/x 2>/dev/null || "
               "echo refused")
        << QByteArray("refused");
    QTest::newRow("no socket of Docker")
        << QByteArray("ls /var/run/docker.sock 2>/dev/null || echo none") << QByteArray("none");
    QTest::newRow("victim before the shim")
        << QByteArray("cat /proc/self/oom_score_adj") << QByteArray("1000");
    QTest::newRow("group of its own")
        << QByteArray("test $(cut -d' ' -f5 /proc/$$/stat) = $$ && echo yes") << QByteArray("yes");
    // In a shell of its own: the one that sets up the pipe below holds its ends for a moment.
    QTest::newRow("nothing open but 0 to 3")
        << QByteArray("sh -c 'ls /proc/$$/fd > /tmp/open; true'; "
                      "grep -vE '^10$' /tmp/open | tr '\n' ' '")
        << QByteArray("0 1 2 3 ");
}

void TestFunctions::isolation()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, answer);
    // The letter keeps numbers from being read as JSON values.
    const StepOutcome outcome = m_rig->call(shell("(" + command + ") | sed 's/^/=/'"));
    QVERIFY2(!outcome.error, outcome.error ? qPrintable(outcome.error->toString()) : "");
    const QString text =
        outcome.exits.front().data->toObject().value(QLatin1StringView("text")).toString();
    QCOMPARE(text.toUtf8(), "=" + answer.replace("\n", "\n="));
}

void TestFunctions::opened_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name,
                        const QByteArray &code,
                        const char *parameter,
                        const QJsonValue &value,
                        const char *answer) {
        QTest::newRow(name) << with(shell(code), parameter, value) << QString::fromUtf8(answer);
    };
    row("user", "echo u$(id -u)", "user", QStringLiteral("0"), "u0");
    row("writable root",
        "touch /tmp/../saltern-test 2>/dev/null && echo yes || echo no",
        "readOnly",
        false,
        "no");
    row("capability",
        "grep CapBnd /proc/self/status | cut -f2 | sed 's/^/x/'",
        "capabilities",
        QJsonArray{QStringLiteral("NET_RAW")},
        "x0000000000002000");
    row("network", "echo n$(ls /sys/class/net | wc -l)", "network", QStringLiteral("none"), "n1");
    row("memory",
        "echo m$(cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes "
        "2>/dev/null)",
        "memory",
        QStringLiteral("64MiB"),
        "m67108864");
    row("pids",
        "echo p$(cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null)",
        "pids",
        17,
        "p17");
    row("tmp",
        "echo t$(df -k /tmp | tail -1 | awk '{print $2}')",
        "tmp",
        QStringLiteral("1MiB"),
        "t1024");
    row("env",
        "echo \"$A\"",
        "env",
        QJsonObject{{QStringLiteral("A"), QStringLiteral("a b\n\"$x\"")}},
        "a b\n\"$x\"");
}

void TestFunctions::opened()
{
    QFETCH(QJsonObject, parameters);
    const StepOutcome outcome = m_rig->call(parameters);
    QVERIFY2(!outcome.error, outcome.error ? qPrintable(outcome.error->toString()) : "");
    QTEST(outcome.exits.front().data->toObject().value(QLatin1StringView("text")).toString(),
          "answer");
}

void TestFunctions::failures_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<bool>("mayRetry");
    QTest::addColumn<QString>("message"); // part of it
    QTest::addColumn<QByteArray>("log");  // part of it
    const auto row = [](const char *name,
                        const QJsonObject &parameters,
                        const char *error,
                        bool mayRetry,
                        const char *message,
                        const char *log = "") {
        QTest::newRow(name) << parameters << QByteArray(error) << mayRetry
                            << QString::fromUtf8(message) << QByteArray(log);
    };
    row("status 1",
        shell("echo out; echo why >&2; exit 1"),
        "failed",
        true,
        "exit status 1",
        "why");
    row("status 75", shell("exit 75"), "failed", true, "run again");
    row("status 125", shell("exit 125"), "failed", false, "exit status 125");
    row("status 126", shell("exit 126"), "failed", false, "exit status 126");
    row("status 127", shell("exit 127"), "failed", false, "exit status 127");
    row("status 128", shell("exit 128"), "failed", true, "exit status 128");
    row("signal", shell("kill -SEGV $$"), "failed", true, "signal 11");
    row("killed by itself", shell("kill -KILL $$"), "failed", true, "signal 9");
    row("no such program", ownProgram({QStringLiteral("/nope")}), "not-found", false, "/nope");
    row("not executable",
        ownProgram({QStringLiteral("/etc/passwd")}),
        "permission-denied",
        false,
        "/etc/passwd");
    row("no program file",
        with(shell("echo hi"), "runtime", QStringLiteral("binary")),
        "bad-input",
        false,
        "first line");
    row("memory",
        with(python("x = []\nwhile True:\n    x.append(bytearray(1024 * 1024))\n"),
             "memory",
             QStringLiteral("32MiB")),
        "out-of-memory",
        true,
        "32MiB");
    row("memory of a child",
        with(shell("tail /dev/zero; exit $?"), "memory", QStringLiteral("32MiB")),
        "out-of-memory",
        true,
        "32MiB");
    row("time",
        with(shell("echo begun; sleep 60"), "timeoutMs", 4000),
        "timeout",
        true,
        "did not finish within",
        "begun");
    row("time, deaf to SIGTERM",
        with(with(shell("trap '' TERM; echo begun; while :; do sleep 1; done"), "timeoutMs", 4000),
             "stopGrace",
             QStringLiteral("100ms")),
        "timeout",
        true,
        "did not finish within",
        "begun");
    row("time, last words",
        with(shell("trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done"), "timeoutMs", 4000),
        "timeout",
        true,
        "did not finish within",
        "bye");
    row("python exception",
        python("def handle(event):\n    raise ValueError('my reason')\n"),
        "failed",
        true,
        "exit status 1",
        "my reason");
    row("python asks again",
        python("import sys\ndef handle(event):\n    sys.exit(75)\n"),
        "failed",
        true,
        "run again");
    row("python not JSON",
        python("def handle(event):\n    return {'a': {1, 2}}\n"),
        "failed",
        true,
        "exit status 1",
        "JSON");
    row("python NaN",
        python("def handle(event):\n    return float('nan')\n"),
        "failed",
        true,
        "exit status 1",
        "JSON");
    row("node exception",
        node("export function handle(event) { throw new Error('my reason'); }"),
        "failed",
        true,
        "exit status 1",
        "my reason");
    row("node not JSON",
        node("export function handle(event) { return () => 1; }"),
        "failed",
        true,
        "exit status 1",
        "JSON");
    row("no such image",
        with(shell("true"), "image", QStringLiteral("localhost:1/nope:1")),
        "unreachable",
        true,
        "could not be pulled");
    row("no such network",
        with(shell("true"), "network", QStringLiteral("nope")),
        "not-found",
        true,
        "nope");
}

void TestFunctions::failures()
{
    QFETCH(QJsonObject, parameters);
    QFETCH(QString, message);
    QFETCH(QByteArray, log);
    StepOutcome outcome = m_rig->call(parameters);
    // On a busy machine the time may be up before the container runs; that is another row's matter.
    while (outcome.error && outcome.error->kind == ErrorKind::Timeout &&
           !outcome.detail.contains(QLatin1StringView("coldStartMs"))) {
        const int limit = parameters.value(QLatin1StringView("timeoutMs")).toInt();
        QVERIFY2(limit < 120'000, qPrintable(outcome.error->toString()));
        parameters.insert(QLatin1StringView("timeoutMs"), 2 * limit);
        outcome = m_rig->call(parameters);
    }
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->message.contains(message), qPrintable(outcome.error->toString()));
    QTEST(errorKindName(outcome.error->kind).toUtf8(), "error");
    QTEST(outcome.mayRetry, "mayRetry");
    QVERIFY2(outcome.log.contains(QString::fromUtf8(log)), qPrintable(outcome.log));
    QVERIFY(outcome.exits.empty());
}

void TestFunctions::setupErrors_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QString>("message");
    QTest::newRow("runtime") << with(shell("x"), "runtime", QStringLiteral("bash"))
                             << QStringLiteral("no runtime \"bash\"");
    QTest::newRow("image name") << with(shell("x"), "image", QStringLiteral("a/../../containers"))
                                << QStringLiteral("not the name of an image");
    QTest::newRow("image query") << with(shell("x"), "image", QStringLiteral("a?b"))
                                 << QStringLiteral("not the name of an image");
    QTest::newRow("handler missing")
        << QJsonObject{{QStringLiteral("handler"), QStringLiteral("gone.py")}}
        << QStringLiteral("gone.py");
    QTest::newRow("style") << with(shell("x"), "style", QStringLiteral("function"))
                           << QStringLiteral("knows no handler functions");
}

void TestFunctions::setupErrors()
{
    QFETCH(QJsonObject, parameters);
    QFETCH(QString, message);
    QVERIFY(!m_rig->begin(parameters, FunctionRig::event()));
    QVERIFY2(m_rig->setupError->message.contains(message), qPrintable(m_rig->setupError->message));
}

void TestFunctions::handlerFiles()
{
    const QString folder = QString::fromUtf8("f\u00fcnctions/it's \"here\" $(id)");
    const QString handler = folder + QStringLiteral("/a b;c.py");
    const QString shared = folder + QStringLiteral("/shared.py");
    m_rig->bundle.files = {
        {handler,
         "import shared\n"
         "def handle(event):\n"
         "    return {'n': shared.number, 'table': open('tables/t.txt').read()}\n"},
        {shared, "number = 7\n"},
        {QStringLiteral("tables/t.txt"), "x"}};
    const QJsonArray further{shared, QStringLiteral("tables/t.txt")};
    const QJsonObject parameters{{QStringLiteral("handler"), handler},
                                 {QStringLiteral("files"), further}};
    const StepOutcome outcome = m_rig->call(parameters);
    m_rig->bundle.files.clear();
    QCOMPARE(told(outcome), QByteArrayList{R"(ok {"n":7,"table":"x"})"});
}

void TestFunctions::binary()
{
    // A static program that is always at hand: the shim itself, which refuses an event as input.
    QFile shim(findProgram(QStringLiteral("saltern-shim")).value());
    QVERIFY(shim.open(QIODevice::ReadOnly));
    m_rig->bundle.files = {{QStringLiteral("bin/program.bin"), shim.readAll()}};
    const QJsonObject parameters{{QStringLiteral("handler"), QStringLiteral("bin/program.bin")}};
    const StepOutcome outcome = m_rig->call(parameters);
    m_rig->bundle.files.clear();
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->message.contains(QStringLiteral("exit status 125")),
             qPrintable(outcome.error->toString()));
}

void TestFunctions::environment()
{
    const StepOutcome outcome = m_rig->call(shell(
        "env | grep -E '^(SALTERN_|HOME=)' | sed 's/DEADLINE=[0-9]\\{13\\}$/DEADLINE=ms/' | sort"));
    QVERIFY(!outcome.error);
    QCOMPARE(
        outcome.exits.front().data->toObject().value(QLatin1StringView("text")).toString(),
        QStringLiteral("HOME=/tmp\nSALTERN_ATTEMPT=2\nSALTERN_DEADLINE=ms\n"
                       "SALTERN_EVENT_TYPE=test/event\nSALTERN_RUN=run-1\nSALTERN_STEP=step-1"));
}

QTEST_GUILESS_MAIN(TestFunctions)
#include "tst_functions.moc"
