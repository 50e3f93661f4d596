#include "engine/control/controlcall.h"
#include "engine/control/controlserver.h"
#include "engine/control/jsonrpc.h"
#include "tests/support/patience.h"
#include "tests/unit/descriptorlimit.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Saltern;
using namespace Qt::StringLiterals;

class TestControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersCalls_data();
    void answersCalls();
    void refusesLines_data();
    void refusesLines();
    void onlyTheOwnerMayConnect();
    void notificationsGetNoAnswer();
    void dropsClientsThatDoNotRead();
    void saysThatNobodyListens();
    void leavesASocketThatIsInUse();
    void leavesWhatIsNoSocket();
    void letsNoMoreInThanItCan();
    void listensAgainWhenThereWasNoDescriptorLeft();

private:
    QByteArray ask(const QByteArray &line);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ControlServer> m_server;
    QString m_path;
};

void TestControl::init()
{
    m_server.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"control.sock"_s);
    m_server = std::make_unique<ControlServer>();
    m_server->addMethod(
        u"echo"_s, [](const QJsonObject &params, const auto &reply) { reply(QJsonValue(params)); });
    m_server->addMethod(u"later"_s, [this](const QJsonObject &, const auto &reply) {
        QTimer::singleShot(1, m_server.get(), [reply] { reply(QJsonValue(7)); });
    });
    m_server->addMethod(u"broken"_s, [](const QJsonObject &, const auto &reply) {
        reply(fail(ErrorKind::Conflict, u"It is broken."_s, u"Mend it."_s));
    });
    m_server->addMethod(u"large"_s, [](const QJsonObject &, const auto &reply) {
        reply(QJsonValue(QString(1024 * 1024, u'x')));
    });
    QVERIFY(m_server->listen(m_path));
}

QByteArray TestControl::ask(const QByteArray &line)
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    socket.write(line);
    const auto over = [&] {
        return socket.canReadLine() || socket.state() == QLocalSocket::UnconnectedState;
    };
    return QTest::qWaitFor(over, patience) ? socket.readLine() : QByteArray();
}

void TestControl::answersCalls_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("result"); // or the error's message
    QTest::addColumn<int>("kind");       // -1 = no error
    QTest::newRow("at once") << u"echo"_s << u"{\"a\":1}"_s << -1;
    QTest::newRow("later") << u"later"_s << u"7"_s << -1;
    QTest::newRow("an error") << u"broken"_s << u"It is broken."_s << int(ErrorKind::Conflict);
    QTest::newRow("unknown") << u"nonsense"_s << u"There is no method \"nonsense\"."_s
                             << int(ErrorKind::NotFound);
}

void TestControl::answersCalls()
{
    QFETCH(QString, method);
    QFETCH(int, kind);
    ControlCall call(m_path, method, {{u"a"_s, 1}});
    std::optional<Result<QJsonValue>> answer;
    connect(&call, &ControlCall::finished, this, [&](const Result<QJsonValue> &got) {
        QVERIFY(!answer);
        answer = got;
    });
    call.start();
    QTRY_VERIFY(answer);
    QCOMPARE(answer->has_value(), kind < 0);
    if (kind >= 0) {
        QCOMPARE(int(answer->error().kind), kind);
        QVERIFY(!answer->error().remedy.isEmpty());
        QTEST(answer->error().message, "result");
        return;
    }
    const QByteArray wrapped =
        QJsonDocument(QJsonArray{answer->value()}).toJson(QJsonDocument::Compact);
    QTEST(QString::fromUtf8(wrapped.mid(1, wrapped.size() - 2)), "result");
}

void TestControl::refusesLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::newRow("not JSON") << QByteArray("hello\n") << JsonRpc::parseError;
    QTest::newRow("a list") << QByteArray("[]\n") << JsonRpc::parseError;
    QTest::newRow("no version") << QByteArray(R"({"id":1,"method":"echo"})"
                                              "\n")
                                << JsonRpc::invalidRequest;
    QTest::newRow("parameters by position")
        << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"echo","params":[1]})"
                      "\n")
        << JsonRpc::invalidRequest;
    QTest::newRow("endless") << QByteArray(JsonRpc::maximumLine + 1024, 'x')
                             << JsonRpc::invalidRequest;
}

