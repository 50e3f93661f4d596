#include "engine/docker/apiversion.h"
#include "engine/docker/dockererror.h"
#include "engine/docker/httpresponseparser.h"
#include "engine/docker/linesplitter.h"
#include "engine/docker/streamdemultiplexer.h"

#include <QTest>
#include <QtEndian>

using namespace Saltern;
using Expect = HttpResponseParser::Expect;

namespace {

/// What came out of a parser, as text that can be compared.
QString outcome(HttpResponseParser &parser, const QList<QByteArray> &pieces, bool ends)
{
    QByteArray body;
    Result<void> result;
    for (const QByteArray &piece : pieces) {
        result = parser.feed(piece);
        if (!result)
            return QStringLiteral("refused");
        body += parser.takeBody();
    }
    if (ends)
        result = parser.end();
    if (!result)
        return QStringLiteral("broken off");
    if (!parser.isComplete())
        return QStringLiteral("incomplete");
    return QStringLiteral("%1 [%2] rest [%3]%4%5")
        .arg(parser.head()->status)
        .arg(QString::fromLatin1(body),
             QString::fromLatin1(parser.takeRest()),
             parser.keepsConnection() ? QStringLiteral(" keep") : QString(),
             parser.isStream() ? QStringLiteral(" stream") : QString());
}

QByteArray frame(char channel, const QByteArray &payload)
{
    QByteArray head(8, '\0');
    head[0] = channel;
    qToBigEndian(static_cast<quint32>(payload.size()), head.data() + 4);
    return head + payload;
}

} // namespace

class TestHttp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void headersAreBounded_data();
    void headersAreBounded();
    void headersAreRead();
    void refusals_data();
    void refusals();
    void versions_data();
    void versions();
    void frames_data();
    void frames();
    void framesThatAreNone_data();
    void framesThatAreNone();
    void lines_data();
    void lines();
};

void TestHttp::answers_data()
{
    QTest::addColumn<int>("expect");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("ends");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char *name,
                        const char *bytes,
                        const char *outcome,
                        Expect expect = Expect::Body,
                        bool ends = false) {
        QTest::newRow(name) << int(expect) << QByteArray(bytes) << ends
                            << QString::fromLatin1(outcome);
    };
    row("length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", "200 [OK] rest [] keep");
    row("length zero", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 [] rest [] keep");
    row("no content", "HTTP/1.1 204 No Content\r\n\r\n", "204 [] rest [] keep");
    row("not modified",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        "304 [] rest [] keep");
    row("close",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
        "200 [x] rest []");
    row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", "200 [x] rest []");
    row("chunks",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n",
        "200 [abcd] rest [] keep");
    row("no chunk but the last",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "200 [] rest [] keep");
    row("trailer",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
        "200 [a] rest [] keep");
    row("to the end",
        "HTTP/1.0 400 Bad Request\r\n\r\nuse TLS",
        "400 [use TLS] rest []",
        Expect::Body,
        true);
    row("to an end that does not come", "HTTP/1.0 400 Bad Request\r\n\r\nuse TLS", "incomplete");
    row("cut in the length",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nOK",
        "broken off",
        Expect::Body,
        true);
    row("cut between chunks",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "broken off",
        Expect::Body,
        true);
    row("cut in the head", "HTTP/1.1 200 OK\r\nConte", "broken off", Expect::Body, true);
    row("nothing at all", "", "broken off", Expect::Body, true);
    row("HEAD",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n",
        "200 [] rest [] keep",
        Expect::NoBody);
    row("informational first",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "200 [x] rest [] keep");
    row("more than the answer",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz",
        "200 [x] rest [yz]");
    row("upgrade",
        "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nraw\r\n",
        "101 [] rest [raw\r\n] stream",
        Expect::Stream);
    row("stream without upgrade",
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nraw",
        "200 [] rest [raw] stream",
        Expect::Stream);
    row("stream refused",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope",
        "404 [nope] rest [] keep",
        Expect::Stream);
    row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "refused");
    row("nearly HTTP", "HTTQ/1.1 200 OK\r\n", "refused");
    row("a TLS alert", "\x15\x03\x01 alert alert", "refused");
    row("a bad chunk size",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "refused");
    row("two lengths",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "refused");
    row("length and chunks",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "refused");
}

