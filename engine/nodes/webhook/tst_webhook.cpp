#include "engine/nodes/webhook/webhookcontent.h"
#include "engine/nodes/webhook/webhookguard.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/runs/engine.h"
#include "engine/runs/runstore.h"
#include "tests/nodes/nodefixture.h"
#include "tests/support/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray token = "t0ken-of-the-\"shop\"";
const QByteArray key = "k3y-of-the-forge";

QByteArray signatureOf(const QByteArray &body)
{
    return QMessageAuthenticationCode::hash(body, key, QCryptographicHash::Sha256).toHex();
}

Bundle bundle(const QByteArray &nodesAndWires, const QByteArray &name = "p")
{
    return {.documentName = QString::fromLatin1(name) + u".saltern.yaml"_s,
            .document = "saltern: 1\npipeline: " + name + "\n" + nodesAndWires};
}

/// hook -> filter -> log, with more settings for the hook.
QByteArray pipeline(const QByteArray &settings = {})
{
    return "nodes:\n"
           "  hook: { kind: webhook@1, path: shop/orders" +
           settings +
           " }\n"
           "  big: { kind: filter@1, match: { data.body.total: [{ numeric: [\">\", 9] }] } }\n"
           "  say: { kind: log@1, message: \"{{ event.data.body.total }}\" }\n"
           "wires: [hook -> big, big.out -> say]\n";
}

struct Answer
{
    int status = 0;
    QByteArray head;
    QByteArray body;

    QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
};

/// A webhook that answers with the result, behind it a server that never gives one.
QByteArray tells(const QTcpServer &silent, const QByteArray &more = {})
{
    return "nodes:\n  hook: { kind: webhook@1, path: shop/orders, reply: result" + more +
           " }\n  tell: { kind: notify@1, url: \"http://127.0.0.1:" +
           QByteArray::number(silent.serverPort()) + "/\", text: x }\nwires: [hook -> tell]\n";
}

} // namespace

/// The node in an engine of its own, over real sockets.
class TestWebhook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void contents_data();
    void contents();
    void refusedContents_data();
    void refusedContents();
    void constantTimeComparison_data();
    void constantTimeComparison();
    void acceptedIsDurable();
    void atOnce();
    void whatTheEventHolds();
    void onlyNamedHeadersAreKept();
    void guards_data();
    void guards();
    void secretsThatComeInTheBodyAreMasked();
    void webPagesAreKeptOut_data();
    void webPagesAreKeptOut();
    void refusals_data();
    void refusals();
    void bodyLimits_data();
    void bodyLimits();
    void results_data();
    void results();
    void resultTakesTooLong();
    void resultOfAStoppedPipeline();
    void theLastWebhookAnswersBeforeItEnds();
    void observed();
    void conflicts();
    void aNewRevisionTakesThePathOver();
    void missingSecretRefusesTheDeployment();
    void listensOnlyWhileWanted();
    void openToTheNetworkIsWarnedAbout_data();
    void openToTheNetworkIsWarnedAbout();
    void sentWithoutARequest();
    void eventsOfThousandsOfRequests();

private:
    void start(const QString &address);
    Result<void> deploy(const QByteArray &nodesAndWires, const QByteArray &name = "p");
    QByteArray request(const QByteArray &path,
                       const QByteArray &body,
                       const QByteArray &headers = {},
                       const QByteArray &method = "POST") const;
    Answer send(const QByteArray &request);
    Answer post(const QByteArray &body, const QByteArray &headers = {});
    QJsonObject lastData() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    QList<EventSeen> m_events;
    QStringList m_runs;
    QStringList m_said;
};

void TestWebhook::initTestCase()
{
    qputenv("SALTERN_SECRET_TST_TOKEN", token);
    qputenv("SALTERN_SECRET_TST_KEY", key);
    qputenv("SALTERN_SECRET_TST_EMPTY", "");
}

void TestWebhook::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    start(u"127.0.0.1:0"_s);
}

