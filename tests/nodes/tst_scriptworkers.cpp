#include "engine/scripts/scriptworkers.h"
#include "tests/support/patience.h"

#include <QJsonDocument>
#include <QTest>

#include <optional>

using namespace Saltern;
using namespace std::chrono_literals;

using Results = Result<QJsonArray>;

class TestScriptWorkers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void results_data();
    void results();
    void failures_data();
    void failures();
    void memoryBombs_data();
    void memoryBombs();
    void othersGoOnBesideAnEndlessLoop();
    void scriptsCannotSpoilOneAnother();
    void cancelEndsWaitingAndRunning();
    void deletingIsSilent();
    void manyCallsAllComeBack();
    void oneOfManyEndsItsWorker_data();
    void oneOfManyEndsItsWorker();
    void oneOfManyIsCancelled();
    void missingProgramIsSaid();
    void deadProgramIsSaid();
};

namespace {

constexpr auto event = R"({"type":"a/b","data":{"n":3,"text":"a'\"`${1}\u2028\n","list":[1]}})";

std::unique_ptr<ScriptCall>
makeCall(ScriptWorkers &workers, const QString &code, std::chrono::milliseconds deadline = 10s)
{
    return workers.call({.code = code,
                         .eventJson = event,
                         .contextJson = R"({"run":"r1","inputs":{"k":"v"}})",
                         .deadline = deadline});
}

Results finish(ScriptCall &call)
{
    std::vector<Results> answers;
    QObject::connect(&call, &ScriptCall::finished, &call, [&](const Results &answer) {
        answers.push_back(answer);
    });
    call.start();
    if (!answers.empty() || !QTest::qWaitFor([&] { return !answers.empty(); }, 30'000))
        return fail(ErrorKind::Internal, QStringLiteral("finished() came too early or never"));
    return answers.front();
}

Results evaluate(const QString &code, std::chrono::milliseconds deadline = 10s)
{
    ScriptWorkers workers;
    return finish(*makeCall(workers, code, deadline));
}

} // namespace

void TestScriptWorkers::results_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("results");
    const auto row = [](const char *name, const char *code, const char *results) {
        QTest::newRow(name) << QString::fromUtf8(code) << QString::fromUtf8(results);
    };
    row("expression", "({ n: event.data.n + 1 })", R"([{"n":4}])");
    row("expression over lines", "({\n a: 1,\n b: event.type // why\n})", R"([{"a":1,"b":"a/b"}])");
    row("function", "function transform(event) { return { t: event.type }; }", R"([{"t":"a/b"}])");
    row("function with help",
        "const f = n => n * 2; function transform(e) { return f(e.data.n); }",
        R"([{"value":6}])");
    row("arrow",
        "const transform = (e, ctx) => ({ r: ctx.run, k: ctx.inputs.k });",
        R"([{"k":"v","r":"r1"}])");
    row("several", "[{ a: 1 }, { b: 2 }]", R"([{"a":1},{"b":2}])");
    row("text", "event.data.text.length", R"([{"value":10}])");
    row("null drops", "null", "[]");
    row("nothing drops", "function transform() {}", "[]");
    row("empty list drops", "[]", "[]");
    row("text of the event is no source",
        "({ t: event.data.text })",
        R"([{"t":"a'\"`${1}\u2028\n"}])");
    row("comment at the end", "1 // one", R"([{"value":1}])");
}

void TestScriptWorkers::results()
{
    QFETCH(QString, code);
    QFETCH(QString, results);
    const Results answer = evaluate(code);
    QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toString()));
    QCOMPARE(*answer, QJsonDocument::fromJson(results.toUtf8()).array());
}

void TestScriptWorkers::failures_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name,
                        const char *code,
                        const char *message,
                        ErrorKind kind = ErrorKind::Failed) {
        QTest::newRow(name) << QString::fromUtf8(code) << kind << QString::fromUtf8(message);
    };
    row("error with its line",
        "function transform(e) {\n  return e.data.gone.x;\n}",
        "line 2: TypeError");
    row("syntax error with its line",
        "function transform(e) {\n  return {;\n}",
        "line 2: SyntaxError");
    row("cut off", "function transform(e) {\n  return 1;", "line 2: SyntaxError");
    row("thrown by hand", "function transform() { throw new Error('no stock'); }", "no stock");
    row("thrown text", "function transform() { throw 'no stock'; }", "no stock");
    row("no function", "var a = 1;", "define function transform");
    row("no modules", "import('/etc/hostname')", "SyntaxError");
    row("nothing of Qt", "Qt.application", "ReferenceError");
    row("circle", "(function () { const a = {}; a.a = a; return a; })()", "circular");
    row("list in a list", "[[1]]", "has to be an object");
    row("too many", "new Array(1001).fill(1)", "1000 are allowed");
    row("too large", "'x'.repeat(1100000)", "larger than 1 MiB");
    row("recursion", "(function f() { return f(); })()", "RangeError");
    row("endless loop", "(function () { for (;;); })()", "ran longer than", ErrorKind::Timeout);
    row("endless at the top",
        "for (;;); function transform() {}",
        "ran longer than",
        ErrorKind::Timeout);
    row("endless while catching",
        "(function () { for (;;) { try { for (;;); } catch (e) {} finally { continue; } } })()",
        "ran longer than",
        ErrorKind::Timeout);
}

