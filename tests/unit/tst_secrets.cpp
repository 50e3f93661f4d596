#include "engine/control/jsonrpc.h"
#include "engine/http/httpserver.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/runs/engine.h"
#include "tests/support/patience.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// One secret for each place, none of them part of another text.
const QMap<QByteArray, QByteArray> secrets{
    {"TST_URL", "url-Kq7/vX+2_z"},
    {"TST_ACCOUNT", "account_Zr41tT"},
    {"TST_HEADER", "header:Mn\\83=pQ"},
    {"TST_QUERY", "query&Hh52%ä"},
    {"TST_BODY", "body'Ww\t19"},
    {"TST_ENV", "environment-Ff60"},
    {"TST_WORD", "emitted-Gg77"},
    {"TST_TOKEN", "token-Yy08-\"q\""},
    {"TST_KEY", "hmac-Ee35-key"},
};

/// A service that gives away everything it hears, in every writing that it can think of.
class Gossip final : public HttpService
{
public:
    Gossip() { listening = server.listen({QHostAddress(QHostAddress::LocalHost), 0}).has_value(); }

    Admission admit(const HttpRequest &) override { return {.bodyLimit = 1 << 20}; }

    void serve(const HttpRequest &request, const HttpExchange &exchange) override
    {
        QByteArray heard = request.target + '\n' + request.body + '\n';
        for (const auto &[name, value] : request.headers) {
            heard += name + ": " + value + '\n';
            if (value.startsWith("Basic "))
                heard += QByteArray::fromBase64(value.mid(6)) + '\n';
        }
        all += heard;
        QByteArray told = heard + '\n' + QByteArray::fromPercentEncoding(heard) + '\n';
        for (const QByteArray &value : secrets)
            told += value.toBase64() + " " + QByteArray("of " + value).toBase64() + ' ' +
                    value.toPercentEncoding() + '\n';
        if (request.path() == "/json")
            exchange.answer(
                HttpReply::json(200,
                                QJsonDocument(QJsonObject{{QString::fromUtf8(told), 1},
                                                          {u"a"_s, QString::fromUtf8(told)}})
                                    .toJson()));
        else
            exchange.answer({.status = request.path() == "/no" ? 400 : 200, .body = told});
    }

    HttpServer server{*this};
    bool listening = false;
    QByteArray all;
};

QByteArray document(const QByteArray &address)
{
    return "saltern: 1\npipeline: p\nnodes:\n"
           "  hook:\n"
           "    kind: webhook@1\n"
           "    path: in\n"
           "    token: \"{{ secret.TST_TOKEN }}\"\n"
           "    signature: { secret: \"{{ secret.TST_KEY }}\" }\n"
           "    headers: [x-other]\n"
           "  tell:\n"
           "    kind: notify@1\n"
           "    url: \"http://{{ secret.TST_ACCOUNT }}:x@" +
           address +
           "/{{ secret.TST_URL }}\"\n"
           "    text: hello\n"
           "  ask:\n"
           "    kind: http.request@1\n"
           "    method: POST\n"
           "    url: http://" +
           address +
           "/json\n"
           "    headers: { X-Key: \"{{ secret.TST_HEADER }}\" }\n"
           "    query: { q: \"{{ secret.TST_QUERY }}\" }\n"
           "    body: { password: \"{{ secret.TST_BODY }}\" }\n"
           "  refused:\n"
           "    kind: http.request@1\n"
           "    url: http://" +
           address +
           "/no\n"
           "    headers: { X-Key: \"Bearer {{ secret.TST_HEADER }}\" }\n"
           "  say: { kind: log@1, message: \"got {{ event.data }} {{ secret.TST_BODY }}\" }\n"
           "  leak:\n"
           "    kind: emit@1\n"
           "    type: leaked\n"
           "    data: { word: \"{{ secret.TST_WORD }}\", \"in\": [\"x {{ secret.TST_WORD }} y\"] "
           "}\n"
           "  work:\n"
           "    kind: function@1\n"
           "    image: none\n"
           "    command: [run]\n"
           "    env: { TOKEN: \"{{ secret.TST_ENV }}\" }\n"
           "wires:\n"
           "  - hook -> tell\n  - hook -> ask\n  - hook -> refused\n  - hook -> leak\n"
           "  - hook -> work\n  - tell -> say\n  - ask -> say\n  - refused.error -> say\n";
}

/// Every writing of a value that a reader would recognise; the first is the value itself.
QByteArrayList writings(const QByteArray &value)
{
    const QByteArray inJson =
        QJsonDocument(QJsonArray{QString::fromUtf8(value)}).toJson(QJsonDocument::Compact);
    QByteArrayList all{value,
                       inJson.mid(2, inJson.size() - 4),
                       value.toPercentEncoding(),
                       value.toPercentEncoding().toLower(),
                       value.toHex()};
    for (const QByteArray &before : QByteArrayList{"", "x", "xx"}) {
        const QByteArray whole = QByteArray(before + value).toBase64();
        all += whole.mid(before.isEmpty() ? 0 : before.size() + 1, value.size() / 3 * 4 - 4);
    }
    return all;
}

QByteArray found(const QByteArray &text)
{
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
        for (const QByteArray &writing : writings(secret.value())) {
            const qsizetype at = text.indexOf(writing);
            if (at >= 0)
                return secret.key() + " as " + writing + " in " +
                       text.mid(std::max<qsizetype>(at - 200, 0), 400);
        }
    }
    return {};
}