void TestWebhook::start(const QString &address)
{
    m_engine = std::make_unique<Engine>(
        EngineOptions{.stateFolder = m_folder->path(), .webhooks = address});
    QVERIFY(m_engine->open());
    QVERIFY(m_engine->start());
    m_events.clear();
    m_runs.clear();
    m_said.clear();
    connect(&m_engine->scheduler(), &Scheduler::eventSeen, this, [this](const EventSeen &seen) {
        m_events += seen;
    });
    connect(&m_engine->scheduler(), &Scheduler::runChanged, this, [this](const RunChange &change) {
        if (change.state != RunState::Running)
            m_runs += runStateName(change.state);
    });
    connect(&m_engine->scheduler(), &Scheduler::stepChanged, this, [this](const auto &change) {
        if (change.node == u"say"_s && !change.log.isEmpty())
            m_said += change.log;
    });
}

void TestWebhook::cleanup()
{
    if (!m_engine)
        return;
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    m_engine->shutDown();
    QTRY_COMPARE(stopped.size(), 1);
    m_engine.reset();
}

Result<void> TestWebhook::deploy(const QByteArray &nodesAndWires, const QByteArray &name)
{
    return m_engine->deploy(bundle(nodesAndWires, name));
}

QByteArray TestWebhook::request(const QByteArray &path,
                                const QByteArray &body,
                                const QByteArray &headers,
                                const QByteArray &method) const
{
    const QByteArray length = body.isEmpty()
                                  ? QByteArray()
                                  : "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + length +
           headers + "\r\n" + body;
}

Answer TestWebhook::send(const QByteArray &request)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_engine->webhooks().address().port);
    socket.write(request);
    QByteArray bytes;
    const bool ended = QTest::qWaitFor(
        [&] {
            bytes += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        },
        60'000);
    if (!ended)
        return {};
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    return {bytes.mid(9, 3).toInt(), bytes.left(end), bytes.mid(end + 4)};
}

Answer TestWebhook::post(const QByteArray &body, const QByteArray &headers)
{
    return send(request("/shop/orders", body, "Content-Type: application/json\r\n" + headers));
}

QJsonObject TestWebhook::lastData() const
{
    return m_events.isEmpty() ? QJsonObject() : m_events.last().event.data();
}

void TestWebhook::contents_data()
{
    QTest::addColumn<QByteArray>("headers"); // name:value, ...
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("content"); // [body, cloudEvent]
    const auto row = [](const char *name,
                        const char *headers,
                        const QByteArray &body,
                        const QByteArray &content) {
        QTest::newRow(name) << QByteArray(headers) << body << content;
    };
    row("object", "content-type:application/json", "{\"a\": 1}", "[{'a':1},{}]");
    row("number", "content-type:application/json; charset=utf-8", "12", "[12,{}]");
    row("other JSON", "content-type:application/vnd.x+json", "[\"\\u00e4\"]", "[['ä'],{}]");
    row("text", "content-type:text/plain", "a \"b\"\n", "['a \\\"b\\\"\\n',{}]");
    row("form",
        "content-type:application/x-www-form-urlencoded",
        "a=1+2&b=%C3%A4&a=3&c&=",
        "[{'a':['1 2','3'],'b':'ä','c':'','':''},{}]");
    row("nothing", "", "", "[null,{}]");
    row("nothing of a type", "content-type:application/json", "", "[null,{}]");
    row("structured cloud event",
        "content-type:application/cloudevents+json; charset=UTF-8",
        R"({"specversion":"1.0","id":"7","source":"/s","type":"t","subject":"x","data":{"a":1}})",
        "[{'a':1},{'id':'7','source':'/s','specversion':'1.0','subject':'x','type':'t'}]");
    row("structured without data",
        "content-type:application/cloudevents+json",
        R"({"specversion":"1.0","id":"7","source":"/s","type":"t"})",
        "[null,{'id':'7','source':'/s','specversion':'1.0','type':'t'}]");
    row("structured, binary data",
        "content-type:application/cloudevents+json",
        R"({"specversion":"1.0","id":"7","source":"/s","type":"t","data_base64":"AAE="})",
        "['AAE=',{'id':'7','source':'/s','specversion':'1.0','type':'t'}]");
    row("binary cloud event",
        "content-type:application/json,ce-specversion:1.0,ce-id:7,ce-source:/s,ce-type:t,"
        "ce-subject:%C3%A4,ce-mine:y",
        "{\"a\":1}",
        "[{'a':1},{'id':'7','mine':'y','source':'/s','specversion':'1.0','subject':'ä',"
        "'type':'t'}]");
}

