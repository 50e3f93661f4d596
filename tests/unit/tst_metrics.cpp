#include "engine/base/durationhistogram.h"
#include "engine/metrics/metricsserver.h"
#include "engine/metrics/metricstext.h"
#include "engine/runs/engine.h"
#include "tests/support/patience.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray document = "saltern: 1\n"
                            "pipeline: p\n"
                            "nodes:\n"
                            "  go: { kind: bus.event@1, type: demo/go }\n"
                            "  say: { kind: log@1, message: hello }\n"
                            "  fail: { kind: container.action@1, action: stop, container: none }\n"
                            "wires: [go -> say, say -> fail]\n";

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void text();
    void histograms();
    void everyLineIsOfTheFormat();
    void counts();
    void webhooks();
    void pages_data();
    void pages();
    void showsAJournalThatIsBehind();

private:
    QByteArray get(const QByteArray &path, const QByteArray &method = "GET");
    double number(const QByteArray &sample);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MetricsServer> m_server;
};

void TestMetrics::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const HostConfig host{.name = u"web-1"_s,
                          .endpoint = DockerEndpoint::parse(u"unix:///nonexistent.sock"_s).value()};
    m_engine = std::make_unique<Engine>(EngineOptions{
        .stateFolder = m_folder->path(), .hosts = {host}, .webhooks = u"127.0.0.1:0"_s});
    QVERIFY(m_engine->open());
    QVERIFY(m_engine->start());
    m_server = std::make_unique<MetricsServer>(*m_engine);
    QVERIFY(m_server->listen({QHostAddress(QHostAddress::LocalHost), 0}));
}

void TestMetrics::cleanup()
{
    m_server.reset();
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    m_engine->shutDown();
    QTRY_COMPARE(stopped.size(), 1);
    m_engine.reset();
}

QByteArray TestMetrics::get(const QByteArray &path, const QByteArray &method)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_server->address().port);
    socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    QByteArray bytes;
    const bool ended = QTest::qWaitFor(
        [&] {
            bytes += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        },
        20'000);
    return ended ? bytes : "did not end: " + bytes;
}

double TestMetrics::number(const QByteArray &sample)
{
    for (const QByteArray &line : m_server->metrics().split('\n')) {
        if (line.startsWith(QByteArray(sample + ' ')))
            return line.mid(sample.size() + 1).toDouble();
    }
    return -1;
}

void TestMetrics::text()
{
    MetricsText text;
    text.family("a_total", "counter", "Some.");
    text.sample({}, 12'345'678);
    text.sample({{"x", u"a\"b\\c\nd"_s}, {"y", u"ä"_s}}, 0.25);
    QCOMPARE(text.bytes(),
             QByteArray("# HELP a_total Some.\n# TYPE a_total counter\na_total 12345678\n"
                        "a_total{x=\"a\\\"b\\\\c\\nd\",y=\"ä\"} 0.25\n"));
}

void TestMetrics::histograms()
{
    DurationHistogram histogram;
    histogram.add(1ms);
    histogram.add(20ms);
    histogram.add(10s);
    MetricsText text;
    text.family("t_seconds", "histogram", "Some.");
    text.histogram(histogram);
    const QByteArray bytes = text.bytes();
    for (const char *line : {"t_seconds_bucket{le=\"0.0005\"} 0\n",
                             "t_seconds_bucket{le=\"0.001\"} 1\n",
                             "t_seconds_bucket{le=\"0.025\"} 2\n",
                             "t_seconds_bucket{le=\"5\"} 2\n",
                             "t_seconds_bucket{le=\"+Inf\"} 3\n",
                             "t_seconds_sum 10.021\n",
                             "t_seconds_count 3\n"})
        QVERIFY2(bytes.contains(line), bytes.constData());
}

