#include "tests/nodes/nodefixture.h"
#include "tests/support/patience.h"

#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Saltern;
using namespace std::chrono_literals;

class TestNotify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layouts_data();
    void layouts();
    void statuses_data();
    void statuses();
    void nothingOfTheAddressIsShown_data();
    void nothingOfTheAddressIsShown();
    void headersOfTheUser();
    void badHeaders_data();
    void badHeaders();
    void largeAnswersAreCut();
    void silentServerRunsIntoTheTimeLimit();
    void answerCutOff();
    void cancelAndDelete();
};

namespace {

// A server that answers every request with the same bytes and remembers the last request.
class Webhook : public QTcpServer
{
public:
    explicit Webhook(QByteArray answer) : m_answer(std::move(answer))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        });
        listening = listen(QHostAddress::LocalHost);
    }

    QByteArray url(const char *path = "/hook") const
    {
        return "http://127.0.0.1:" + QByteArray::number(serverPort()) + path;
    }
    QByteArray header(const QByteArray &name) const
    {
        for (const QByteArray &line : head.split('\n')) {
            if (line.toLower().startsWith(QByteArray(name.toLower() + ':')))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }

    bool listening = false;
    bool closes = false; // in place of waiting for another request
    int requests = 0;
    QByteArray head;
    QByteArray body;

private:
    void read(QTcpSocket *socket)
    {
        m_received += socket->readAll();
        if (!m_received.startsWith("POST")) { // a TLS greeting
            socket->abort();
            return;
        }
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        head = m_received.left(end);
        body = m_received.mid(end + 4);
        if (body.size() < header("content-length").toLongLong())
            return;
        m_received.clear();
        ++requests;
        socket->write(m_answer);
        if (closes)
            socket->disconnectFromHost();
    }

    QByteArray m_answer;
    QByteArray m_received;
};

QByteArray answer(int status, const QByteArray &body = "ok", const QByteArray &more = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Whatever\r\n" + more +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

Event crash()
{
    return makeEvent("docker/container/die", "{'name':'web <1> & co','text':'a\\nb: \\u00e4'}");
}

QByteArray parameters(const Webhook &hook, const QByteArray &more, const char *path = "/hook")
{
    return "{'url':'" + hook.url(path) + "'" + (more.isEmpty() ? "" : ",") + more + "}";
}

QString everythingShown(const StepOutcome &outcome)
{
    return outcome.error->message + outcome.error->remedy + outcome.error->detail +
           QString::fromUtf8(QJsonDocument(outcome.detail).toJson());
}

} // namespace

void TestNotify::layouts_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("headers"); // name, value, name, value...
    QTest::newRow("json with a body") << QByteArray("'body':{'name':'{{ event.data.name }}','n':1}")
                                      << QByteArray(R"({"n":1,"name":"web <1> & co"})")
                                      << QByteArrayList{"Content-Type", "application/json"};
    QTest::newRow("json with a text as the body")
        << QByteArray("'body':'{{ event.type }}'") << QByteArray(R"("docker/container/die")")
        << QByteArrayList{"Content-Type", "application/json"};
    QTest::newRow("slack") << QByteArray("'preset':'slack','title':'{{ event.data.name }}',"
                                         "'text':'see {{ event.data.text }}'")
                           << QByteArray(
                                  "{\"text\":\"*web &lt;1&gt; &amp; co*\\nsee a\\nb: \u00e4\"}")
                           << QByteArrayList{"Content-Type", "application/json"};
    QTest::newRow("slack cannot be made to mention a channel")
        << QByteArray("'preset':'slack','text':'<!channel>'")
        << QByteArray(R"({"text":"&lt;!channel&gt;"})") << QByteArrayList{};
    QTest::newRow("ntfy") << QByteArray("'preset':'ntfy','title':'Down','text':'a\\nb',"
                                        "'priority':'high','tags':['warning','web']")
                          << QByteArray("a\nb")
                          << QByteArrayList{
                                 "Title", "Down", "Priority", "high", "Tags", "warning,web"};
    QTest::newRow("ntfy, other letters and a forged header in the title")
        << QByteArray("'preset':'ntfy','title':'{{ event.data.text }}','text':'t'")
        << QByteArray("t")
        << QByteArrayList{
               "Title", "=?UTF-8?B?" + QByteArray("a b: \u00e4").toBase64() + "?=", "b", ""};
}

