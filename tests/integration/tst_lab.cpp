#include "tests/lab/lab.h"

#include <QDir>
#include <QDirIterator>
#include <QLocalSocket>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace Saltern;

namespace {

// The body of GET /info as text; empty when nobody answers.
QByteArray askInfo(const QString &endpoint)
{
    QLocalSocket socket;
    socket.connectToServer(QUrl(endpoint).path());
    if (!socket.waitForConnected(2000))
        return {};
    socket.write("GET /info HTTP/1.0\r\nHost: docker\r\n\r\n");
    QByteArray answer;
    while (socket.waitForReadyRead(5000))
        answer += socket.readAll();
    return answer;
}

QByteArray identity(const QString &endpoint)
{
    const QByteArray info = askInfo(endpoint);
    const qsizetype begin = info.indexOf("\"ID\":\"");
    return begin < 0 ? QByteArray() : info.mid(begin + 6, info.indexOf('"', begin + 6) - begin - 6);
}

bool acceptsTcp(const QString &tcp)
{
    const QUrl url(tcp);
    QTcpSocket socket;
    socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    return socket.waitForConnected(2000);
}

QStringList cgroupsOf(const QString &engine)
{
    QStringList found;
    QDirIterator folders(
        QStringLiteral("/sys/fs/cgroup"), {engine}, QDir::Dirs, QDirIterator::Subdirectories);
    while (folders.hasNext())
        found.append(folders.next());
    return found;
}

} // namespace

class LabTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }

    void sharedEnginesAnswerAndAreDifferent()
    {
        const QList<Lab::Engine> engines = Lab::engines();
        QVERIFY(engines.size() >= 2);
        QSet<QByteArray> identities;
        for (const Lab::Engine &engine : engines) {
            identities.insert(identity(engine.endpoint));
            QVERIFY(acceptsTcp(engine.tcp));
        }
        QCOMPARE(identities.size(), engines.size());
        QVERIFY(!identities.contains(QByteArray()));
        QVERIFY(Lab::tlsEngine().has_value());
    }

    void killedEngineIsGoneAndComesBackAsItself()
    {
        Lab::PrivateEngine engine(QStringLiteral("kill-me"));
        QVERIFY(engine.start());
        const Lab::Engine before = engine.engine();
        const QByteArray id = identity(engine.endpoint());
        QVERIFY(!id.isEmpty());

        QVERIFY(engine.kill());
        QVERIFY(askInfo(before.endpoint).isEmpty());
        QVERIFY(!acceptsTcp(before.tcp));

        QVERIFY(engine.start());
        QCOMPARE(engine.engine().tcp, before.tcp);
        QCOMPARE(identity(engine.endpoint()), id);
        QVERIFY(engine.engine().pid != before.pid);
    }

    void removedEngineLeavesNothing()
    {
        QString dataRoot;
        {
            Lab::PrivateEngine engine(QStringLiteral("remove-me"));
            QVERIFY(engine.start());
            dataRoot = engine.engine().dataRoot;
            QVERIFY(QDir(dataRoot).exists());
            // A daemon that cannot clean up after itself is the hard case.
            QVERIFY(engine.pause());
        }
        QVERIFY(!QDir(dataRoot).exists());
        QCOMPARE(cgroupsOf(QStringLiteral("remove-me")), QStringList());
        QFile mounts(QStringLiteral("/proc/self/mountinfo"));
        QVERIFY(mounts.open(QIODevice::ReadOnly));
        QVERIFY(!mounts.readAll().contains(dataRoot.toUtf8()));
    }
};

QTEST_GUILESS_MAIN(LabTest)
#include "tst_lab.moc"
