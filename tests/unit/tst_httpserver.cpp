#include "engine/http/httpserver.h"
#include "tests/support/patience.h"
#include "tests/unit/descriptorlimit.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

using namespace Saltern;
using namespace std::chrono_literals;

namespace {

// Answers with what it understood; "/later" only when the test says so.
class Echo final : public HttpService
{
public:
    Admission admit(const HttpRequest &head) override
    {
        if (head.path() == "/closed")
            return {.refusal = HttpReply::refusal(404, QStringLiteral("closed"))};
        return {.bodyLimit = 100};
    }

    void serve(const HttpRequest &request, const HttpExchange &exchange) override
    {
        ++served;
        if (request.path() == "/later") {
            waiting.push_back(exchange);
            return;
        }
        exchange.answer(
            {.body = request.method + ' ' + request.target + " [" + request.body + ']' + padding});
    }

    int served = 0;
    QByteArray padding;
    std::vector<HttpExchange> waiting;
};

/// What came out of a parser: the requests, then how it ended.
QByteArray parsed(const QByteArray &bytes, qsizetype piece)
{
    HttpRequestParser parser;
    QByteArray out;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        QByteArray next = bytes.mid(at, piece);
        for (bool more = true; more;) {
            if (const auto refused = parser.feed(std::exchange(next, {})))
                return out + QByteArray::number(refused->status);
            more = false;
            if (parser.hasHead() && !parser.isComplete()) {
                parser.setBodyLimit(20);
                if (const auto refused = parser.feed({}))
                    return out + QByteArray::number(refused->status);
            }
            if (parser.isComplete()) {
                const HttpRequest &request = parser.request();
                out += request.method + ' ' + request.target + " [" + request.body + "] ";
                parser.next();
                more = parser.hasBegun();
            }
        }
    }
    return out + (parser.hasBegun() ? "incomplete" : "done");
}

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void requests_data();
    void requests();
    void addresses_data();
    void addresses();
    void answersInOrder();
    void bodyLimits_data();
    void bodyLimits();
    void askedToContinue();
    void aLargeBodyThatIsRefusedIsAnswered();
    void slowClientsAreEnded_data();
    void slowClientsAreEnded();
    void idleClientsAreEnded();
    void lateAnswers();
    void clientsThatNeverReadAreHeldBack();
    void tooManyClients();
    void goneBeforeTheAnswer();
    void manyRequests();
    void acceptsAgainWhenThereWasNoDescriptorLeft();

private:
    void start(const HttpLimits &limits);
    std::unique_ptr<QTcpSocket> client() const;
    static QByteArray receive(QTcpSocket &socket, const QByteArray &until);
    static QByteArray untilClosed(QTcpSocket &socket);

    Echo m_echo;
    std::unique_ptr<HttpServer> m_server;
};

void TestHttpServer::init()
{
    m_server.reset();
    m_echo = Echo();
    start({});
}

void TestHttpServer::start(const HttpLimits &limits)
{
    m_server = std::make_unique<HttpServer>(m_echo, limits);
    const auto listens = m_server->listen(ListenAddress{QHostAddress(QHostAddress::LocalHost), 0});
    QVERIFY2(listens, "listen");
}