namespace {

HttpRequest requestWith(const QByteArray &headers, const QByteArray &body)
{
    HttpRequest request{.method = "POST", .target = "/x", .body = body};
    for (const QByteArray &header : headers.split(',')) {
        const qsizetype colon = header.indexOf(':');
        if (colon > 0)
            request.headers.emplaceBack(header.left(colon), header.mid(colon + 1));
    }
    return request;
}

} // namespace

void TestWebhook::contents()
{
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, content);
    const auto read = WebhookContent::read(requestWith(headers, body));
    QVERIFY2(read, read ? "" : read.error().body.constData());
    QCOMPARE((QJsonArray{read->body, read->cloudEvent}),
             json("{'x':" + content + "}").value(u"x"_s).toArray());
}

void TestWebhook::refusedContents_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *headers, const char *body, int status) {
        QTest::newRow(name) << QByteArray(headers) << QByteArray(body) << status;
    };
    row("no JSON", "content-type:application/json", "{", 400);
    row("two values", "content-type:application/json", "1,2", 400);
    row("out of the array", "content-type:application/json", "1],[2", 400);
    row("no UTF-8", "content-type:text/plain", "\xff\xfe", 400);
    row("other charset", "content-type:text/plain; charset=latin1", "x", 415);
    row("image", "content-type:image/png", "x", 415);
    row("multipart", "content-type:multipart/form-data; boundary=x", "x", 415);
    row("no type", "", "x", 415);
    row("batch", "content-type:application/cloudevents-batch+json", "[]", 415);
    row("cloud event without an id",
        "content-type:application/cloudevents+json",
        R"({"specversion":"1.0","source":"/s","type":"t"})",
        400);
    row("cloud event of another version",
        "content-type:application/cloudevents+json",
        R"({"specversion":"0.3","id":"1","source":"/s","type":"t"})",
        400);
    row("binary without a type", "ce-specversion:1.0,ce-id:7,ce-source:/s", "", 400);
}

void TestWebhook::refusedContents()
{
    QFETCH(QByteArray, headers);
    QFETCH(QByteArray, body);
    const auto read = WebhookContent::read(requestWith(headers, body));
    QVERIFY(!read);
    QTEST(read.error().status, "status");
}

void TestWebhook::constantTimeComparison_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("equal");
    QTest::newRow("equal") << QByteArray("abc") << QByteArray("abc") << true;
    QTest::newRow("last differs") << QByteArray("abc") << QByteArray("abd") << false;
    QTest::newRow("prefix") << QByteArray("abc") << QByteArray("ab") << false;
    QTest::newRow("nothing") << QByteArray() << QByteArray("a") << false;
    QTest::newRow("both empty") << QByteArray() << QByteArray() << true;
}

void TestWebhook::constantTimeComparison()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QTEST(equalInConstantTime(one, other), "equal");
    QTEST(equalInConstantTime(other, one), "equal");
}

