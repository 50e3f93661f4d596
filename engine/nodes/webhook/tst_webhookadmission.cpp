#include "engine/base/clock.h"
#include "engine/http/httpserver.h"
#include "engine/nodes/webhook/webhookserver.h"

#include <QTcpSocket>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds nextLook = 5ms;

/// A webhook that takes what it gets, while it has room.
class Receiver final : public WebhookReceiver
{
public:
    explicit Receiver(QString path) : m_path(std::move(path)) {}

    QString webhookPath() const override { return m_path; }
    QString webhookOwner() const override { return u"p/"_s + m_path; }
    QString webhookPipeline() const override { return u"p"_s; }
    QString webhookNode() const override { return m_path; }
    const void *webhookRevision() const override { return this; }
    bool isOpenToAll() const override { return true; }
    HttpService::Admission judge(const HttpRequest &) const override { return {}; }

    void receive(const HttpRequest &request, const HttpExchange &exchange) override
    {
        --room;
        received += request.body;
        exchange.answer({.body = "taken"});
    }

    int room = 0;
    QByteArrayList received;

private:
    QString m_path;
};

/// One that sends, and how it was answered.
class Client
{
public:
    explicit Client(quint16 port) { m_socket.connectToHost(QHostAddress::LocalHost, port); }

    void post(const QByteArray &path, const QByteArray &body)
    {
        m_socket.write("POST /" + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                       QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }

    QByteArray answers()
    {
        m_answers += m_socket.readAll();
        return m_answers;
    }

    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_answers;
};

using ClientPtr = std::unique_ptr<Client>;

} // namespace

/// Under virtual time, over real sockets.
class TestWebhookAdmission : public QObject, private HttpService
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void withRoomNothingWaits();
    void waitsUntilThereIsRoom();
    void nobodyOvertakes();
    void roomForSome();
    void refusedWhenItTakesTooLong();
    void theNextOfARefusedClient();
    void limits_data();
    void limits();
    void whoLeavesIsForgotten();
    void whoWaitsIsNotRead();
    void othersAreNotHeldUp();
    void stopped();

private:
    Admission admit(const HttpRequest &) override { return {.bodyLimit = 1024}; }
    void serve(const HttpRequest &request, const HttpExchange &exchange) override;
    void begin(const AdmissionLimits &limits);
    ClientPtr client(const QByteArray &path, const QByteArray &body);
    AdmissionCounters counters(const QString &path = u"a"_s) const;

    std::unique_ptr<VirtualClock> m_clock;
    std::unique_ptr<Receiver> m_a;
    std::unique_ptr<Receiver> m_b;
    std::unique_ptr<WebhookAdmission> m_admission;
    std::unique_ptr<HttpServer> m_server;
    int m_served = 0;
};

void TestWebhookAdmission::init()
{
    begin({});
}

void TestWebhookAdmission::begin(const AdmissionLimits &limits)
{
    m_server.reset();
    m_served = 0;
    m_clock = std::make_unique<VirtualClock>();
    m_a = std::make_unique<Receiver>(u"a"_s);
    m_b = std::make_unique<Receiver>(u"b"_s);
    m_admission = std::make_unique<WebhookAdmission>(*m_clock, limits);
    m_admission->setWhyBusy([](const WebhookReceiver &receiver) {
        return static_cast<const Receiver &>(receiver).room > 0 ? QString() : u"full up"_s;
    });
    m_admission->open(*m_a);
    m_admission->open(*m_b);
    HttpService &service = *this;
    m_server = std::make_unique<HttpServer>(service);
    QVERIFY(m_server->listen(ListenAddress{QHostAddress(QHostAddress::LocalHost), 0}));
}

void TestWebhookAdmission::serve(const HttpRequest &request, const HttpExchange &exchange)
{
    ++m_served;
    m_admission->hand(request.path() == "/a" ? *m_a : *m_b, request, exchange);
}