void TestMetrics::everyLineIsOfTheFormat()
{
    QVERIFY(m_engine->deploy({.documentName = u"p.saltern.yaml"_s, .document = document}));
    static const QRegularExpression form(QStringLiteral(
        "\\A(?:# HELP [a-z_]+ .+|# TYPE [a-z_]+ (?:counter|gauge|histogram)|"
        "[a-z_]+(?:\\{[a-z]+=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\"(?:,[a-z]+=\"(?:[^\"\\\\]|"
        "\\\\[\\\\\"n])*\")*\\})? [-+.e0-9]+)\\z"));
    const QByteArray page = get("/metrics");
    QVERIFY(page.contains("Content-Type: text/plain; version=0.0.4"));
    const QByteArray body = page.mid(page.indexOf("\r\n\r\n") + 4);
    QVERIFY(body.endsWith('\n'));
    QSet<QByteArray> families;
    for (const QByteArray &line : body.chopped(1).split('\n')) {
        QVERIFY2(form.match(QString::fromUtf8(line)).hasMatch(), line.constData());
        if (!line.startsWith("# TYPE"))
            continue;
        const QByteArray name = line.split(' ').value(2);
        QVERIFY2(!families.contains(name), name.constData());
        families.insert(name);
    }
    QVERIFY(families.contains("saltern_journal_commit_seconds"));
    QVERIFY(families.contains("saltern_pool_containers"));
}

void TestMetrics::counts()
{
    QVERIFY(m_engine->deploy({.documentName = u"p.saltern.yaml"_s, .document = document}));
    for (int i = 0; i < 3; ++i)
        m_engine->publish(Event::make({.type = u"demo/go"_s, .timeNs = 1}, {}));
    QTRY_COMPARE(number("saltern_runs_total{pipeline=\"p\",state=\"failed\"}"), 3.0);
    QCOMPARE(number("saltern_runs_begun_total"), 3.0);
    QCOMPARE(number("saltern_runs_open"), 0.0);
    const auto steps = [&](const char *node, const char *kind, const char *outcome) {
        return number(QByteArray("saltern_steps_total{pipeline=\"p\",node=\"") + node +
                      "\",kind=\"" + kind + "\",outcome=\"" + outcome + "\"}");
    };
    QCOMPARE(steps("say", "log", "done"), 3.0);
    QCOMPARE(steps("say", "log", "failed"), 0.0);
    QCOMPARE(steps("fail", "container.action", "failed"), 3.0);
    QCOMPARE(number("saltern_steps_waiting{pipeline=\"p\",node=\"say\"}"), 0.0);
    QVERIFY(number("saltern_journal_commit_seconds_count") > 0);
    QVERIFY(number("saltern_events_total") >= 3);
    // Nobody listens there.
    QCOMPARE(number("saltern_host_up{host=\"web-1\"}"), 0.0);
}

void TestMetrics::webhooks()
{
    QVERIFY(!m_server->metrics().contains("path=\"in\""));
    QVERIFY(m_engine->deploy({.documentName = u"w.saltern.yaml"_s,
                              .document = "saltern: 1\npipeline: w\n"
                                          "nodes: { hook: { kind: webhook@1, path: in } }\n"}));
    for (const char *name : {"waiting", "waited_total", "refused_total"})
        QCOMPARE(number(QByteArray("saltern_webhook_") + name + "{path=\"in\"}"), 0.0);
}

void TestMetrics::pages_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("metrics") << QByteArray("/metrics") << QByteArray("GET") << QByteArray("200");
    QTest::newRow("health") << QByteArray("/healthz") << QByteArray("GET") << QByteArray("200");
    QTest::newRow("ready") << QByteArray("/readyz") << QByteArray("GET") << QByteArray("200");
    QTest::newRow("other") << QByteArray("/") << QByteArray("GET") << QByteArray("404");
    QTest::newRow("write") << QByteArray("/metrics") << QByteArray("POST") << QByteArray("405");
}

void TestMetrics::pages()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, status);
    QVERIFY(get(path, method).startsWith(QByteArray("HTTP/1.1 " + status)));
}

void TestMetrics::showsAJournalThatIsBehind()
{
    for (int i = 0; i < 5'000; ++i)
        m_engine->publish(Event::make({.type = u"demo/other"_s, .timeNs = 1}, {}));
    QVERIFY(m_engine->journal().isFull());
    // Asked before the event loop lets the journal write.
    const QByteArray metrics = m_server->metrics();
    QVERIFY(metrics.contains("saltern_journal_pending 5"));
    QTRY_VERIFY(get("/readyz").startsWith("HTTP/1.1 200"));
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
