#include "engine/http/httpserver.h"
#include "engine/nodes/http.request/httprequeststep.h"
#include "tests/nodes/nodefixture.h"
#include "tests/support/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 noonNs = 1'769'860'800'000'000'000; // 2026-01-31T12:00:00Z

/// A web service: answers with what a test says and remembers what it was asked.
class Service final : public HttpService
{
public:
    Service() { listening = server.listen({QHostAddress(QHostAddress::LocalHost), 0}).has_value(); }

    Admission admit(const HttpRequest &) override { return {.bodyLimit = 1 << 20}; }

    void serve(const HttpRequest &request, const HttpExchange &exchange) override
    {
        requests.push_back(request);
        if (replies.isEmpty())
            open.push_back(exchange);
        else
            exchange.answer(replies.size() > 1 ? replies.takeFirst() : replies.first());
    }

    QByteArray url(const QByteArray &path = "/api") const
    {
        return "http://" + server.address().toString().toLatin1() + path;
    }

    HttpServer server{*this};
    bool listening = false;
    QList<HttpReply> replies{HttpReply::json(200, "{\"fine\":true}")};
    std::vector<HttpRequest> requests;
    std::vector<HttpExchange> open;
};

QByteArray
settings(const Service &service, const QByteArray &more = {}, const QByteArray &path = "/api")
{
    return "{'url':'" + service.url(path) + "'" + (more.isEmpty() ? "" : ",") + more + "}";
}

QString everythingShown(const StepOutcome &outcome)
{
    return outcome.error->message + outcome.error->remedy + outcome.error->detail +
           QString::fromUtf8(QJsonDocument(outcome.detail).toJson());
}

} // namespace

class TestHttpRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void answers_data();
    void answers();
    void statuses_data();
    void statuses();
    void retryAfter_data();
    void retryAfter();
    void aServerCanAskForTime();
    void idempotencyKey();
    void redirects_data();
    void redirects();
    void largeAnswers_data();
    void largeAnswers();
    void nothingOfTheRequestIsShown_data();
    void nothingOfTheRequestIsShown();
    void badHeaders();
    void silentServerRunsIntoTheTimeLimit();
    void noConnection();
    void untrustedTls();
    void cancelAndDelete();
};

void TestHttpRequest::requests_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QByteArray>("line"); // method, target
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("header"); // name, value
    QTest::newRow("get") << QByteArray() << QByteArray("GET /api") << QByteArray()
                         << QByteArray("user-agent=saltern/" SALTERN_VERSION);
    QTest::newRow("json") << QByteArray("'method':'POST','body':{'a':'{{ event.data.n }}'}")
                          << QByteArray("POST /api") << QByteArray("{\"a\":7}")
                          << QByteArray("content-type=application/json");
    QTest::newRow("text") << QByteArray("'method':'PUT','body':'n = {{ event.data.n }}'")
                          << QByteArray("PUT /api") << QByteArray("n = 7")
                          << QByteArray("content-type=text/plain; charset=utf-8");
    QTest::newRow("own type") << QByteArray(
                                     "'method':'PATCH','body':'x','headers':{'content-type':'a/b'}")
                              << QByteArray("PATCH /api") << QByteArray("x")
                              << QByteArray("content-type=a/b");
    QTest::newRow("query") << QByteArray("'query':{'a b':'1&2','c':['x','{{ event.data.t }}']}")
                           << QByteArray("GET /api?a%20b=1%262&c=x&c=%22%3F%22") << QByteArray()
                           << QByteArray("x=");
    QTest::newRow("delete") << QByteArray("'method':'DELETE'") << QByteArray("DELETE /api")
                            << QByteArray() << QByteArray("x=");
    QTest::newRow("head") << QByteArray("'method':'HEAD'") << QByteArray("HEAD /api")
                          << QByteArray() << QByteArray("x=");
}

void TestHttpRequest::requests()
{
    QFETCH(QByteArray, more);
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, header);
    Service service;
    QVERIFY(service.listening);
    if (line.startsWith("HEAD"))
        service.replies = {{.status = 204}};
    NodeFixture fixture(u"http.request"_s, settings(service, more));
    const StepOutcome outcome = fixture.run(makeEvent("x", "{'n':7,'t':'\\\"?\\\"'}"));
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QCOMPARE(service.requests.size(), 1u);
    const HttpRequest &request = service.requests.front();
    QCOMPARE(request.method + ' ' + request.target, line);
    QTEST(request.body, "body");
    const qsizetype equals = header.indexOf('=');
    QCOMPARE(request.header(header.left(equals)), header.mid(equals + 1));
}

