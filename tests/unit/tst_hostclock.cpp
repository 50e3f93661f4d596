#include "engine/base/clock.h"
#include "engine/docker/eventintake.h"
#include "engine/events/event.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 nsPerHour = 3'600'000'000'000;

/// A Docker engine without containers whose clock a test can set: real ones take the machine's.
class FakeDaemon : public QObject
{
public:
    FakeDaemon()
    {
        m_server.listen(m_folder.filePath(u"d.sock"_s));
        connect(&m_server, &QLocalServer::newConnection, this, [this] {
            QLocalSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }

    QString endpoint() const { return u"unix://"_s + m_server.fullServerName(); }
    bool isSubscribed() const { return !m_events.isNull(); }

    /// An event at this time of its clock.
    void say(qint64 timeNs, const QByteArray &id)
    {
        const QByteArray line =
            "{\"Type\":\"image\",\"Action\":\"tag\",\"Actor\":{\"ID\":\"" + id +
            "\",\"Attributes\":{\"name\":\"a:b\"}},\"scope\":\"local\",\"time\":" +
            QByteArray::number(timeNs / 1'000'000'000) +
            ",\"timeNano\":" + QByteArray::number(timeNs) + "}\n";
        m_events->write(QByteArray::number(line.size(), 16) + "\r\n" + line + "\r\n");
    }

private:
    void answer(QLocalSocket *socket)
    {
        const QByteArray request = socket->readAll();
        const QByteArray head = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: "
                                "application/json\r\n";
        if (request.contains("/events")) {
            m_events = socket;
            socket->write(head + "Transfer-Encoding: chunked\r\n\r\n");
            return;
        }
        QByteArray body = "[]";
        if (request.contains("/info"))
            body = "{\"ID\":\"fake\",\"ServerVersion\":\"20.10\",\"SystemTime\":\"" +
                   formatTimeNs(SystemClock().nowNs()).toLatin1() + "\"}";
        else if (request.contains("/version"))
            body = R"({"ApiVersion":"1.41","MinAPIVersion":"1.12","Version":"20.10"})";
        socket->write(head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
                      body);
    }

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QPointer<QLocalSocket> m_events;
};

} // namespace

/// A Docker host's clock is set back while its events are read.
class TestHostClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsGoOn();
};

void TestHostClock::eventsGoOn()
{
    FakeDaemon daemon;
    EventIntake intake({.settle = 50ms});
    QStringList subjects;
    connect(&intake, &EventIntake::available, this, [&] {
        for (const IntakeItem &item : intake.take(1000)) {
            if (item.event.type() == u"docker/image/tag"_s)
                subjects += item.event.subject();
        }
    });
    intake.addHost({.name = u"h"_s, .endpoint = DockerEndpoint::parse(daemon.endpoint()).value()});
    intake.start();
    QTRY_VERIFY_WITH_TIMEOUT(daemon.isSubscribed(), 30'000);
    const qint64 now = SystemClock().nowNs();
    daemon.say(now + 1, "before");
    QTRY_COMPARE_WITH_TIMEOUT(subjects, QStringList{u"before"_s}, 30'000);
    int said = 0;
    QTRY_VERIFY_WITH_TIMEOUT(
        (daemon.say(now - nsPerHour + ++said, "set-back"), subjects.contains(u"set-back"_s)),
        30'000);
}

QTEST_GUILESS_MAIN(TestHostClock)
#include "tst_hostclock.moc"
