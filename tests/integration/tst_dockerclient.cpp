#include "tests/integration/enginerig.h"
#include "tests/integration/tcpcutter.h"
#include "tests/lab/lab.h"
#include "tests/support/patience.h"

#include <QJsonArray>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace Saltern;
using namespace std::chrono_literals;

namespace {

/// What a stream brought, and how it ended.
struct Collected
{
    explicit Collected(DockerStream &stream)
    {
        QObject::connect(&stream, &DockerStream::opened, &stream, [this] { opened = true; });
        QObject::connect(&stream,
                         &DockerStream::stdoutReceived,
                         &stream,
                         [this](const QByteArray &bytes) { out += bytes; });
        QObject::connect(&stream,
                         &DockerStream::stderrReceived,
                         &stream,
                         [this](const QByteArray &bytes) { err += bytes; });
        QObject::connect(&stream,
                         &DockerStream::closed,
                         &stream,
                         [this](const Result<void> &result) { closed = result; });
    }

    QByteArray out;
    QByteArray err;
    bool opened = false;
    std::optional<Result<void>> closed;
};

const QUrlQuery attachAll = dockerQuery({{QStringLiteral("stream"), QStringLiteral("1")},
                                         {QStringLiteral("stdin"), QStringLiteral("1")},
                                         {QStringLiteral("stdout"), QStringLiteral("1")},
                                         {QStringLiteral("stderr"), QStringLiteral("1")}});

const QJsonObject openStdin{{QStringLiteral("OpenStdin"), true},
                            {QStringLiteral("StdinOnce"), true},
                            {QStringLiteral("AttachStdin"), true},
                            {QStringLiteral("AttachStdout"), true},
                            {QStringLiteral("AttachStderr"), true}};

/// A certificate of an authority that nobody trusts.
bool makeStranger(const QString &folder)
{
    const QString key = folder + QStringLiteral("/key.pem");
    const QString certificate = folder + QStringLiteral("/cert.pem");
    const QStringList arguments{QStringLiteral("req"),
                                QStringLiteral("-x509"),
                                QStringLiteral("-newkey"),
                                QStringLiteral("ec"),
                                QStringLiteral("-pkeyopt"),
                                QStringLiteral("ec_paramgen_curve:prime256v1"),
                                QStringLiteral("-nodes"),
                                QStringLiteral("-subj"),
                                QStringLiteral("/CN=stranger"),
                                QStringLiteral("-days"),
                                QStringLiteral("1"),
                                QStringLiteral("-keyout"),
                                key,
                                QStringLiteral("-out"),
                                certificate};
    return QProcess::execute(QStringLiteral("openssl"), arguments) == 0;
}

} // namespace

class TestDockerClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { m_rig->removeAll(); }
    void everyTransportAgreesOnTheVersion_data();
    void everyTransportAgreesOnTheVersion();
    void containerLivesAndDies();
    void attachedContainerEchoesEveryByte();
    void execTellsStdoutFromStderr();
    void terminalIsPlainText();
    void refusals_data();
    void refusals();
    void unreachable_data();
    void unreachable();
    void tlsRefusals_data();
    void tlsRefusals();
    void connectionsAreReused();
    void idleConnectionThatDiedIsReplaced();
    void largeBodiesPass();
    void queriesKeepTheirCharacters();
    void cancelInTheMiddle();
    void deletedInTheMiddle();
    void deadline();
    void cutInTheMiddle();
    void clientMayGoFirst();
    void engineKilledInTheMiddle();
    void engineStoppedAndStarted();
    void pausedEngineTimesOut();

private:
    std::unique_ptr<EngineRig> m_rig;
};

void TestDockerClient::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<EngineRig>(Lab::endpoint(0));
}

void TestDockerClient::everyTransportAgreesOnTheVersion_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("folder");
    const auto plain = Lab::engines().constFirst();
    const auto tls = Lab::tlsEngine();
    QVERIFY(tls.has_value());
    QTest::newRow("unix") << plain.endpoint << QString();
    QTest::newRow("tcp") << plain.tcp << QString();
    QTest::newRow("tls") << tls->tcp << tls->tlsFolder;
}