void TestHttpRequest::answers_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QJsonValue>("body");
    QTest::newRow("object") << QByteArray("application/json; charset=utf-8")
                            << QByteArray("{\"a\":[1]}")
                            << QJsonValue(QJsonObject{{u"a"_s, QJsonArray{1}}});
    QTest::newRow("number") << QByteArray("application/x+json") << QByteArray("12")
                            << QJsonValue(12);
    QTest::newRow("text") << QByteArray("text/plain") << QByteArray("{\"a\":1}")
                          << QJsonValue(u"{\"a\":1}"_s);
    QTest::newRow("broken JSON") << QByteArray("application/json") << QByteArray("{")
                                 << QJsonValue(u"{"_s);
}

void TestHttpRequest::answers()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, sent);
    Service service;
    service.replies = {{.status = 201,
                        .headers = {{"Content-Type", type}, {"X-Mine", "m"}, {"Set-Cookie", "c"}},
                        .body = sent}};
    NodeFixture fixture(u"http.request"_s, settings(service));
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QVERIFY(!outcome.error);
    QCOMPARE(outcome.exits.front().port, u"ok"_s);
    const QJsonObject data = outcome.exits.front().data->toObject();
    QTEST(data.value(u"body"_s), "body");
    QCOMPARE(data.value(u"status"_s), 201);
    QCOMPARE(data.value(u"headers"_s).toObject().value(u"x-mine"_s), u"m"_s);
    QVERIFY(!data.value(u"headers"_s).toObject().contains(u"set-cookie"_s));
}

void TestHttpRequest::statuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<bool>("ok");
    QTest::addColumn<bool>("mayRetry");
    QTest::addColumn<ErrorKind>("kind");
    const auto row =
        [](int status, const char *more, bool ok, bool retry, ErrorKind kind = ErrorKind::Failed) {
            QTest::addRow("%d %s", status, more)
                << status << QByteArray(more) << ok << retry << kind;
        };
    row(200, "", true, true);
    row(299, "", true, true);
    row(301, "", false, false);
    row(400, "", false, false);
    row(401, "", false, false, ErrorKind::PermissionDenied);
    row(404, "", false, false, ErrorKind::NotFound);
    row(404, "'expect':[404,'2xx']", true, true);
    row(200, "'expect':'201'", false, false);
    row(408, "", false, true);
    row(429, "", false, true);
    row(500, "", false, true);
    row(500, "'retryOn':['503']", false, false);
    row(503, "'retryOn':'503'", false, true);
    row(418, "'retryOn':[418]", false, true);
}

void TestHttpRequest::statuses()
{
    QFETCH(int, status);
    QFETCH(QByteArray, more);
    QFETCH(bool, ok);
    Service service;
    service.replies = {{.status = status, .body = "because"}};
    NodeFixture fixture(u"http.request"_s, settings(service, more));
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QCOMPARE(!outcome.error, ok);
    QCOMPARE(outcome.detail.value(u"status"_s), status);
    QCOMPARE(service.requests.size(), 1u);
    if (ok)
        return;
    QTEST(outcome.mayRetry, "mayRetry");
    QTEST(outcome.error->kind, "kind");
    QCOMPARE(outcome.log, u"because"_s);
}

void TestHttpRequest::retryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("ms"); // -1 = nothing
    const auto row = [](const char *value, qint64 ms) {
        QTest::newRow(value) << QByteArray(value) << ms;
    };
    row("2", 2'000);
    row("0", 0);
    row("-5", 0);
    row("100000000", 3'600'000);
    row("9223372036854775807", 3'600'000);
    row("Sat, 31 Jan 2026 12:00:30 GMT", 30'000);
    row("Sat, 31 Jan 2026 11:00:00 GMT", 0);
    row("soon", -1);
    row("", -1);
}

void TestHttpRequest::retryAfter()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, ms);
    const auto read = readRetryAfter(value, noonNs);
    QCOMPARE(read ? qint64(read->count()) : -1, ms);
}

void TestHttpRequest::aServerCanAskForTime()
{
    Service service;
    service.replies = {{.status = 503, .headers = {{"Retry-After", "7"}}}};
    NodeFixture fixture(u"http.request"_s, settings(service));
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QVERIFY(outcome.error && outcome.mayRetry);
    QCOMPARE(outcome.retryAfter, 7'000ms);
}

void TestHttpRequest::idempotencyKey()
{
    Service service;
    NodeFixture fixture(u"http.request"_s,
                        settings(service, "'idempotencyHeader':'Idempotency-Key'"));
    QVERIFY(!fixture.run(makeEvent("x")).error);
    QCOMPARE(service.requests.front().header("idempotency-key"), QByteArray("step1"));
}

void TestHttpRequest::redirects_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<bool>("elsewhere");
    QTest::addColumn<int>("times");
    QTest::addColumn<bool>("ok");
    QTest::newRow("off") << QByteArray() << false << 1 << false;
    QTest::newRow("same place") << QByteArray("'redirects':2") << false << 2 << true;
    QTest::newRow("too many") << QByteArray("'redirects':2") << false << 3 << false;
    QTest::newRow("other place") << QByteArray("'redirects':2") << true << 1 << false;
}