std::unique_ptr<QTcpSocket> TestHttpServer::client() const
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress::LocalHost, m_server->address().port);
    if (!QTest::qWaitFor([&] { return socket->state() == QAbstractSocket::ConnectedState; },
                         10'000))
        QTest::qFail("no connection", __FILE__, __LINE__);
    return socket;
}

QByteArray TestHttpServer::receive(QTcpSocket &socket, const QByteArray &until)
{
    QByteArray bytes;
    const bool came = QTest::qWaitFor(
        [&] {
            bytes += socket.readAll();
            return bytes.contains(until);
        },
        20'000);
    return came ? bytes : "did not come: " + bytes;
}

QByteArray TestHttpServer::untilClosed(QTcpSocket &socket)
{
    QByteArray bytes;
    const bool closed = QTest::qWaitFor(
        [&] {
            bytes += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        },
        20'000);
    return closed ? bytes + socket.readAll() : QByteArray("still open");
}

void TestHttpServer::requests_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("outcome");
    const auto row = [](const char *name, const QByteArray &bytes, const char *outcome) {
        QTest::newRow(name) << bytes << QByteArray(outcome);
    };
    const QByteArray host = "Host: h\r\n";
    const QByteArray post = "POST /a HTTP/1.1\r\n" + host;
    row("no body", "GET /a?b=c HTTP/1.1\r\n" + host + "\r\n", "GET /a?b=c [] done");
    row("length", post + "Content-Length: 3\r\n\r\nabc", "POST /a [abc] done");
    row("empty body", post + "Content-Length: 0\r\n\r\n", "POST /a [] done");
    row("chunks",
        post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "POST /a [abcde] done");
    row("chunk extension and trailer",
        post + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nHost: evil\r\n\r\n",
        "POST /a [abc] done");
    row("two in one go",
        post + "Content-Length: 1\r\n\r\nxGET /b HTTP/1.1\r\n" + host + "\r\n",
        "POST /a [x] GET /b [] done");
    row("old version", "GET /a HTTP/1.0\r\n\r\n", "GET /a [] done");
    row("empty line in front", "\r\nGET /a HTTP/1.1\r\n" + host + "\r\n", "GET /a [] done");
    row("at the limit",
        post + "Content-Length: 20\r\n\r\n01234567890123456789",
        "POST /a [01234567890123456789] done");
    row("one byte over", post + "Content-Length: 21\r\n\r\n012345678901234567890", "413");
    row("chunks over the limit",
        post + "Transfer-Encoding: chunked\r\n\r\n15\r\n012345678901234567890\r\n0\r\n\r\n",
        "413");
    row("cut in the head", "POST /a HT", "incomplete");
    row("cut in the body", post + "Content-Length: 3\r\n\r\nab", "incomplete");
    row("cut in a chunk", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nab", "incomplete");
    row("length and coding",
        post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "400");
    row("coding and length",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "400");
    row("two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400");
    row("the same length twice", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400");
    row("list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc", "400");
    row("negative length", post + "Content-Length: -1\r\n\r\n", "400");
    row("signed length", post + "Content-Length: +3\r\n\r\nabc", "400");
    row("enormous length", post + "Content-Length: 99999999999999999999999\r\n\r\n", "400");
    row("other coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501");
    row("chunked in disguise", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501");
    row("coding in HTTP/1.0",
        "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "400");
    row("blank before the colon", post + "Content-Length : 3\r\n\r\nabc", "400");
    row("no host", "GET /a HTTP/1.1\r\n\r\n", "400");
    row("two hosts", "GET /a HTTP/1.1\r\n" + host + host + "\r\n", "400");
    row("absolute target", "GET http://h/a HTTP/1.1\r\n" + host + "\r\n", "400");
    row("version 2", "GET /a HTTP/2.0\r\n" + host + "\r\n", "400");
    row("bare line feeds", "GET /a HTTP/1.1\nHost: h\n\n", "400");
    row("zero byte in a header", post + QByteArray("X: a\0b\r\n\r\n", 10), "400");
    row("chunk size is no number",
        post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
        "400");
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00", 7), "400");
    row("huge header", post + "X: " + QByteArray(20'000, 'x') + "\r\n\r\n", "431");
    row("header without an end", post + "X: " + QByteArray(20'000, 'x'), "431");
    row("many headers", post + QByteArray("X: y\r\n").repeated(4'000) + "\r\n", "431");
    row("chunk extension without an end",
        post + "Transfer-Encoding: chunked\r\n\r\n3;" + QByteArray(20'000, 'x'),
        "431");
    row("huge trailer",
        post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + QByteArray(20'000, 'x'),
        "431");
}

void TestHttpServer::requests()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, outcome);
    QCOMPARE(parsed(bytes, bytes.size()), outcome);
    for (const qsizetype piece : {7, 1}) {
        const QByteArray cut = parsed(bytes, piece);
        // A head that is cut may be judged only when it is whole.
        if (outcome != "400" || cut != "incomplete")
            QCOMPARE(cut, outcome);
    }
}

void TestHttpServer::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("address"); // empty = refused
    QTest::addColumn<bool>("loopback");
    const auto row = [](const char *text, const char *address, bool loopback = false) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(address)
                            << loopback;
    };
    row("127.0.0.1:80", "127.0.0.1:80", true);
    row("localhost:0", "127.0.0.1:0", true);
    row("[::1]:8750", "[::1]:8750", true);
    row("0.0.0.0:8750", "0.0.0.0:8750");
    row("192.0.2.1:1", "192.0.2.1:1");
    row("127.0.0.1", "");
    row("127.0.0.1:65536", "");
    row(":80", "");
    row("example.org:80", "");
    row("::1:80", "");
}

void TestHttpServer::addresses()
{
    QFETCH(QString, text);
    QFETCH(QString, address);
    const auto read = ListenAddress::parse(text);
    QCOMPARE(read.has_value(), !address.isEmpty());
    if (!read)
        return;
    QCOMPARE(read->toString(), address);
    QTEST(read->isLoopback(), "loopback");
}

// Pipelined requests are answered one after another, also when the first takes its time.
void TestHttpServer::answersInOrder()
{
    const auto socket = client();
    socket->write("GET /later HTTP/1.1\r\nHost: h\r\n\r\n"
                  "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
                  "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    QTRY_COMPARE(m_echo.waiting.size(), 1u);
    QCOMPARE(m_echo.served, 1);
    m_echo.waiting.front().answer({.body = "first"});
    m_echo.waiting.front().answer({.body = "again"});
    const QByteArray bytes = untilClosed(*socket);
    const qsizetype first = bytes.indexOf("first");
    QVERIFY2(first > 0 && first < bytes.indexOf("GET /2 []"), bytes.constData());
    QVERIFY2(bytes.indexOf("GET /2 []") < bytes.indexOf("GET /3 []"), bytes.constData());
    QVERIFY(!bytes.contains("again"));
}

void TestHttpServer::bodyLimits_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("at the limit") << QByteArray("/") << 100 << QByteArray("200");
    QTest::newRow("one byte over") << QByteArray("/") << 101 << QByteArray("413");
    QTest::newRow("refused before the body") << QByteArray("/closed") << 10 << QByteArray("404");
}

void TestHttpServer::bodyLimits()
{
    QFETCH(QByteArray, path);
    QFETCH(int, size);
    QFETCH(QByteArray, status);
    const auto socket = client();
    socket->write("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                  QByteArray::number(size) + "\r\n\r\n" + QByteArray(size, 'x'));
    QVERIFY(receive(*socket, "\r\n\r\n").startsWith(QByteArray("HTTP/1.1 " + status)));
}

void TestHttpServer::askedToContinue()
{
    const auto socket = client();
    socket->write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                  "Expect: 100-continue\r\n\r\n");
    QCOMPARE(receive(*socket, "\r\n\r\n"), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    socket->write("abc");
    QVERIFY(receive(*socket, "[abc]").startsWith("HTTP/1.1 200 OK\r\n"));
}

// While it is still being sent: without care the system would drop the answer with the connection.
void TestHttpServer::aLargeBodyThatIsRefusedIsAnswered()
{
    const auto socket = client();
    socket->write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n" +
                  QByteArray(8'000'000, 'x'));
    const QByteArray answer = untilClosed(*socket);
    QVERIFY2(answer.startsWith("HTTP/1.1 413 "), answer.constData());
    QVERIFY(answer.contains("\"error\""));
}

void TestHttpServer::slowClientsAreEnded_data()
{
    QTest::addColumn<QByteArray>("begun");
    QTest::newRow("head") << QByteArray("POST / HTTP/1.1\r\nHo");
    QTest::newRow("body") << QByteArray(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab");
    QTest::newRow("chunk") << QByteArray(
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
}

void TestHttpServer::slowClientsAreEnded()
{
    QFETCH(QByteArray, begun);
    start({.head = 100ms, .body = 100ms, .look = 20ms});
    const auto socket = client();
    socket->write(begun);
    // A byte now and then does not help.
    QTimer drip;
    connect(&drip, &QTimer::timeout, socket.get(), [&] { socket->write("c"); });
    drip.start(30ms);
    QByteArray answer;
    QTRY_VERIFY((answer += socket->readAll()).startsWith("HTTP/1.1 408 "));
    drip.stop();
    QVERIFY(untilClosed(*socket) != "still open");
    QCOMPARE(m_echo.served, 0);
}

void TestHttpServer::idleClientsAreEnded()
{
    start({.idle = 100ms, .look = 20ms});
    const auto socket = client();
    QCOMPARE(untilClosed(*socket), QByteArray());
}

void TestHttpServer::lateAnswers()
{
    start({.look = 20ms});
    const auto socket = client();
    socket->write("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
    QTRY_COMPARE(m_echo.waiting.size(), 1u);
    const HttpExchange exchange = m_echo.waiting.front();
    exchange.answerLate(50ms, [] { return HttpReply::refusal(504, QStringLiteral("too late")); });
    QVERIFY(receive(*socket, "too late").startsWith("HTTP/1.1 504 "));
    QVERIFY(!exchange.isOpen());
    exchange.answer({.body = "after all"});
    // The connection goes on, and the late answer is not taken for that of the next request.
    socket->write("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(receive(*socket, "GET /next []").endsWith("GET /next []"));
}

void TestHttpServer::clientsThatNeverReadAreHeldBack()
{
    m_echo.padding = QByteArray(1024 * 1024, 'p');
    start({.taking = 200ms, .look = 20ms});
    const auto socket = client();
    socket->setReadBufferSize(1);
    socket->write(QByteArray("GET / HTTP/1.1\r\nHost: h\r\n\r\n").repeated(1'000));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connectionCount(), 0, 20'000);
    QVERIFY2(m_echo.served < 50, "memory grows with every request");
}

void TestHttpServer::tooManyClients()
{
    start({.connections = 2});
    const auto one = client();
    const auto two = client();
    QTRY_COMPARE(m_server->connectionCount(), 2);
    const auto three = client();
    QVERIFY(untilClosed(*three).startsWith("HTTP/1.1 503 "));
    one->write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(receive(*one, "GET / []").startsWith("HTTP/1.1 200 "));
    one->abort();
    QTRY_COMPARE(m_server->connectionCount(), 1);
    const auto four = client();
    four->write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(receive(*four, "GET / []").startsWith("HTTP/1.1 200 "));
}

void TestHttpServer::goneBeforeTheAnswer()
{
    const auto socket = client();
    socket->write("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
    QTRY_COMPARE(m_echo.waiting.size(), 1u);
    socket->abort();
    QTRY_VERIFY(!m_echo.waiting.front().isOpen());
    m_echo.waiting.front().answer({.body = "nobody"});
    m_server.reset();
    m_echo.waiting.front().answer({.body = "nobody at all"});
}

void TestHttpServer::manyRequests()
{
    constexpr int clients = 10;
    constexpr int each = 1'000;
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    QList<qsizetype> answers(clients, 0);
    for (int i = 0; i < clients; ++i) {
        sockets.push_back(client());
        connect(sockets.back().get(), &QTcpSocket::readyRead, this, [&, i] {
            answers[i] += sockets[std::size_t(i)]->readAll().count("HTTP/1.1 200 OK");
        });
        sockets.back()->write(
            QByteArray("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi")
                .repeated(each));
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_echo.served, clients * each, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(answers == QList<qsizetype>(clients, each), 60'000);
}

void TestHttpServer::acceptsAgainWhenThereWasNoDescriptorLeft()
{
    start({.look = 50ms});
    {
        const OneDescriptorLeft limit;
        QTcpSocket unlucky; // takes it, and is not accepted
        unlucky.connectToHost(QHostAddress::LocalHost, m_server->address().port);
        QTRY_COMPARE_WITH_TIMEOUT(unlucky.state(), QAbstractSocket::ConnectedState, 60'000);
        for (int turn = 0; turn < 10; ++turn)
            QCoreApplication::processEvents(); // the server tries
        QCOMPARE(m_server->connectionCount(), 0);
    }
    const auto socket = client();
    socket->write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QVERIFY(receive(*socket, "GET / []").startsWith("HTTP/1.1 200 "));
}

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