void TestNotify::layouts()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArrayList, headers);
    Webhook hook(answer(200));
    QVERIFY(hook.listening);
    NodeFixture fixture(QStringLiteral("notify"), parameters(hook, settings));
    const StepOutcome outcome = fixture.run(crash());
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QTEST(hook.body, "body");
    for (int i = 0; i + 1 < headers.size(); i += 2)
        QCOMPARE(hook.header(headers[i]), headers[i + 1]);
    QVERIFY(hook.head.startsWith("POST /hook HTTP/1.1"));
    QCOMPARE(outcome.exits.size(), 1u);
    QCOMPARE(outcome.exits.front().port, QStringLiteral("ok"));
    QCOMPARE(outcome.exits.front().data->toObject(), json("{'status':200,'body':'ok'}"));
}

void TestNotify::statuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("ok");
    QTest::addColumn<bool>("mayRetry");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](int status, bool ok, bool retry, ErrorKind kind = ErrorKind::Failed) {
        QTest::addRow("%d", status) << status << ok << retry << kind;
    };
    row(200, true, true);
    row(204, true, true);
    row(299, true, true);
    row(301, false, false);
    row(307, false, false);
    row(400, false, false);
    row(401, false, false, ErrorKind::PermissionDenied);
    row(403, false, false, ErrorKind::PermissionDenied);
    row(404, false, false, ErrorKind::NotFound);
    row(408, false, true);
    row(410, false, false, ErrorKind::NotFound);
    row(429, false, true);
    row(500, false, true);
    row(503, false, true);
}

void TestNotify::statuses()
{
    QFETCH(int, status);
    QFETCH(bool, ok);
    Webhook elsewhere(answer(200));
    const bool empty = status == 204;
    Webhook hook(answer(status, empty ? "" : "because", "Location: " + elsewhere.url() + "\r\n"));
    NodeFixture fixture(QStringLiteral("notify"), parameters(hook, "'text':'x'"));
    const StepOutcome outcome = fixture.run(crash());
    QCOMPARE(!outcome.error, ok);
    QCOMPARE(hook.requests, 1);
    QCOMPARE(elsewhere.requests, 0);
    if (ok)
        return;
    QTEST(outcome.mayRetry, "mayRetry");
    QTEST(outcome.error->kind, "kind");
    QCOMPARE(outcome.log, QStringLiteral("because"));
    QCOMPARE(outcome.detail.value(QLatin1StringView("status")).toInt(), status);
}

void TestNotify::nothingOfTheAddressIsShown_data()
{
    QTest::addColumn<QByteArray>("url"); // PORT is a server that refuses, DEAD one that is gone
    QTest::newRow("path") << QByteArray("http://127.0.0.1:PORT/services/s3cret/s3cret");
    QTest::newRow("query") << QByteArray("http://127.0.0.1:PORT/x?token=s3cret");
    QTest::newRow("account") << QByteArray("http://s3cret:s3cret@127.0.0.1:PORT/x");
    QTest::newRow("refused connection") << QByteArray("http://127.0.0.1:DEAD/s3cret");
    QTest::newRow("no TLS there") << QByteArray("https://127.0.0.1:PORT/s3cret");
    QTest::newRow("unknown host") << QByteArray("http://nowhere.invalid/s3cret");
    QTest::newRow("not an address") << QByteArray("s3cret");
    QTest::newRow("another scheme") << QByteArray("file:///s3cret");
    QTest::newRow("no host") << QByteArray("https:///s3cret");
    QTest::newRow("broken") << QByteArray("http://[s3cret");
    QTest::newRow("from a secret") << QByteArray("http://127.0.0.1:PORT/{{ secret.HOOK }}");
}

