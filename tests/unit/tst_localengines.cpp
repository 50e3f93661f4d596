#include "engine/hosts/localengines.h"

#include <QDir>
#include <QFile>
#include <QLocalServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// The sockets of this account at which Docker and Podman usually listen.
class TestLocalEngines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsSocketsOfThisAccount_data();
    void findsSocketsOfThisAccount();
    void aFileIsNoSocket();
};

namespace {

const LocalEngine *find(const std::vector<LocalEngine> &engines, const QString &path)
{
    for (const LocalEngine &engine : engines) {
        if (engine.endpoint == u"unix://"_s + path)
            return &engine;
    }
    return nullptr;
}

} // namespace

void TestLocalEngines::findsSocketsOfThisAccount_data()
{
    QTest::addColumn<QByteArray>("variable"); // names the folder that the path begins in
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("description");
    QTest::newRow("Docker") << QByteArray("XDG_RUNTIME_DIR") << u"/docker.sock"_s
                            << u"Docker, rootless"_s;
    QTest::newRow("Podman") << QByteArray("XDG_RUNTIME_DIR") << u"/podman/podman.sock"_s
                            << u"Podman, rootless"_s;
    QTest::newRow("Docker Desktop")
        << QByteArray("HOME") << u"/.docker/desktop/docker.sock"_s << u"Docker Desktop"_s;
}

void TestLocalEngines::findsSocketsOfThisAccount()
{
    QFETCH(QByteArray, variable);
    QFETCH(QString, path);
    const QTemporaryDir folder;
    qputenv(variable.constData(), folder.path().toLocal8Bit());
    const QString socket = folder.path() + path;
    QVERIFY(!find(findLocalEngines(), socket));
    QVERIFY(QDir().mkpath(QFileInfo(socket).path()));
    QLocalServer server;
    QVERIFY(server.listen(socket));
    const auto engines = findLocalEngines();
    const LocalEngine *engine = find(engines, socket);
    QVERIFY(engine);
    QTEST(engine->description, "description");
    QVERIFY(engine->isUsable);
}

void TestLocalEngines::aFileIsNoSocket()
{
    const QTemporaryDir folder;
    qputenv("XDG_RUNTIME_DIR", folder.path().toLocal8Bit());
    QFile file(folder.filePath(u"docker.sock"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!find(findLocalEngines(), file.fileName()));
}

QTEST_GUILESS_MAIN(TestLocalEngines)
#include "tst_localengines.moc"