// Its request has come when this returns.
ClientPtr TestWebhookAdmission::client(const QByteArray &path, const QByteArray &body)
{
    auto client = std::make_unique<Client>(m_server->address().port);
    const int served = m_served;
    client->post(path, body);
    if (!QTest::qWaitFor([&] { return m_served > served; }, 30'000))
        QTest::qFail("the request did not come", __FILE__, __LINE__);
    return client;
}

AdmissionCounters TestWebhookAdmission::counters(const QString &path) const
{
    return m_admission->counters().at(path);
}

void TestWebhookAdmission::withRoomNothingWaits()
{
    m_a->room = 1;
    const auto one = client("a", "1");
    QCOMPARE(m_a->received, QByteArrayList{"1"});
    QTRY_VERIFY_WITH_TIMEOUT(one->answers().startsWith("HTTP/1.1 200 "), 30'000);
    QCOMPARE(counters().waited, 0u);
}

void TestWebhookAdmission::waitsUntilThereIsRoom()
{
    const auto one = client("a", "1");
    const auto two = client("a", "2");
    QCOMPARE(counters().waiting, 2u);
    m_clock->advance(1s);
    QCOMPARE(counters().waiting, 2u);
    QVERIFY(m_a->received.isEmpty());
    m_a->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, (QByteArrayList{"1", "2"}));
    QTRY_VERIFY_WITH_TIMEOUT(one->answers().startsWith("HTTP/1.1 200 "), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(two->answers().startsWith("HTTP/1.1 200 "), 30'000);
    QCOMPARE(counters().waiting, 0u);
    QCOMPARE(counters().waited, 2u);
    QCOMPARE(counters().refused, 0u);
    // With nobody who waits there is nothing to look at.
    QCOMPARE(m_clock->nextDueNs(), -1);
}

void TestWebhookAdmission::nobodyOvertakes()
{
    const auto one = client("a", "1");
    m_a->room = 9;
    const auto two = client("a", "2");
    QVERIFY(m_a->received.isEmpty());
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, (QByteArrayList{"1", "2"}));
}

void TestWebhookAdmission::roomForSome()
{
    std::vector<ClientPtr> clients;
    for (const char *body : {"1", "2", "3"})
        clients.push_back(client("a", body));
    m_a->room = 2;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, (QByteArrayList{"1", "2"}));
    QCOMPARE(counters().waiting, 1u);
    m_a->room = 1;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, (QByteArrayList{"1", "2", "3"}));
}

void TestWebhookAdmission::refusedWhenItTakesTooLong()
{
    const auto one = client("a", "1");
    m_clock->advance(1s);
    const auto two = client("a", "2");
    m_clock->advance(999ms);
    QCOMPARE(counters().waiting, 2u);
    m_clock->advance(nextLook);
    QCOMPARE(counters().waiting, 1u);
    QCOMPARE(counters().refused, 1u);
    QTRY_VERIFY_WITH_TIMEOUT(one->answers().contains("full up"), 30'000);
    QVERIFY(one->answers().startsWith("HTTP/1.1 503 "));
    QVERIFY(one->answers().contains("Retry-After: 1\r\n"));
    QVERIFY(m_a->received.isEmpty());
    m_a->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, QByteArrayList{"2"});
}

void TestWebhookAdmission::theNextOfARefusedClient()
{
    const auto one = client("a", "1");
    one->post("a", "2");
    m_clock->advance(2s + nextLook);
    QTRY_COMPARE_WITH_TIMEOUT(counters().waited, 2u, 30'000);
    QCOMPARE(counters().waiting, 1u);
    m_a->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, QByteArrayList{"2"});
}

void TestWebhookAdmission::limits_data()
{
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("bytes");
    QTest::newRow("requests") << 2 << 1'000'000;
    QTest::newRow("bytes") << 100 << 500;
}

void TestWebhookAdmission::limits()
{
    QFETCH(int, requests);
    QFETCH(int, bytes);
    begin({.requests = std::size_t(requests), .bytes = bytes});
    const QByteArray body(200, 'x');
    const auto one = client("a", body);
    const auto two = client("a", body);
    const auto three = client("a", body);
    QTRY_VERIFY_WITH_TIMEOUT(three->answers().startsWith("HTTP/1.1 503 "), 30'000);
    QVERIFY(three->answers().contains("Retry-After: 1\r\n"));
    QCOMPARE(counters().waiting, 2u);
    QCOMPARE(counters().refused, 1u);
    // What waits at one webhook takes nothing from another.
    const auto other = client("b", body);
    QCOMPARE(counters(u"b"_s).waiting, 1u);
    m_a->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received.size(), 2);
    m_a->room = 0;
    const auto four = client("a", body);
    QCOMPARE(counters().waiting, 1u);
}

void TestWebhookAdmission::whoLeavesIsForgotten()
{
    begin({.longest = 1h});
    const auto one = client("a", "1");
    const auto two = client("a", "2");
    one->socket().abort();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connectionCount(), 1, 30'000);
    m_clock->advance(nextLook);
    QCOMPARE(counters().waiting, 1u);
    QCOMPARE(counters().refused, 0u);
    m_a->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_a->received, QByteArrayList{"2"});
}

void TestWebhookAdmission::whoWaitsIsNotRead()
{
    const auto one = client("a", "1");
    // More than the system keeps for a connection.
    one->socket().write(QByteArray(32 * 1024 * 1024, 'x'));
    QTest::qWait(200);
    QVERIFY(one->socket().bytesToWrite() > 0);
    QCOMPARE(m_served, 1);
}

void TestWebhookAdmission::othersAreNotHeldUp()
{
    m_b->room = 9;
    const auto one = client("a", "1");
    const auto two = client("b", "2");
    QCOMPARE(m_b->received, QByteArrayList{"2"});
    QCOMPARE(counters().waiting, 1u);
    m_b->room = 0;
    const auto three = client("b", "3");
    m_b->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_b->received, (QByteArrayList{"2", "3"}));
    QVERIFY(m_a->received.isEmpty());
}

void TestWebhookAdmission::stopped()
{
    const auto one = client("a", "1");
    const auto two = client("b", "2");
    m_admission->close(*m_a);
    QTRY_VERIFY_WITH_TIMEOUT(one->answers().startsWith("HTTP/1.1 503 "), 30'000);
    QVERIFY(one->answers().contains("stopped"));
    m_a.reset();
    m_b->room = 9;
    m_clock->advance(nextLook);
    QCOMPARE(m_b->received, QByteArrayList{"2"});
}

QTEST_GUILESS_MAIN(TestWebhookAdmission)
#include "tst_webhookadmission.moc"