void TestScriptWorkers::failures()
{
    QFETCH(QString, code);
    QFETCH(QString, message);
    const Results answer = evaluate(code, 500ms);
    QVERIFY(!answer);
    QTEST(answer.error().kind, "kind");
    QVERIFY2(answer.error().message.contains(message), qPrintable(answer.error().message));
}

void TestScriptWorkers::memoryBombs_data()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("The sanitizer's shadow memory does not go with a memory limit.");
#endif
    QTest::addColumn<QString>("code");
    QTest::newRow("doubling text")
        << QStringLiteral("(function () { let s = 'x'; for (;;) s += s; })()");
    QTest::newRow("growing object") << QStringLiteral(
        "(function () { const o = {}; for (let i = 0;; ++i) o['k' + i] = {i}; })()");
    QTest::newRow("one large built-in") << QStringLiteral("new Array(1e9).join('ab').length");
}

void TestScriptWorkers::memoryBombs()
{
    QFETCH(QString, code);
    ScriptWorkers workers;
    const Results answer = finish(*makeCall(workers, code, 20s));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::OutOfMemory);
    const Results next = finish(*makeCall(workers, QStringLiteral("1")));
    QVERIFY2(next, "the next script gets a new worker");
}

void TestScriptWorkers::othersGoOnBesideAnEndlessLoop()
{
    ScriptWorkers workers;
    const auto endless = makeCall(workers, QStringLiteral("(function () { for (;;); })()"), 20s);
    std::optional<Results> ended;
    connect(endless.get(), &ScriptCall::finished, this, [&](const Results &r) { ended = r; });
    endless->start();
    for (int i = 0; i < 20; ++i)
        QVERIFY(finish(*makeCall(workers, QStringLiteral("1"))));
    QVERIFY(!ended);
}

void TestScriptWorkers::scriptsCannotSpoilOneAnother()
{
    ScriptWorkers workers;
    const QString spoil =
        QStringLiteral("Object.prototype.toJSON = function () { return 1; }; JSON.parse = null; "
                       "Array.prototype.push = null; var event = 5; "
                       "function transform() { return { ok: 1 }; }");
    QVERIFY(finish(*makeCall(workers, spoil)));
    QVERIFY(finish(*makeCall(workers, spoil)));
    const Results after = finish(*makeCall(
        workers,
        QStringLiteral(
            "({ n: event.data.n, m: typeof Array.prototype.push, k: Object.keys({}) })")));
    QVERIFY(after);
    QCOMPARE(*after, QJsonDocument::fromJson(R"([{"k":[],"m":"function","n":3}])").array());
}

void TestScriptWorkers::cancelEndsWaitingAndRunning()
{
    ScriptWorkers workers;
    const QString endless = QStringLiteral("(function () { for (;;); })()");
    std::vector<std::unique_ptr<ScriptCall>> calls;
    std::vector<Results> answers;
    for (int i = 0; i < 4; ++i) {
        calls.push_back(makeCall(workers, endless, 60s));
        connect(calls.back().get(), &ScriptCall::finished, this, [&](const Results &answer) {
            answers.push_back(answer);
        });
        calls.back()->start();
    }
    QCoreApplication::processEvents();
    for (const auto &call : calls)
        call->cancel();
    QTRY_COMPARE(answers.size(), 4u);
    for (const Results &answer : answers) {
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
    }
    QVERIFY(finish(*makeCall(workers, QStringLiteral("1"))));
    QCOMPARE(answers.size(), 4u);
}