void TestDockerClient::everyTransportAgreesOnTheVersion()
{
    QFETCH(QString, endpoint);
    QFETCH(QString, folder);
    EngineRig rig(endpoint, folder);
    QCOMPARE(rig.client().apiVersion(), QString());
    const auto version = rig.call("GET", QStringLiteral("/version"));
    QVERIFY2(version.has_value(), qUtf8Printable(version.error().toString()));
    const auto offered = version->object().value(QLatin1StringView("ApiVersion")).toString();
    QCOMPARE(rig.client().apiVersion(), offered);
    // A stream goes the same way.
    const QString id = rig.create(words("cat"), openStdin);
    const auto stream =
        rig.client().stream(QStringLiteral("/containers/%1/attach").arg(id), attachAll);
    Collected collected(*stream);
    stream->start();
    QTRY_VERIFY(collected.opened);
    QVERIFY(rig.act(id, QStringLiteral("start")));
    stream->write("ping\n");
    QTRY_COMPARE_WITH_TIMEOUT(collected.out, QByteArray("ping\n"), 60'000);
    QVERIFY(rig.act(id, QStringLiteral("kill")));
    QTRY_VERIFY_WITH_TIMEOUT(collected.closed.has_value(), 60'000);
    QVERIFY(collected.closed->has_value());
}

void TestDockerClient::containerLivesAndDies()
{
    const QString id = m_rig->create({QStringLiteral("sh"),
                                      QStringLiteral("-c"),
                                      QStringLiteral("echo out; echo err >&2; exit 3")});
    const QString path = QStringLiteral("/containers/") + id;
    QCOMPARE(m_rig->call("POST", path + QStringLiteral("/start"))->status, 204);
    const auto waited = m_rig->call("POST", path + QStringLiteral("/wait"));
    QCOMPARE(waited->object().value(QLatin1StringView("StatusCode")).toInt(), 3);
    const auto logs = m_rig->call("GET",
                                  path + QStringLiteral("/logs"),
                                  dockerQuery({{QStringLiteral("stdout"), QStringLiteral("1")},
                                               {QStringLiteral("stderr"), QStringLiteral("1")}}));
    QVERIFY(logs->body.contains("out\n") && logs->body.contains("err\n"));
    QCOMPARE(m_rig->call("POST", path + QStringLiteral("/stop"))->status, 304);
    QCOMPARE(m_rig->call("DELETE", path)->status, 204);
}

void TestDockerClient::attachedContainerEchoesEveryByte()
{
    const QString id = m_rig->create(words("cat"), openStdin);
    const auto stream =
        m_rig->client().stream(QStringLiteral("/containers/%1/attach").arg(id), attachAll);
    Collected collected(*stream);
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    all = all.repeated(4096);    // 1 MiB, with every value, detach keys included
    stream->write(all.left(10)); // before it is open
    stream->start();
    QTRY_VERIFY(collected.opened);
    QVERIFY(m_rig->act(id, QStringLiteral("start")));
    stream->write(all.mid(10));
    QTRY_COMPARE_WITH_TIMEOUT(collected.out.size(), all.size(), 60'000);
    QVERIFY(collected.out == all);
    QCOMPARE(stream->bytesToWrite(), 0);
    QVERIFY(!collected.closed);
    stream->cancel();
    QTRY_VERIFY(collected.closed.has_value());
    QCOMPARE(collected.closed->error().kind, ErrorKind::Cancelled);
}

void TestDockerClient::execTellsStdoutFromStderr()
{
    const QString id = m_rig->run(words("sleep 600"));
    const auto created = m_rig->call("POST",
                                     QStringLiteral("/containers/%1/exec").arg(id),
                                     {},
                                     {{QStringLiteral("AttachStdout"), true},
                                      {QStringLiteral("AttachStderr"), true},
                                      {QStringLiteral("Cmd"),
                                       QJsonArray{QStringLiteral("sh"),
                                                  QStringLiteral("-c"),
                                                  QStringLiteral("echo a; echo b >&2; exit 7")}}});
    QVERIFY(created.has_value());
    const QString exec = created->object().value(QLatin1StringView("Id")).toString();
    const auto stream = m_rig->client().stream(QStringLiteral("/exec/%1/start").arg(exec));
    stream->setJson({{QStringLiteral("Detach"), false}, {QStringLiteral("Tty"), false}});
    Collected collected(*stream);
    stream->start();
    QTRY_VERIFY_WITH_TIMEOUT(collected.closed.has_value(), 60'000);
    QVERIFY(collected.closed->has_value());
    QCOMPARE(collected.out, QByteArray("a\n"));
    QCOMPARE(collected.err, QByteArray("b\n"));
    const auto inspected = m_rig->call("GET", QStringLiteral("/exec/%1/json").arg(exec));
    QCOMPARE(inspected->object().value(QLatin1StringView("ExitCode")).toInt(), 7);
}

// Before API 1.42 nothing tells that a stream is plain text; it must end as an error, not as noise.
void TestDockerClient::terminalIsPlainText()
{
    const QString id = m_rig->create(words("echo hello"), {{QStringLiteral("Tty"), true}});
    const auto stream =
        m_rig->client().stream(QStringLiteral("/containers/%1/attach").arg(id), attachAll);
    Collected collected(*stream);
    stream->start();
    QTRY_VERIFY(collected.opened);
    QVERIFY(m_rig->act(id, QStringLiteral("start")));
    QTRY_VERIFY_WITH_TIMEOUT(collected.closed.has_value(), 60'000);
    if (m_rig->client().apiVersion() < QStringLiteral("1.42"))
        QCOMPARE(collected.closed->error().kind, ErrorKind::Protocol);
    else
        QCOMPARE(collected.out, QByteArray("hello\r\n"));
}

void TestDockerClient::refusals_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("kind");
    QTest::newRow("no container") << QByteArray("GET") << QStringLiteral("/containers/none/json")
                                  << int(ErrorKind::NotFound);
    QTest::newRow("no path") << QByteArray("GET") << QStringLiteral("/nothing/here")
                             << int(ErrorKind::NotFound);
    QTest::newRow("no image") << QByteArray("DELETE") << QStringLiteral("/images/none:none")
                              << int(ErrorKind::NotFound);
    QTest::newRow("bad filter") << QByteArray("GET") << QStringLiteral("/events?")
                                << int(ErrorKind::NotFound);
    QTest::newRow("a name that leaves the path")
        << QByteArray("GET") << QStringLiteral("/containers/../../x y/json")
        << int(ErrorKind::Protocol);
}

void TestDockerClient::refusals()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    const auto result = m_rig->call(method, path);
    QVERIFY(!result.has_value());
    QTEST(int(result.error().kind), "kind");
    QVERIFY(result.error().detail.startsWith(QStringLiteral("HTTP ")));
    // And the stream says the same in its own way.
    const auto stream =
        m_rig->client().stream(QStringLiteral("/containers/none/attach"), attachAll);
    Collected collected(*stream);
    stream->start();
    QTRY_VERIFY(collected.closed.has_value());
    QCOMPARE(collected.closed->error().kind, ErrorKind::NotFound);
    QVERIFY(!collected.opened);
}

void TestDockerClient::unreachable_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<int>("kind");
    QTest::newRow("no socket") << QStringLiteral("unix:///nowhere/docker.sock")
                               << int(ErrorKind::Unreachable);
    QTest::newRow("not a socket") << QStringLiteral("unix:///etc/passwd")
                                  << int(ErrorKind::Unreachable);
    QTest::newRow("nobody listens")
        << QStringLiteral("tcp://127.0.0.1:1") << int(ErrorKind::Unreachable);
    QTest::newRow("TLS is wanted") << Lab::tlsEngine()->tcp << int(ErrorKind::PermissionDenied);
}

void TestDockerClient::unreachable()
{
    QFETCH(QString, endpoint);
    EngineRig rig(endpoint);
    const auto result = rig.call("GET", QStringLiteral("/info"));
    QVERIFY(!result.has_value());
    QTEST(int(result.error().kind), "kind");
    QVERIFY(!result.error().remedy.isEmpty());
}

void TestDockerClient::tlsRefusals_data()
{
    QTest::addColumn<QString>("ca"); // of which folder: lab, stranger, none
    QTest::addColumn<QString>("pair");
    QTest::addColumn<int>("kind");
    const QString lab = QStringLiteral("lab");
    const QString stranger = QStringLiteral("stranger");
    QTest::newRow("wrong authority") << stranger << lab << int(ErrorKind::PermissionDenied);
    QTest::newRow("client of another authority")
        << lab << stranger << int(ErrorKind::PermissionDenied);
    QTest::newRow("no files") << QStringLiteral("none") << lab << int(ErrorKind::BadInput);
}

void TestDockerClient::tlsRefusals()
{
    QFETCH(QString, ca);
    QFETCH(QString, pair);
    QTemporaryDir stranger;
    QVERIFY(makeStranger(stranger.path()));
    QVERIFY(QFile::copy(stranger.filePath(QStringLiteral("cert.pem")),
                        stranger.filePath(QStringLiteral("ca.pem"))));
    const QHash<QString, QString> folders{{QStringLiteral("lab"), Lab::tlsEngine()->tlsFolder},
                                          {QStringLiteral("stranger"), stranger.path()},
                                          {QStringLiteral("none"), QStringLiteral("/nowhere")}};
    QTemporaryDir folder;
    const auto copy = [&](const QString &from, const QString &file) {
        QFile::copy(folders.value(from) + u'/' + file, folder.filePath(file));
    };
    copy(ca, QStringLiteral("ca.pem"));
    copy(pair, QStringLiteral("cert.pem"));
    copy(pair, QStringLiteral("key.pem"));
    EngineRig rig(Lab::tlsEngine()->tcp, folder.path());
    const auto result = rig.call("GET", QStringLiteral("/info"));
    QVERIFY(!result.has_value());
    QTEST(int(result.error().kind), "kind");
    QVERIFY(!result.error().remedy.isEmpty());
}

void TestDockerClient::connectionsAreReused()
{
    TcpCutter cutter(QUrl(Lab::endpoint(0)).path());
    EngineRig rig(cutter.endpoint());
    for (int i = 0; i < 20; ++i)
        QVERIFY(rig.call("GET", QStringLiteral("/version")).has_value());
    QCOMPARE(cutter.connections(), 1);
}

void TestDockerClient::idleConnectionThatDiedIsReplaced()
{
    TcpCutter cutter(QUrl(Lab::endpoint(0)).path());
    EngineRig rig(cutter.endpoint());
    for (int i = 0; i < 10; ++i) {
        QVERIFY(rig.call("GET", QStringLiteral("/version")).has_value());
        cutter.cut();
        // Without a turn of the event loop between: the client has not been told yet.
        const auto result = rig.call("GET", QStringLiteral("/version"));
        QVERIFY2(result.has_value(), qUtf8Printable(result.error().toString()));
    }
}

void TestDockerClient::largeBodiesPass()
{
    // An archive of 20 MB comes back as it is; its end must not be taken for the end of a stream.
    const QString id = m_rig->create({QStringLiteral("sh"),
                                      QStringLiteral("-c"),
                                      QStringLiteral("dd if=/dev/zero of=/big bs=1M count=20")});
    QVERIFY(m_rig->act(id, QStringLiteral("start")));
    QVERIFY(m_rig->act(id, QStringLiteral("wait")));
    const auto archive =
        m_rig->call("GET",
                    QStringLiteral("/containers/%1/archive").arg(id),
                    dockerQuery({{QStringLiteral("path"), QStringLiteral("/big")}}));
    QVERIFY(archive.has_value());
    QVERIFY(archive->body.size() > 20 * 1024 * 1024);
    const auto request =
        m_rig->client().request("PUT",
                                QStringLiteral("/containers/%1/archive").arg(id),
                                dockerQuery({{QStringLiteral("path"), QStringLiteral("/tmp")}}));
    request->setBody(archive->body, "application/x-tar");
    const auto put = finishRequest(*request);
    QVERIFY2(put.has_value(), qUtf8Printable(put.error().toString()));
}

void TestDockerClient::queriesKeepTheirCharacters()
{
    const QString odd = QString::fromUtf8("50%41 a+b&c=d#e/\u00e4\"\\");
    const QString id = m_rig->create(
        words("true"), {{QStringLiteral("Labels"), QJsonObject{{QStringLiteral("odd"), odd}}}});
    const QJsonObject filter{
        {QStringLiteral("label"), QJsonArray{QString(QStringLiteral("odd=") + odd)}}};
    const auto listed = m_rig->call(
        "GET",
        QStringLiteral("/containers/json"),
        dockerQuery({{QStringLiteral("all"), QStringLiteral("1")},
                     {QStringLiteral("filters"),
                      QString::fromUtf8(QJsonDocument(filter).toJson(QJsonDocument::Compact))}}));
    QVERIFY(listed.has_value());
    QCOMPARE(listed->array().size(), 1);
    QCOMPARE(listed->array().first().toObject().value(QLatin1StringView("Id")).toString(), id);
}

void TestDockerClient::cancelInTheMiddle()
{
    const auto request = m_rig->client().request("GET", QStringLiteral("/events"));
    request->setStreaming(true);
    request->setTimeout(0ms);
    QSignalSpy heads(request.get(), &DockerRequest::headersReceived);
    QSignalSpy ends(request.get(), &DockerRequest::finished);
    request->start();
    QCOMPARE(heads.size(), 0);
    QTRY_COMPARE(heads.size(), 1);
    request->cancel();
    QCOMPARE(ends.size(), 0);
    QTRY_COMPARE(ends.size(), 1);
    const auto result = ends.constFirst().constFirst().value<Result<DockerResponse>>();
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    request->cancel();
    QTest::qWait(0);
    QCOMPARE(ends.size(), 1);
}

void TestDockerClient::deletedInTheMiddle()
{
    auto request = m_rig->client().request("GET", QStringLiteral("/events"));
    request->setStreaming(true);
    connect(request.get(), &DockerRequest::headersReceived, this, [&] { request.reset(); });
    request->start();
    QTRY_VERIFY(!request);
    auto second = m_rig->client().request("GET", QStringLiteral("/version"));
    connect(second.get(), &DockerRequest::finished, this, [&] { second.reset(); });
    second->start();
    QTRY_VERIFY(!second);
    QVERIFY(m_rig->call("GET", QStringLiteral("/version")).has_value());
}

void TestDockerClient::deadline()
{
    const QString id = m_rig->run(words("sleep 600"));
    const auto request =
        m_rig->client().request("POST", QStringLiteral("/containers/%1/wait").arg(id));
    request->setTimeout(200ms);
    const auto result = finishRequest(*request);
    QCOMPARE(result.error().kind, ErrorKind::Timeout);
    QVERIFY(result.error().message.contains(QStringLiteral("200ms")));
}

void TestDockerClient::cutInTheMiddle()
{
    TcpCutter cutter(QUrl(Lab::endpoint(0)).path());
    EngineRig rig(cutter.endpoint());
    const auto request = rig.client().request("GET", QStringLiteral("/events"));
    request->setStreaming(true);
    QSignalSpy heads(request.get(), &DockerRequest::headersReceived);
    QSignalSpy ends(request.get(), &DockerRequest::finished);
    request->start();
    QTRY_COMPARE(heads.size(), 1);
    cutter.cut();
    QTRY_COMPARE(ends.size(), 1);
    const auto result = ends.constFirst().constFirst().value<Result<DockerResponse>>();
    QCOMPARE(result.error().kind, ErrorKind::Unreachable);
}

void TestDockerClient::clientMayGoFirst()
{
    auto rig = std::make_unique<EngineRig>(Lab::endpoint(0));
    const auto request = rig->client().request("GET", QStringLiteral("/events"));
    request->setStreaming(true);
    QSignalSpy heads(request.get(), &DockerRequest::headersReceived);
    QSignalSpy ends(request.get(), &DockerRequest::finished);
    request->start();
    QTRY_COMPARE(heads.size(), 1);
    rig.reset();
    QTRY_COMPARE(ends.size(), 1);
    const auto result = ends.constFirst().constFirst().value<Result<DockerResponse>>();
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestDockerClient::engineKilledInTheMiddle()
{
    Lab::PrivateEngine engine(QStringLiteral("client-kill"));
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    const QString id = rig.run(words("sleep 600"));
    const auto waiting =
        rig.client().request("POST", QStringLiteral("/containers/%1/wait").arg(id));
    waiting->setTimeout(0ms);
    QSignalSpy ends(waiting.get(), &DockerRequest::finished);
    waiting->start();
    QVERIFY(rig.call("GET", QStringLiteral("/version")).has_value());
    QVERIFY(engine.kill());
    QTRY_COMPARE_WITH_TIMEOUT(ends.size(), 1, 60'000);
    const auto result = ends.constFirst().constFirst().value<Result<DockerResponse>>();
    QCOMPARE(result.error().kind, ErrorKind::Unreachable);
    QCOMPARE(rig.call("GET", QStringLiteral("/version")).error().kind, ErrorKind::Unreachable);
    QVERIFY(engine.start());
    QVERIFY(rig.call("GET", QStringLiteral("/version")).has_value());
}

void TestDockerClient::engineStoppedAndStarted()
{
    Lab::PrivateEngine engine(QStringLiteral("client-stop"));
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    const QString id = rig.create(words("cat"), openStdin);
    const auto stream =
        rig.client().stream(QStringLiteral("/containers/%1/attach").arg(id), attachAll);
    Collected collected(*stream);
    stream->start();
    QTRY_VERIFY(collected.opened);
    QVERIFY(rig.act(id, QStringLiteral("start")));
    QVERIFY(engine.stop());
    QTRY_VERIFY_WITH_TIMEOUT(collected.closed.has_value(), 60'000);
    QVERIFY(engine.start());
    QVERIFY(rig.call("GET", QStringLiteral("/containers/%1/json").arg(id)).has_value());
}

void TestDockerClient::pausedEngineTimesOut()
{
    Lab::PrivateEngine engine(QStringLiteral("client-pause"));
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    QVERIFY(rig.call("GET", QStringLiteral("/version")).has_value());
    QVERIFY(engine.pause());
    const auto request = rig.client().request("GET", QStringLiteral("/version"));
    request->setTimeout(300ms);
    const auto result = finishRequest(*request);
    QVERIFY(engine.resume());
    QCOMPARE(result.error().kind, ErrorKind::Timeout);
    QVERIFY(rig.call("GET", QStringLiteral("/version")).has_value());
}

QTEST_GUILESS_MAIN(TestDockerClient)
#include "tst_dockerclient.moc"