void TestNotify::nothingOfTheAddressIsShown()
{
    QFETCH(QByteArray, url);
    Webhook hook(answer(403));
    hook.closes = true;
    quint16 dead = 0;
    {
        const Webhook gone(answer(200));
        dead = gone.serverPort();
    }
    url.replace("PORT", QByteArray::number(hook.serverPort()));
    url.replace("DEAD", QByteArray::number(dead));
    NodeFixture fixture(QStringLiteral("notify"), "{'url':'" + url + "','text':'x'}");
    fixture.timeout = 10s;
    const StepOutcome outcome = fixture.run(crash());
    QVERIFY(outcome.error);
    QVERIFY2(!everythingShown(outcome).contains(QStringLiteral("s3cret")),
             qPrintable(everythingShown(outcome)));
}

void TestNotify::headersOfTheUser()
{
    Webhook hook(answer(200));
    NodeFixture fixture(QStringLiteral("notify"),
                        parameters(hook,
                                   "'text':'x','headers':{'Authorization':"
                                   "'Bearer {{ secret.TOKEN }}','content-type':'text/x'}"));
    QVERIFY(!fixture.run(crash()).error);
    QCOMPARE(hook.header("Authorization"), QByteArray("Bearer s3cret"));
    QCOMPARE(hook.header("Content-Type"), QByteArray("text/x"));
}

void TestNotify::badHeaders_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("line end in the value") << QByteArray("{'X-Note':'{{ event.data.text }}'}");
    QTest::newRow("line end in the name") << QByteArray("{'X\\nY':'z'}");
    QTest::newRow("no name") << QByteArray("{'':'z'}");
    QTest::newRow("colon in the name") << QByteArray("{'a:b':'z'}");
}

void TestNotify::badHeaders()
{
    QFETCH(QByteArray, headers);
    Webhook hook(answer(200));
    NodeFixture fixture(QStringLiteral("notify"),
                        parameters(hook, "'text':'x','headers':" + headers));
    const StepOutcome outcome = fixture.run(crash());
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::BadInput);
    QVERIFY(!outcome.mayRetry);
    QCOMPARE(hook.requests, 0);
}

void TestNotify::largeAnswersAreCut()
{
    Webhook hook(answer(200, QByteArray(3 * 1024 * 1024, 'x')));
    NodeFixture fixture(QStringLiteral("notify"), parameters(hook, "'text':'x'"));
    const StepOutcome outcome = fixture.run(crash());
    QVERIFY(!outcome.error);
    const QJsonObject data = outcome.exits.front().data->toObject();
    QCOMPARE(data.value(QLatin1StringView("body")).toString().size(), 4096);
}

void TestNotify::silentServerRunsIntoTheTimeLimit()
{
    Webhook hook({});
    NodeFixture fixture(QStringLiteral("notify"), parameters(hook, "'text':'x'"));
    fixture.timeout = 200ms;
    const StepOutcome outcome = fixture.run(crash());
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Timeout);
    QVERIFY(outcome.mayRetry);
}

void TestNotify::answerCutOff()
{
    Webhook hook("HTTP/1.1 20");
    hook.closes = true;
    NodeFixture fixture(QStringLiteral("notify"), parameters(hook, "'text':'x'"));
    fixture.timeout = 10s;
    const StepOutcome outcome = fixture.run(crash());
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::Unreachable);
    QVERIFY(outcome.mayRetry);
}

void TestNotify::cancelAndDelete()
{
    Webhook hook({});
    NodeFixture fixture(QStringLiteral("notify"), parameters(hook, "'text':'x'"));
    const auto step = fixture.begin(crash());
    std::vector<StepOutcome> outcomes;
    connect(
        step.get(), &Step::finished, this, [&](const StepOutcome &o) { outcomes.push_back(o); });
    step->start();
    QTRY_COMPARE(hook.requests, 1);
    step->cancel();
    QVERIFY(outcomes.empty());
    QTRY_COMPARE(outcomes.size(), 1u);
    QCOMPARE(outcomes.front().error->kind, ErrorKind::Cancelled);

    auto other = fixture.begin(crash());
    connect(
        other.get(), &Step::finished, this, [&](const StepOutcome &o) { outcomes.push_back(o); });
    other->start();
    QTRY_COMPARE(hook.requests, 2);
    other.reset();
    QCoreApplication::processEvents();
    QCOMPARE(outcomes.size(), 1u);
}

QTEST_GUILESS_MAIN(TestNotify)
#include "tst_notify.moc"
