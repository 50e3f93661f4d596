#include "engine/functions/functionhosts.h"
#include "engine/functions/functioninvocation.h"
#include "engine/functions/latencies.h"
#include "engine/functions/lineprotocol.h"
#include "engine/functions/poolsettings.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/hosts/hostset.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/secretstore.h"

#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

using namespace std::chrono_literals;

/// Warm and hot functions as far as they need no Docker engine: their settings, and the line
/// protocol from the engine's side.
class TestFunctionModes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void validation_data();
    void validation();
    void poolSettings();
    void linesOfHandlers_data();
    void linesOfHandlers();
    void eventsBecomeOneLine();
    void percentiles();
    void whereACallByHandRuns_data();
    void whereACallByHandRuns();
};

void TestFunctionModes::validation_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QStringList>("codes");
    const QStringList none;
    const QByteArray code = "runtime: python, code: 'def handle(event): pass'";
    QTest::newRow("cold") << code << none;
    QTest::newRow("warm") << code + ", mode: warm, pool: {max: 2}" << none;
    QTest::newRow("hot") << code + ", mode: hot, pool: {min: 1, idle: 1m}" << none;
    QTest::newRow("hot lines") << code + ", mode: hot, style: lines" << none;
    QTest::newRow("hot image, lines") << QByteArray("image: x, mode: hot, style: lines") << none;
    QTest::newRow("lines, not hot")
        << code + ", style: lines" << QStringList{QStringLiteral("function-lines")};
    QTest::newRow("hot program") << code + ", mode: hot, style: program"
                                 << QStringList{QStringLiteral("function-hot-program")};
    QTest::newRow("hot image") << QByteArray("image: x, mode: hot")
                               << QStringList{QStringLiteral("function-hot-program")};
    QTest::newRow("cold pool") << code + ", pool: {max: 2}"
                               << QStringList{QStringLiteral("function-cold-pool")};
    QTest::newRow("unknown mode") << code + ", mode: boiling"
                                  << QStringList{QStringLiteral("not-a-choice")};
}

void TestFunctionModes::validation()
{
    QFETCH(QByteArray, settings);
    const LoadedPipeline loaded =
        checkPipeline("saltern: 1\npipeline: modes\nnodes:\n  go: {kind: manual@1}\n"
                      "  f: {kind: function@1, " +
                          settings + "}\nwires: [go -> f]\n",
                      nullptr);
    QStringList codes;
    for (const Problem &problem : loaded.problems)
        codes += problem.code;
    QTEST(codes, "codes");
}

void TestFunctionModes::poolSettings()
{
    const auto nothing = PoolSettings::fromJson({});
    QVERIFY(nothing);
    QCOMPARE(nothing->minimum, 0);
    QCOMPARE(nothing->maximum, 4);
    QCOMPARE(nothing->callsAtOnce, 1);
    QCOMPARE(nothing->idle.count(), std::chrono::milliseconds(10min).count());
    const auto all =
        PoolSettings::fromJson({{QStringLiteral("min"), 6},
                                {QStringLiteral("max"), 2},
                                {QStringLiteral("concurrency"), 8},
                                {QStringLiteral("maxCalls"), 9},
                                {QStringLiteral("maxAge"), QStringLiteral("2h")},
                                {QStringLiteral("maxMemory"), QStringLiteral("1MiB")}});
    QVERIFY(all);
    QCOMPARE(all->minimum, 6);
    QCOMPARE(all->maximum, 6); // never below the minimum
    QCOMPARE(all->callsAtOnce, 8);
    QCOMPARE(all->maximumCalls, 9);
    QCOMPARE(all->maximumAge.count(), std::chrono::milliseconds(2h).count());
    QCOMPARE(all->maximumMemory, 1024 * 1024);
    QVERIFY(!PoolSettings::fromJson({{QStringLiteral("idle"), QStringLiteral("soon")}}));
}

void TestFunctionModes::linesOfHandlers_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("means");
    const auto row = [](const char *line, const char *means) {
        QTest::newRow(line) << QByteArray(line) << QString::fromUtf8(means);
    };
    row(R"({"ready":true})", "ready");
    row(R"({"id":7,"log":"a\n"})", "7 log a\n");
    row(R"({"log":"a"})", "0 log a");
    row(R"({"id":7,"emit":3})", "7 emit 3");
    row(R"({"id":7,"ok":true,"result":"x"})", "7 ok x");
    row(R"({"id":7,"ok":true})", "7 ok nothing");
    row(R"({"id":7,"ok":false,"error":{"message":"why"}})", "7 failed why, again");
    row(R"({"id":7,"ok":false,"error":{"message":"why","retry":false}})", "7 failed why");
    row(R"({"id":7,"ok":false})", "7 failed , again");
    for (const char *line : {"",
                             "garbage",
                             "[]",
                             "{}",
                             R"({"id":7})",
                             R"({"id":7,"ok":"yes"})",
                             R"({"id":0,"ok":true})",
                             R"({"id":-7,"ok":true})",
                             R"({"id":4294967296,"ok":true})",
                             R"({"emit":1})",
                             R"({"ready":false})",
                             R"({"id":7,"ok":true}x)"})
        row(line, "nothing of the protocol");
}