void TestWebhook::acceptedIsDurable()
{
    QVERIFY(deploy(pipeline()));
    const Answer answer = post("{\"total\":12}");
    QCOMPARE(answer.status, 202);
    RunStore store;
    QVERIFY(store.open(m_folder->path()));
    QCOMPARE(store.events(0, 1)->front().event.id(), answer.object().value(u"id"_s).toString());
    QCOMPARE(answer.object().value(u"id"_s).toString(), m_events.first().event.id());
    QCOMPARE(m_events.first().event.type(), u"webhook/shop/orders"_s);
    QVERIFY(!answer.object().value(u"run"_s).toString().isEmpty());
    QTRY_COMPARE(m_said, QStringList{u"12"_s});
    QCOMPARE(post("{\"total\":2}").status, 202);
    QTRY_COMPARE(m_runs.size(), 2);
    QCOMPARE(m_said.size(), 1);
}

void TestWebhook::atOnce()
{
    QVERIFY(deploy(pipeline(", reply: at-once")));
    const Answer answer = post("{\"total\":12}");
    QCOMPARE(answer.status, 202);
    QTRY_COMPARE(m_said, QStringList{u"12"_s});
    QCOMPARE(answer.object(), (QJsonObject{{u"id"_s, m_events.first().event.id()}}));
}

void TestWebhook::whatTheEventHolds()
{
    QVERIFY(deploy(pipeline()));
    QCOMPARE(
        send(request("/shop/orders?dry=1&tag=a&tag=b",
                     "hello",
                     "Content-Type: text/plain\r\nUser-Agent: \"m\\e\" \xc3\xa4\r\nX-Other: y\r\n"
                     "Authorization: Bearer abc\r\nCookie: c\r\n"))
            .status,
        202);
    QCOMPARE(lastData(),
             json("{'body':'hello',"
                  "'headers':{'content-type':'text/plain','user-agent':'\\\"m\\\\e\\\" ä'},"
                  "'method':'POST','query':{'dry':'1','tag':['a','b']},'remote':'127.0.0.1'}"));
    QCOMPARE(send(request("/shop/orders",
                          "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/s\",\"type\":\"t\","
                          "\"subject\":\"order-7\",\"data\":{\"total\":1}}",
                          "Content-Type: application/cloudevents+json\r\n"))
                 .status,
             202);
    QTRY_COMPARE(m_events.last().event.subject(), u"order-7"_s);
    QCOMPARE(lastData().value(u"body"_s), json("{'total':1}"));
    QCOMPARE(lastData().value(u"cloudEvent"_s).toObject().value(u"id"_s), u"7"_s);
}

void TestWebhook::onlyNamedHeadersAreKept()
{
    QVERIFY(
        deploy(pipeline(", headers: [X-Mine, X-Token, X-Hub-Signature-256], tokenHeader: X-Token,"
                        " token: \"{{ secret.TST_TOKEN }}\","
                        " signature: { secret: \"{{ secret.TST_KEY }}\" }")));
    QCOMPARE(post("{}",
                  "X-Mine: m\r\nX-Token: " + token +
                      "\r\nX-Hub-Signature-256: sha256=" + signatureOf("{}") + "\r\n")
                 .status,
             202);
    QCOMPARE(lastData().value(u"headers"_s), json("{'x-mine':'m'}"));
}