void TestHttp::answers()
{
    QFETCH(int, expect);
    QFETCH(QByteArray, bytes);
    QFETCH(bool, ends);
    QFETCH(QString, outcome);
    const auto parse = [&](const QList<QByteArray> &pieces) {
        HttpResponseParser parser{Expect(expect)};
        return ::outcome(parser, pieces, ends);
    };
    QCOMPARE(parse({bytes}), outcome);
    for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
        QCOMPARE(parse({bytes.left(cut), bytes.mid(cut)}), outcome);
        for (qsizetype second = cut + 1; second < bytes.size(); ++second)
            QCOMPARE(parse({bytes.left(cut), bytes.mid(cut, second - cut), bytes.mid(second)}),
                     outcome);
    }
    QList<QByteArray> single;
    for (const char byte : bytes)
        single.append(QByteArray(1, byte));
    QCOMPARE(parse(single), outcome);
}

void TestHttp::headersAreBounded_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("repeated");
    QTest::newRow("fields without end")
        << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray("A: b\r\n");
    QTest::newRow("one long field") << QByteArray("HTTP/1.1 200 OK\r\nA: ") << QByteArray("b");
    QTest::newRow("a long reason") << QByteArray("HTTP/1.1 200 ") << QByteArray("b");
    QTest::newRow("chunk extension")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=")
        << QByteArray("b");
    QTest::newRow("trailers") << QByteArray(
                                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
                              << QByteArray("A: b\r\n");
}

void TestHttp::headersAreBounded()
{
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, repeated);
    HttpResponseParser parser;
    Result<void> result = parser.feed(begin);
    qsizetype fed = 0;
    const QByteArray piece = repeated.repeated(1000);
    while (result && fed <= 2 * HttpResponseParser::maximumHead) {
        result = parser.feed(piece);
        fed += piece.size();
    }
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Protocol);
}

void TestHttp::headersAreRead()
{
    HttpResponseParser parser;
    QVERIFY(
        parser.feed("HTTP/1.1 200 OK\r\nAPI-Version:  1.41 \r\nX: \r\nContent-Length: 0\r\n\r\n"));
    QCOMPARE(parser.head()->header("api-version"), QByteArray("1.41"));
    QCOMPARE(parser.head()->header("x"), QByteArray());
    QCOMPARE(parser.head()->header("y"), QByteArray());
}

void TestHttp::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message");
    const auto row =
        [](const char *name, int status, const char *body, ErrorKind kind, const char *message) {
            QTest::newRow(name) << status << QByteArray(body) << int(kind)
                                << QString::fromLatin1(message);
        };
    row("missing",
        404,
        R"({"message":"No such container: x"})",
        ErrorKind::NotFound,
        "Docker: No such container: x.");
    row("conflict",
        409,
        R"({"message":"is running."})",
        ErrorKind::Conflict,
        "Docker: is running.");
    row("bad parameter", 400, R"({"message":"bad"})", ErrorKind::BadInput, "Docker: bad.");
    row("not allowed",
        403,
        "denied by\n  plugin",
        ErrorKind::PermissionDenied,
        "Docker: denied by plugin.");
    row("server", 500, R"({"message":"boom"})", ErrorKind::Failed, "Docker: boom.");
    row("no words",
        500,
        "",
        ErrorKind::Failed,
        "The Docker engine refused the request without a reason.");
    row("redirection",
        301,
        "<a href=\"https://docker.lan/\">Moved</a>",
        ErrorKind::Protocol,
        "What answers there sends to another address, which no Docker engine does.");
    row("a page",
        403,
        "\n<html><body><h1>403 Forbidden</h1></body></html>",
        ErrorKind::PermissionDenied,
        "What answers there is a web server, or one between that refuses it.");
}

void TestHttp::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const Error error = dockerError(status, body);
    QTEST(int(error.kind), "kind");
    QTEST(error.message, "message");
    QCOMPARE(error.detail, QStringLiteral("HTTP %1").arg(status));
}