void TestHttpRequest::redirects()
{
    QFETCH(QByteArray, more);
    QFETCH(bool, elsewhere);
    QFETCH(int, times);
    QFETCH(bool, ok);
    Service service;
    Service other;
    const HttpReply answer = service.replies.first();
    service.replies.clear();
    for (int i = 0; i < times; ++i)
        service.replies +=
            {.status = 302, .headers = {{"Location", elsewhere ? other.url() : service.url()}}};
    service.replies += answer;
    NodeFixture fixture(
        u"http.request"_s,
        settings(service, more + (more.isEmpty() ? "" : ",") + "'headers':{'X-Key':'k'}"));
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QCOMPARE(!outcome.error, ok);
    QVERIFY2(other.requests.empty(), "the headers went to another place");
    if (!ok)
        QVERIFY(!outcome.mayRetry);
}

void TestHttpRequest::largeAnswers_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("ok");
    QTest::newRow("1 MiB") << 1'048'576 << true;
    QTest::newRow("one byte more") << 1'048'577 << false;
    QTest::newRow("far more") << 20'000'000 << false;
}

void TestHttpRequest::largeAnswers()
{
    QFETCH(int, size);
    QFETCH(bool, ok);
    Service service;
    service.replies = {{.body = QByteArray(size, 'x')}};
    NodeFixture fixture(u"http.request"_s, settings(service));
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QCOMPARE(!outcome.error, ok);
    if (!ok) {
        QCOMPARE(outcome.error->kind, ErrorKind::TooLarge);
        QVERIFY(!outcome.mayRetry);
    }
}

void TestHttpRequest::nothingOfTheRequestIsShown_data()
{
    QTest::addColumn<QByteArray>("parameters");
    const QByteArray closed = "http://u:s3cret@127.0.0.1:1/s3cret?s3cret";
    QTest::newRow("no connection") << QByteArray("{'url':'" + closed + "'}");
    QTest::newRow("no address") << QByteArray("{'url':'s3cret'}");
    QTest::newRow("bad header") << QByteArray(
        "{'url':'http://127.0.0.1:1/','headers':{'X':'s3cret\\n'}}");
}

void TestHttpRequest::nothingOfTheRequestIsShown()
{
    QFETCH(QByteArray, parameters);
    NodeFixture fixture(u"http.request"_s, parameters);
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QVERIFY(outcome.error);
    QVERIFY2(!everythingShown(outcome).contains(u"s3cret"_s), qPrintable(everythingShown(outcome)));
}

void TestHttpRequest::badHeaders()
{
    Service service;
    NodeFixture fixture(u"http.request"_s,
                        settings(service, "'headers':{'X':'{{ event.data.evil }}'}"));
    const StepOutcome outcome = fixture.run(makeEvent("x", "{'evil':'a\\r\\nHost: b'}"));
    QVERIFY(outcome.error && !outcome.mayRetry);
    QVERIFY(service.requests.empty());
}

void TestHttpRequest::silentServerRunsIntoTheTimeLimit()
{
    Service service;
    service.replies.clear();
    NodeFixture fixture(u"http.request"_s, settings(service));
    fixture.timeout = 200ms;
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QCOMPARE(outcome.error->kind, ErrorKind::Timeout);
    QVERIFY(outcome.mayRetry);
}

void TestHttpRequest::noConnection()
{
    NodeFixture fixture(u"http.request"_s, "{'url':'http://127.0.0.1:1/'}");
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QCOMPARE(outcome.error->kind, ErrorKind::Unreachable);
    QVERIFY(outcome.mayRetry);
}

void TestHttpRequest::untrustedTls()
{
    // Speaks no TLS at all, which is as untrusted as it gets.
    Service service;
    const QByteArray url = service.url().replace("http:", "https:");
    NodeFixture fixture(u"http.request"_s, "{'url':'" + url + "'}");
    const StepOutcome outcome = fixture.run(makeEvent("x"));
    QCOMPARE(outcome.error->kind, ErrorKind::Unreachable);
    QVERIFY(service.requests.empty());
}

void TestHttpRequest::cancelAndDelete()
{
    Service service;
    service.replies.clear();
    NodeFixture fixture(u"http.request"_s, settings(service));
    const auto step = fixture.begin(makeEvent("x"));
    QList<StepOutcome> outcomes;
    connect(step.get(), &Step::finished, this, [&](const StepOutcome &outcome) {
        outcomes += outcome;
    });
    step->start();
    QTRY_COMPARE(service.open.size(), 1u);
    step->cancel();
    QVERIFY(outcomes.isEmpty());
    QTRY_COMPARE(outcomes.size(), 1);
    QCOMPARE(outcomes.first().error->kind, ErrorKind::Cancelled);
    auto other = fixture.begin(makeEvent("x"));
    other->start();
    QTRY_COMPARE(service.open.size(), 2u);
    other.reset();
    QTRY_VERIFY(!service.open.back().isOpen());
}

QTEST_GUILESS_MAIN(TestHttpRequest)
#include "tst_httprequest.moc"