void TestWebhook::guards_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    const auto row =
        [](const char *name, const char *settings, const QByteArray &headers, int status) {
            QTest::newRow(name) << QByteArray(settings)
                                << (headers.isEmpty() ? headers : headers + "\r\n") << status;
        };
    const char *bearer = ", token: \"{{ secret.TST_TOKEN }}\"";
    row("bearer", bearer, "Authorization: Bearer " + token, 202);
    row("bearer in other letters", bearer, "authorization: BEARER  " + token, 202);
    row("no token", bearer, "", 401);
    row("wrong token", bearer, "Authorization: Bearer " + token + "x", 401);
    row("part of the token", bearer, "Authorization: Bearer " + token.left(5), 401);
    row("empty token", bearer, "Authorization: Bearer ", 401);
    row("other scheme", bearer, "Authorization: Basic " + token, 401);
    row("token in another header", bearer, "X-Token: " + token, 401);
    const char *header = ", token: \"{{ secret.TST_TOKEN }}\", tokenHeader: X-Gitlab-Token";
    row("header", header, "x-gitlab-token: " + token, 202);
    row("header, bearer in front", header, "x-gitlab-token: Bearer " + token, 401);
    const char *hub = ", signature: { secret: \"{{ secret.TST_KEY }}\" }";
    const QByteArray body = "{\"total\":1}";
    row("signed", hub, "X-Hub-Signature-256: sha256=" + signatureOf(body), 202);
    row("signed, bare", hub, "X-Hub-Signature-256: " + signatureOf(body), 202);
    row("signed, large letters", hub, "X-Hub-Signature-256: " + signatureOf(body).toUpper(), 202);
    row("other body signed", hub, "X-Hub-Signature-256: sha256=" + signatureOf("{}"), 401);
    row("old kind of signature", hub, "X-Hub-Signature: sha1=" + signatureOf(body), 401);
    row("not signed", hub, "", 401);
    row("part of a signature",
        hub,
        "X-Hub-Signature-256: sha256=" + signatureOf(body).left(10),
        401);
    const char *other = ", signature: { secret: \"{{ secret.TST_KEY }}\", header: X-Sig }";
    row("other header", other, "X-Sig: " + signatureOf(body), 202);
    const char *both = ", token: \"{{ secret.TST_TOKEN }}\","
                       " signature: { secret: \"{{ secret.TST_KEY }}\" }";
    row("both, one given", both, "Authorization: Bearer " + token, 401);
    row("both given",
        both,
        "Authorization: Bearer " + token + "\r\nX-Hub-Signature-256: " + signatureOf(body),
        202);
}

void TestWebhook::guards()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, headers);
    QFETCH(int, status);
    const auto deployed = deploy(pipeline(settings));
    QVERIFY2(deployed, deployed ? "" : qPrintable(deployed.error().toString()));
    const Answer answer = post("{\"total\":1}", headers);
    QCOMPARE(answer.status, status);
    QVERIFY(!answer.body.contains(token) && !answer.body.contains(key));
    QCOMPARE(m_events.size(), status == 202 ? 1 : 0);
}

void TestWebhook::secretsThatComeInTheBodyAreMasked()
{
    QVERIFY(deploy(pipeline(", token: \"{{ secret.TST_TOKEN }}\"")));
    const QByteArray escaped = QByteArray(token).replace('"', "\\\"");
    QCOMPARE(
        post("{\"a\":\"x " + escaped + " y\"}", "Authorization: Bearer " + token + "\r\n").status,
        202);
    QCOMPARE(lastData().value(u"body"_s), json("{'a':'x *** y'}"));
}

void TestWebhook::webPagesAreKeptOut_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    QTest::newRow("a page posts") << QByteArray() << QByteArray("Origin: http://evil.example\r\n")
                                  << 403;
    QTest::newRow("a page without origin")
        << QByteArray() << QByteArray("Sec-Fetch-Site: cross-site\r\n") << 403;
    QTest::newRow("typed in by a person")
        << QByteArray() << QByteArray("Sec-Fetch-Site: none\r\n") << 202;
    QTest::newRow("with the token")
        << QByteArray(", token: \"{{ secret.TST_TOKEN }}\"")
        << QByteArray("Origin: http://shop.example\r\nAuthorization: Bearer " + token + "\r\n")
        << 202;
}

void TestWebhook::webPagesAreKeptOut()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, headers);
    QVERIFY(deploy(pipeline(settings)));
    QTEST(post("{}", headers).status, "status");
}