void TestScriptWorkers::deletingIsSilent()
{
    ScriptWorkers workers;
    bool heard = false;
    for (int i = 0; i < 3; ++i) {
        auto call = makeCall(workers, QStringLiteral("(function () { for (;;); })()"), 60s);
        connect(call.get(), &ScriptCall::finished, this, [&] { heard = true; });
        call->start();
        QCoreApplication::processEvents();
    }
    QVERIFY(finish(*makeCall(workers, QStringLiteral("1"))));
    QVERIFY(!heard);
}

void TestScriptWorkers::manyCallsAllComeBack()
{
    ScriptWorkers workers;
    std::vector<std::unique_ptr<ScriptCall>> calls;
    int right = 0;
    for (int i = 0; i < 500; ++i) {
        calls.push_back(
            makeCall(workers, QStringLiteral("({ n: event.data.n + %1 })").arg(i % 40)));
        connect(
            calls.back().get(), &ScriptCall::finished, this, [&right, i](const Results &answer) {
                right += answer && answer->first()[QLatin1StringView("n")].toInt() == 3 + i % 40;
            });
        calls.back()->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(right, 500, 60'000);
}

void TestScriptWorkers::oneOfManyEndsItsWorker_data()
{
    QTest::addColumn<QString>("harm");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("endless loop") << QStringLiteral("for (;;);") << ErrorKind::Timeout;
#ifndef __SANITIZE_ADDRESS__
    QTest::newRow("memory") << QStringLiteral("let s = 'x'; for (;;) s += s;")
                            << ErrorKind::OutOfMemory;
#endif
}

// Those that were sent after it are evaluated by another process, and nobody else is blamed.
void TestScriptWorkers::oneOfManyEndsItsWorker()
{
    QFETCH(QString, harm);
    QFETCH(ErrorKind, kind);
    constexpr int all = 200;
    constexpr int harmful = 77;
    const QString code = QStringLiteral("function transform(event) { if (event.n === %1) { %2 } "
                                        "return { n: event.n }; }")
                             .arg(harmful)
                             .arg(harm);
    ScriptWorkers workers;
    std::vector<std::unique_ptr<ScriptCall>> calls;
    std::vector<std::optional<Results>> answers(all);
    int left = all;
    for (int i = 0; i < all; ++i) {
        calls.push_back(workers.call({.code = code,
                                      .eventJson = "{\"n\":" + QByteArray::number(i) + '}',
                                      .contextJson = "{}",
                                      .deadline = 8s}));
        connect(calls.back().get(), &ScriptCall::finished, this, [&, i](const Results &answer) {
            answers[std::size_t(i)] = answer;
            --left;
        });
        calls.back()->start();
    }
    QTRY_COMPARE(left, 0);
    for (int i = 0; i < all; ++i) {
        const Results &answer = *answers[std::size_t(i)];
        if (i == harmful) {
            QVERIFY(!answer);
            QCOMPARE(answer.error().kind, kind);
        } else {
            QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toString()));
            QCOMPARE(answer->first()[QLatin1StringView("n")].toInt(), i);
        }
    }
}

void TestScriptWorkers::oneOfManyIsCancelled()
{
    constexpr int all = 100;
    ScriptWorkers workers;
    std::vector<std::unique_ptr<ScriptCall>> calls;
    int done = 0;
    int cancelled = 0;
    for (int i = 0; i < all; ++i) {
        calls.push_back(makeCall(workers, QStringLiteral("({ n: event.data.n })")));
        connect(calls.back().get(), &ScriptCall::finished, this, [&](const Results &answer) {
            done += answer ? 1 : 0;
            cancelled += !answer && answer.error().kind == ErrorKind::Cancelled ? 1 : 0;
            // From inside an answer, while others lie in the same process.
            if (done == 20)
                calls[40]->cancel();
        });
        calls.back()->start();
    }
    QTRY_COMPARE(done + cancelled, all);
    QCOMPARE(cancelled, 1);
}

void TestScriptWorkers::missingProgramIsSaid()
{
    ScriptWorkers workers(QStringLiteral("/nonexistent/saltern-script"));
    for (int i = 0; i < 2; ++i) {
        const Results answer = finish(*makeCall(workers, QStringLiteral("1")));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Internal);
        QVERIFY(answer.error().message.contains(QStringLiteral("could not be started")));
    }
}

void TestScriptWorkers::deadProgramIsSaid()
{
    ScriptWorkers workers(QStringLiteral("/bin/false"));
    const Results answer = finish(*makeCall(workers, QStringLiteral("1")));
    QVERIFY(!answer);
    QVERIFY(answer.error().message.contains(QStringLiteral("before it was ready")));
}

QTEST_GUILESS_MAIN(TestScriptWorkers)
#include "tst_scriptworkers.moc"