QByteArray shown; // everything that was logged by Qt's means

void keep(QtMsgType, const QMessageLogContext &, const QString &text)
{
    shown += text.toUtf8() + '\n';
}

} // namespace

/// A run that uses secrets in every place that takes them, against a service that repeats whatever
/// it hears: no value may be found anywhere afterwards.
class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingIsLeft();

private:
    QByteArray post();
    QByteArray saltern(const QStringList &arguments) const;

    QTemporaryDir m_folder;
    std::unique_ptr<Engine> m_engine;
};

void TestSecrets::initTestCase()
{
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret)
        qputenv(QByteArray("SALTERN_SECRET_" + secret.key()).constData(), secret.value());
}

QByteArray TestSecrets::post()
{
    const QByteArray &token = secrets["TST_TOKEN"];
    QJsonObject content{{u"n"_s, 1}, {u"again"_s, QString::fromUtf8(token)}};
    const QByteArray body = QJsonDocument(content).toJson(QJsonDocument::Compact);
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, m_engine->webhooks().address().port);
    socket.write(
        "POST /in?t=" + token.toPercentEncoding() +
        " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\n"
        "X-Other: " +
        token + "\r\nAuthorization: Bearer " + token + "\r\nX-Hub-Signature-256: sha256=" +
        QMessageAuthenticationCode::hash(body, secrets["TST_KEY"], QCryptographicHash::Sha256)
            .toHex() +
        "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QByteArray answer;
    const bool ended = QTest::qWaitFor(
        [&] {
            answer += socket.readAll();
            return socket.state() == QAbstractSocket::UnconnectedState;
        },
        20'000);
    return ended ? answer : "did not end: " + answer;
}

QByteArray TestSecrets::saltern(const QStringList &arguments) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(SALTERN_PROGRAM), arguments);
    return process.waitForFinished(60'000) ? process.readAll() : QByteArray();
}

void TestSecrets::nothingIsLeft()
{
    Gossip gossip;
    QVERIFY(gossip.listening);
    const QByteArray text = document(gossip.server.address().toString().toLatin1());
    QFile file(m_folder.filePath(u"p.saltern.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const QtMessageHandler former = qInstallMessageHandler(keep);
    const HostConfig host{.name = u"local"_s,
                          .endpoint = DockerEndpoint::parse(u"unix:///nonexistent.sock"_s).value()};
    const QString state = m_folder.filePath(u"state"_s);
    m_engine = std::make_unique<Engine>(
        EngineOptions{.stateFolder = state, .hosts = {host}, .webhooks = u"127.0.0.1:0"_s});
    QVERIFY(m_engine->open());
    QVERIFY(m_engine->start());
    QLocalSocket control;
    control.connectToServer(state + u"/control.sock"_s);
    for (const char *topic : {"events", "runs", "statistics"})
        control.write(
            JsonRpc::requestLine(1, u"subscribe"_s, {{u"topic"_s, QString::fromLatin1(topic)}}));
    const auto deployed = m_engine->deploy({.documentName = u"p.saltern.yaml"_s, .document = text});
    QVERIFY2(deployed, deployed ? "" : qPrintable(deployed.error().detail));
    QStringList ended;
    connect(&m_engine->scheduler(), &Scheduler::runChanged, this, [&](const RunChange &change) {
        if (change.state != RunState::Running)
            ended += change.run;
    });
    QByteArray told = post();
    QVERIFY2(told.startsWith("HTTP/1.1 202 "), told.constData());
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    control.write(JsonRpc::requestLine(2, u"runs.show"_s, {{u"run"_s, ended.first()}}));
    control.write(JsonRpc::requestLine(3, u"events.list"_s, {}));
    QTRY_VERIFY((told += control.readAll()).contains("\"id\":3"));
    told += saltern({u"runs"_s, u"show"_s, ended.first(), u"--state"_s, state, u"--json"_s});
    told += saltern({u"runs"_s, u"show"_s, ended.first(), u"--state"_s, state});
    const QString exported = m_folder.filePath(u"export"_s);
    told += saltern({u"export"_s, u"salt"_s, file.fileName(), u"-o"_s, exported});
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    m_engine->shutDown();
    QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 20'000);
    m_engine.reset();
    qInstallMessageHandler(former);

    // They were used, or the rest would prove nothing.
    const QByteArray heard = gossip.all + QByteArray::fromPercentEncoding(gossip.all);
    for (const char *name : {"TST_ACCOUNT", "TST_URL", "TST_HEADER", "TST_QUERY"})
        QVERIFY2(heard.contains(secrets[name]), name);
    QVERIFY(told.contains("***"));
    QVERIFY2(found(told).isEmpty(), found(told).constData());
    QVERIFY2(found(shown).isEmpty(), found(shown).constData());
    int files = 0;
    QDirIterator left(m_folder.path(), QDir::Files, QDirIterator::Subdirectories);
    while (left.hasNext()) {
        QFile one(left.next());
        QVERIFY(one.open(QIODevice::ReadOnly));
        const QByteArray secret = found(one.readAll());
        QVERIFY2(secret.isEmpty(),
                 qPrintable(one.fileName() + u": "_s + QString::fromUtf8(secret)));
        ++files;
    }
    QVERIFY(files > 1);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