void TestWebhook::refusals_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("status");
    QTest::newRow("other path") << QByteArray("/shop") << QByteArray("POST") << 404;
    QTest::newRow("slash behind") << QByteArray("/shop/orders/") << QByteArray("POST") << 404;
    QTest::newRow("dots") << QByteArray("/x/../shop/orders") << QByteArray("POST") << 404;
    QTest::newRow("other method") << QByteArray("/shop/orders") << QByteArray("GET") << 405;
    QTest::newRow("unknown method") << QByteArray("/shop/orders") << QByteArray("BREW") << 405;
    QTest::newRow("no type") << QByteArray("/shop/orders") << QByteArray("POST") << 415;
}

void TestWebhook::refusals()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, method);
    QVERIFY(deploy(pipeline()));
    const Answer answer = send(request(path, "x", {}, method));
    QTEST(answer.status, "status");
    QVERIFY(!answer.object().value(u"error"_s).toString().isEmpty());
    QCOMPARE(answer.head.contains("\r\nAllow: POST"), answer.status == 405);
    QVERIFY(m_events.isEmpty());
}

void TestWebhook::bodyLimits_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("status");
    QTest::newRow("at the limit") << QByteArray(", bodyLimit: 64B") << 64 << 202;
    QTest::newRow("one byte over") << QByteArray(", bodyLimit: 64B") << 65 << 413;
    QTest::newRow("large") << QByteArray() << 1'047'000 << 202;
    QTest::newRow("no room for what is around it") << QByteArray() << 1'048'576 << 413;
    QTest::newRow("one byte over the default") << QByteArray() << 1'048'577 << 413;
}

void TestWebhook::bodyLimits()
{
    QFETCH(QByteArray, settings);
    QFETCH(int, size);
    QFETCH(int, status);
    const auto deployed = deploy(pipeline(settings));
    QVERIFY2(deployed, deployed ? "" : qPrintable(deployed.error().detail));
    const QByteArray body = '"' + QByteArray(size - 2, 'x') + '"';
    const Answer answer = post(body);
    QCOMPARE(answer.status, status);
    QCOMPARE(m_events.size(), status == 202 ? 1 : 0);
    if (status == 413)
        QVERIFY(answer.object().value(u"error"_s).toString().contains(u"bytes"_s));
}

void TestWebhook::results_data()
{
    QTest::addColumn<QByteArray>("rest"); // of the pipeline, behind "hook"
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("last node")
        << QByteArray("  a: { kind: transform@1, code: \"({ n: event.data.body.total + 1 })\" }\n"
                      "  b: { kind: log@1, message: x }\n"
                      "  c: { kind: transform@1, code: \"({ m: event.data.n + 1 })\" }\n"
                      "wires: [hook -> a, a -> b, b -> c]\n")
        << 200 << QByteArray("{'m':9}");
    QTest::newRow("one that passes on")
        << QByteArray("  a: { kind: transform@1, code: \"({ n: event.data.body.total + 1 })\" }\n"
                      "  b: { kind: log@1, message: x }\n"
                      "wires: [hook -> a, a -> b]\n")
        << 200 << QByteArray("{'n':8}");
    QTest::newRow("nothing came out")
        << QByteArray("  f: { kind: filter@1, match: { data.body.total: [1] } }\n"
                      "wires: [hook -> f]\n")
        << 204 << QByteArray("{}");
    QTest::newRow("nothing behind it") << QByteArray("wires: []\n") << 204 << QByteArray("{}");
    QTest::newRow("failed") << QByteArray("  b: { kind: transform@1, code: \"boom.boom\" }\n"
                                          "wires: [hook -> b]\n")
                            << 500 << QByteArray();
}

void TestWebhook::results()
{
    QFETCH(QByteArray, rest);
    QFETCH(QByteArray, body);
    const auto deployed =
        deploy("nodes:\n  hook: { kind: webhook@1, path: shop/orders, reply: result }\n" + rest);
    QVERIFY2(deployed, deployed ? "" : qPrintable(deployed.error().detail));
    const Answer answer = post("{\"total\":7}");
    QTEST(answer.status, "status");
    QVERIFY(answer.head.contains("\r\nSaltern-Run: "));
    if (answer.status == 500)
        QVERIFY2(!answer.body.contains("boom"), answer.body.constData());
    else
        QCOMPARE(answer.object(), json(body));
}