void TestHttp::versions_data()
{
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("chosen"); // empty = refused
    QTest::addColumn<int>("kind");
    QTest::newRow("lowest") << QByteArray("1.41") << QByteArray("1.41") << 0;
    QTest::newRow("between") << QByteArray("1.45") << QByteArray("1.45") << 0;
    QTest::newRow("highest") << QByteArray("1.52") << QByteArray("1.52") << 0;
    QTest::newRow("newer than we know") << QByteArray("1.60") << QByteArray("1.52") << 0;
    QTest::newRow("too old") << QByteArray("1.40") << QByteArray() << int(ErrorKind::Unsupported);
    QTest::newRow("nothing") << QByteArray() << QByteArray() << int(ErrorKind::Protocol);
    QTest::newRow("another major") << QByteArray("2.0") << QByteArray() << int(ErrorKind::Protocol);
    QTest::newRow("words") << QByteArray("one.two") << QByteArray() << int(ErrorKind::Protocol);
}

void TestHttp::versions()
{
    QFETCH(QByteArray, offered);
    QFETCH(QByteArray, chosen);
    const auto version = ApiVersion::choose(offered);
    QCOMPARE(version.value_or(QByteArray()), chosen);
    if (!version)
        QTEST(int(version.error().kind), "kind");
}

void TestHttp::frames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("out");
    QTest::addColumn<QString>("err");
    QTest::newRow("one of each") << frame(1, "out") + frame(2, "err") << QStringLiteral("out")
                                 << QStringLiteral("err");
    QTest::newRow("empty payload")
        << frame(1, "") + frame(1, "a") << QStringLiteral("a") << QString();
    QTest::newRow("daemon's own message")
        << frame(3, "oops") << QString() << QStringLiteral("oops");
    QTest::newRow("alternating") << frame(2, "a") + frame(1, "b") + frame(2, "c") + frame(1, "d")
                                 << QStringLiteral("bd") << QStringLiteral("ac");
}

void TestHttp::frames()
{
    QFETCH(QByteArray, bytes);
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
        StreamDemultiplexer demultiplexer;
        QByteArray out;
        QByteArray err;
        for (const QByteArray &piece : {bytes.left(cut), bytes.mid(cut)}) {
            const auto parts = demultiplexer.feed(piece);
            QVERIFY(parts.has_value());
            for (const auto &part : *parts)
                (part.channel == StreamDemultiplexer::Channel::Stdout ? out : err) += part.bytes;
        }
        QVERIFY(demultiplexer.isAtFrameEnd());
        QTEST(QString::fromLatin1(out), "out");
        QTEST(QString::fromLatin1(err), "err");
    }
}

void TestHttp::framesThatAreNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a terminal's text") << QByteArray("hello world");
    QTest::newRow("unknown channel") << frame(4, "x");
    QTest::newRow("second byte set") << QByteArray("\x01\x01\x00\x00\x00\x00\x00\x01x", 9);
}

void TestHttp::framesThatAreNone()
{
    QFETCH(QByteArray, bytes);
    const auto parts = StreamDemultiplexer().feed(bytes);
    QVERIFY(!parts.has_value());
    QCOMPARE(parts.error().kind, ErrorKind::Protocol);
}

void TestHttp::lines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("lines"); // joined by '|'
    QTest::addColumn<int>("skipped");
    QTest::newRow("two") << QByteArray("a\nbc\n") << QByteArray("a|bc") << 0;
    QTest::newRow("not ended") << QByteArray("a\nbc") << QByteArray("a") << 0;
    QTest::newRow("empty ones") << QByteArray("\n\na\n\n") << QByteArray("a") << 0;
    QTest::newRow("at the limit") << QByteArray("12345678\n") << QByteArray("12345678") << 0;
    QTest::newRow("above") << QByteArray("a\n123456789\nb\n") << QByteArray("a|b") << 1;
    QTest::newRow("far above") << QByteArray(100, 'x') + "\nb\n" << QByteArray("b") << 1;
}

void TestHttp::lines()
{
    QFETCH(QByteArray, bytes);
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
        LineSplitter splitter(8);
        QByteArrayList lines;
        for (const QByteArray &piece : {bytes.left(cut), bytes.mid(cut)}) {
            for (const QByteArray &line : splitter.feed(piece))
                lines.append(line);
        }
        QTEST(lines.join('|'), "lines");
        QTEST(splitter.takeSkipped(), "skipped");
    }
}

QTEST_GUILESS_MAIN(TestHttp)
#include "tst_http.moc"