void TestControl::refusesLines()
{
    QFETCH(QByteArray, line);
    const QJsonObject answer = QJsonDocument::fromJson(ask(line)).object();
    QTEST(answer.value(u"error"_s).toObject().value(u"code"_s).toInt(), "code");
}

void TestControl::onlyTheOwnerMayConnect()
{
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                            QFileDevice::ReadOther | QFileDevice::WriteOther;
    QVERIFY(!(QFileInfo(m_path).permissions() & others));
}

void TestControl::notificationsGetNoAnswer()
{
    const QByteArray answer = ask("{\"jsonrpc\":\"2.0\",\"method\":\"echo\"}\n"
                                  "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"echo\"}\n");
    QCOMPARE(QJsonDocument::fromJson(answer).object().value(u"id"_s).toInt(), 5);
}

void TestControl::dropsClientsThatDoNotRead()
{
    QLocalSocket socket;
    socket.setReadBufferSize(1024);
    socket.connectToServer(m_path);
    for (int i = 0; i < 40; ++i)
        socket.write(JsonRpc::requestLine(i, u"large"_s, {}));
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    // The others are served as ever.
    QVERIFY(!ask(JsonRpc::requestLine(1, u"echo"_s, {})).isEmpty());
}

void TestControl::saysThatNobodyListens()
{
    m_server.reset();
    ControlCall call(m_path, u"hello"_s, {});
    std::optional<Result<QJsonValue>> answer;
    connect(
        &call, &ControlCall::finished, this, [&](const Result<QJsonValue> &got) { answer = got; });
    QMetaObject::invokeMethod(&call, &ControlCall::start, Qt::QueuedConnection);
    QTRY_VERIFY(answer);
    QCOMPARE(answer->error().kind, ErrorKind::NotFound);
}

void TestControl::leavesASocketThatIsInUse()
{
    ControlServer other;
    const auto listens = other.listen(m_path);
    QVERIFY(!listens);
    QCOMPARE(listens.error().kind, ErrorKind::Conflict);
    QVERIFY(!ask(JsonRpc::requestLine(1, u"echo"_s, {})).isEmpty());
}

void TestControl::leavesWhatIsNoSocket()
{
    const QString path = m_folder->filePath(u"letter.txt"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!ControlServer().listen(path));
    QVERIFY(QFile::exists(path));
}

void TestControl::letsNoMoreInThanItCan()
{
    constexpr int most = 256;
    std::vector<std::unique_ptr<QLocalSocket>> clients;
    for (int i = 0; i < most; ++i) {
        clients.push_back(std::make_unique<QLocalSocket>());
        clients.back()->connectToServer(m_path);
        clients.back()->write(JsonRpc::requestLine(1, u"echo"_s, {}));
        QTRY_VERIFY_WITH_TIMEOUT(clients.back()->canReadLine(), 60'000);
    }
    QVERIFY(ask(JsonRpc::requestLine(1, u"echo"_s, {})).contains("256 clients are connected"));
    clients.pop_back();
    QTRY_VERIFY_WITH_TIMEOUT(ask(JsonRpc::requestLine(1, u"echo"_s, {})).contains("\"result\""),
                             60'000);
}

void TestControl::listensAgainWhenThereWasNoDescriptorLeft()
{
    QVERIFY(!ask(JsonRpc::requestLine(1, u"echo"_s, {})).isEmpty());
    {
        const OneDescriptorLeft limit;
        QLocalSocket client; // takes it
        client.connectToServer(m_path);
        QTRY_VERIFY_WITH_TIMEOUT(client.state() == QLocalSocket::UnconnectedState, 60'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!ask(JsonRpc::requestLine(1, u"echo"_s, {})).isEmpty(), 60'000);
}

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