void TestWebhook::resultTakesTooLong()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QVERIFY(deploy(tells(silent, ", timeout: 100ms")));
    const Answer answer = post("{}");
    QCOMPARE(answer.status, 504);
    QVERIFY(answer.object().value(u"error"_s).toString().contains(m_events.first().event.id()));
    QCOMPARE(m_engine->scheduler().openRuns(), 1u);
}

void TestWebhook::resultOfAStoppedPipeline()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QVERIFY(deploy(tells(silent)));
    connect(&silent, &QTcpServer::newConnection, this, [&] {
        QVERIFY(m_engine->stopPipeline(u"p"_s));
        // Another webhook keeps the server and with it the connection that waits.
        QVERIFY(deploy("nodes:\n  h: { kind: webhook@1, path: other }\n", "other"));
    });
    QCOMPARE(post("{}").status, 503);
}

void TestWebhook::theLastWebhookAnswersBeforeItEnds()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    QVERIFY(deploy(tells(silent)));
    connect(&silent, &QTcpServer::newConnection, this, [&] {
        QVERIFY(m_engine->stopPipeline(u"p"_s));
    });
    // Those behind the first are still unread when it is answered.
    const QByteArray kept = request("/shop/orders", "{}", "Content-Type: application/json\r\n")
                                .replace("Connection: close\r\n", "");
    const Answer answer = send(kept.repeated(3));
    QCOMPARE(answer.status, 503);
    QVERIFY2(answer.head.contains("Connection: close"), answer.head);
    QVERIFY(!m_engine->webhooks().isListening());
}

void TestWebhook::observed()
{
    const Bundle watched = bundle(pipeline(", reply: result"));
    cleanup();
    m_engine = std::make_unique<Engine>(EngineOptions{
        .stateFolder = m_folder->path(), .observeOnly = true, .webhooks = u"127.0.0.1:0"_s});
    QVERIFY(m_engine->open());
    QVERIFY(m_engine->deploy(watched));
    QVERIFY(m_engine->start());
    QStringList states;
    connect(&m_engine->scheduler(), &Scheduler::stepChanged, this, [&](const StepChange &change) {
        states += change.node + u' ' + stepStateName(change.state);
    });
    QCOMPARE(post("{\"total\":12}").status, 204);
    QCOMPARE(states, (QStringList{u"big done"_s, u"say observed"_s}));
}

void TestWebhook::conflicts()
{
    QVERIFY(deploy(pipeline()));
    const auto other = deploy(pipeline(), "other");
    QVERIFY(!other);
    QCOMPARE(other.error().kind, ErrorKind::Conflict);
    QVERIFY(other.error().message.contains(u"\"shop/orders\" belongs to p/hook"_s));
    const auto twice = deploy("nodes:\n  a: { kind: webhook@1, path: x }\n"
                              "  b: { kind: webhook@1, path: x }\n",
                              "twice");
    QVERIFY(!twice);
    QVERIFY(twice.error().message.contains(u"twice/a"_s));
    // What was refused holds nothing back.
    QVERIFY(deploy("nodes:\n  a: { kind: webhook@1, path: x }\n", "x"));
    QVERIFY(m_engine->stopPipeline(u"p"_s));
    QVERIFY(deploy(pipeline(), "other"));
    QCOMPARE(post("{}").status, 202);

    const QString taken = m_engine->webhooks().address().toString();
    QTemporaryDir folder;
    Engine second(EngineOptions{.stateFolder = folder.path(), .webhooks = taken});
    QVERIFY(second.open());
    const auto refused = second.deploy(bundle(pipeline()));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Conflict);
    QVERIFY(refused.error().remedy.contains(u"--webhooks"_s));
}