void TestFunctionModes::linesOfHandlers()
{
    QFETCH(QByteArray, line);
    const auto read = HandlerLine::read(line);
    QString means = QStringLiteral("nothing of the protocol");
    const auto value = [&] {
        return read->value.isUndefined() ? QStringLiteral("nothing")
                                         : read->value.toVariant().toString();
    };
    if (read) {
        const QString call = QString::number(read->call);
        switch (read->kind) {
        case HandlerLine::Kind::Ready:
            means = QStringLiteral("ready");
            break;
        case HandlerLine::Kind::Log:
            means = call + QStringLiteral(" log ") + read->text;
            break;
        case HandlerLine::Kind::Emit:
            means = call + QStringLiteral(" emit ") + value();
            break;
        case HandlerLine::Kind::Ok:
            means = call + QStringLiteral(" ok ") + value();
            break;
        case HandlerLine::Kind::Failed:
            means = call + QStringLiteral(" failed ") + read->text +
                    (read->mayRetry ? QStringLiteral(", again") : QString());
            break;
        }
    }
    QTEST(means, "means");
}

void TestFunctionModes::eventsBecomeOneLine()
{
    const auto event = Event::fromJson("{\"type\": \"a\",\n \"data\": {\"x\": \"1\\n2\"}}");
    QVERIFY(event);
    StepInput input;
    input.run = QStringLiteral("r");
    input.event = *event;
    input.parameters = {
        {QStringLiteral("env"), QJsonObject{{QStringLiteral("A"), QStringLiteral("b\nc")}}}};
    const QByteArray line = eventLine(7, FunctionPlan(), input);
    QVERIFY(line.endsWith("}\n"));
    QCOMPARE(line.count('\n'), 1);
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    QCOMPARE(object.value(QLatin1StringView("id")).toInt(), 7);
    QCOMPARE(object.value(QLatin1StringView("event")).toObject(), event->object());
    const QJsonObject env = object.value(QLatin1StringView("env")).toObject();
    QCOMPARE(env.value(QLatin1StringView("A")).toString(), QStringLiteral("b\nc"));
    QCOMPARE(env.value(QLatin1StringView("SALTERN_RUN")).toString(), QStringLiteral("r"));
}

void TestFunctionModes::percentiles()
{
    Latencies latencies(100);
    QCOMPARE(latencies.percentile(0.5), 0.0);
    for (int i = 1; i <= 1000; ++i)
        latencies.add(i);
    QCOMPARE(latencies.percentile(0), 901.0);
    QCOMPARE(latencies.percentile(0.5), 950.0);
    QCOMPARE(latencies.percentile(1), 1000.0);
}

void TestFunctionModes::whereACallByHandRuns_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QStringList>("hosts");
    const QStringList both{QStringLiteral("one"), QStringLiteral("two")};
    QTest::newRow("where the event came from")
        << QStringLiteral("event-host") << QStringList{QStringLiteral("two")};
    QTest::newRow("a host") << QStringLiteral("one") << QStringList{QStringLiteral("one")};
    QTest::newRow("a target with the event's host")
        << QStringLiteral("*") << QStringList{QStringLiteral("two")};
    QTest::newRow("any") << QStringLiteral("any") << both;
    QTest::newRow("all") << QStringLiteral("all") << both;
}

void TestFunctionModes::whereACallByHandRuns()
{
    QFETCH(QString, place);
    HostSet hosts;
    for (const char *name : {"one", "two"}) {
        HostConfig host;
        host.name = QString::fromLatin1(name);
        host.recorded = true;
        QVERIFY(hosts.add(host));
    }
    FunctionHosts functions(&hosts, QStringLiteral("tst-functionmodes"));
    RuntimeCatalogue runtimes = RuntimeCatalogue::load({QStringLiteral(":/saltern/runtimes")});
    SecretStore secrets(QStringLiteral("/nonexistent"));
    Services services{.hosts = &hosts, .runtimes = &runtimes, .functions = &functions};
    const LoadedPipeline loaded =
        checkPipeline("saltern: 1\npipeline: byhand\nnodes:\n  go: {kind: manual@1}\n  f: {kind: "
                      "function@1, runtime: shell, code: cat, place: '" +
                          place.toUtf8() + "'}\nwires: [go -> f]\n",
                      nullptr);
    const Node *const node = loaded.pipeline.node(QStringLiteral("f"));
    QVERIFY(node);
    const Bundle bundle;
    const auto invocation =
        FunctionInvocation::make({.node = *node,
                                  .pipeline = loaded.pipeline,
                                  .bundle = bundle,
                                  .event = Event::make({.type = QStringLiteral("test/it")}, {}),
                                  .host = QStringLiteral("two")},
                                 services,
                                 &secrets);
    QVERIFY2(invocation, invocation ? "" : qPrintable(invocation.error().toString()));
    QTEST((*invocation)->hosts(), "hosts");
}

QTEST_GUILESS_MAIN(TestFunctionModes)
#include "tst_functionmodes.moc"