void TestWebhook::aNewRevisionTakesThePathOver()
{
    QVERIFY(deploy(pipeline()));
    QVERIFY(deploy(pipeline(", token: \"{{ secret.TST_TOKEN }}\"")));
    QCOMPARE(post("{}").status, 401);
    QVERIFY(deploy(pipeline(", reply: at-once")));
    QCOMPARE(post("{}").status, 202);
    // One that is refused leaves what ran before.
    QVERIFY(!deploy(pipeline(", token: \"{{ secret.TST_NONE }}\"")));
    QCOMPARE(post("{}").status, 202);
}

void TestWebhook::missingSecretRefusesTheDeployment()
{
    const auto none = deploy(pipeline(", token: \"{{ secret.TST_NONE }}\""));
    QVERIFY(!none);
    QVERIFY(none.error().message.contains(u"TST_NONE is not set"_s));
    // An empty token would be one that everybody knows.
    const auto empty = deploy(pipeline(", token: \"{{ secret.TST_EMPTY }}\""));
    QVERIFY(!empty);
    const auto inClear = deploy(pipeline(", token: abc"));
    QVERIFY(!inClear);
    QVERIFY(inClear.error().detail.contains(u"must not stand in the document"_s));
    QVERIFY(!m_engine->webhooks().isListening());
}

void TestWebhook::listensOnlyWhileWanted()
{
    QVERIFY(!m_engine->webhooks().isListening());
    QVERIFY(deploy(pipeline()));
    QVERIFY(m_engine->webhooks().isListening());
    QVERIFY(m_engine->webhooks().address().isLoopback());
    QCOMPARE(m_engine->webhooks().paths(), QStringList{u"shop/orders"_s});
    QVERIFY(m_engine->stopPipeline(u"p"_s));
    QTRY_VERIFY(!m_engine->webhooks().isListening());
}

void TestWebhook::openToTheNetworkIsWarnedAbout_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("warnings");
    const QByteArray guarded = ", token: \"{{ secret.TST_TOKEN }}\"";
    QTest::newRow("loopback") << u"127.0.0.1:0"_s << QByteArray() << 0;
    QTest::newRow("everywhere") << u"0.0.0.0:0"_s << QByteArray() << 1;
    QTest::newRow("everywhere with a token") << u"0.0.0.0:0"_s << guarded << 0;
}

void TestWebhook::openToTheNetworkIsWarnedAbout()
{
    QFETCH(QString, address);
    QFETCH(QByteArray, settings);
    cleanup();
    start(address);
    QSignalSpy warned(&m_engine->webhooks(), &WebhookServer::warned);
    QVERIFY(deploy(pipeline(settings)));
    QTEST(int(warned.size()), "warnings");
}

void TestWebhook::sentWithoutARequest()
{
    QVERIFY(deploy(pipeline()));
    m_engine->publish(makeEvent("webhook/shop/orders", "{'body':{'total':10}}"));
    QTRY_COMPARE(m_said, QStringList{u"10"_s});
}

void TestWebhook::eventsOfThousandsOfRequests()
{
    constexpr int clients = 8;
    constexpr int each = 250;
    QVERIFY(deploy(pipeline()));
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    int answers = 0;
    for (int i = 0; i < clients; ++i) {
        sockets.push_back(std::make_unique<QTcpSocket>());
        QTcpSocket *socket = sockets.back().get();
        socket->connectToHost(QHostAddress::LocalHost, m_engine->webhooks().address().port);
        connect(socket, &QTcpSocket::readyRead, this, [&answers, socket] {
            answers += int(socket->readAll().count("HTTP/1.1 202 "));
        });
        socket->write(QByteArray("POST /shop/orders HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n"
                                 "Content-Type: application/json\r\n\r\n{\"total\":10}")
                          .repeated(each));
    }
    QTRY_COMPARE_WITH_TIMEOUT(answers, clients * each, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_said.size(), clients * each, 60'000);
}

QTEST_GUILESS_MAIN(TestWebhook)
#include "tst_webhook.moc"
