#include "engine/docker/dockercontext.h"
#include "engine/hosts/hostsfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace Saltern;
using namespace Qt::StringLiterals;

class TestHostsFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsHosts();
    void problems_data();
    void problems();
    void edits_data();
    void edits();
    void refusesToAdd_data();
    void refusesToAdd();
    void removesWhatIsThere();
    void brokenFilesStay();
    void aFolderIsNoFile();
    void contexts();
    void withoutHomeTheAccountsContexts();
    void localIsWhatDockerUses_data();
    void localIsWhatDockerUses();
    void localMayBeAnEngineOfThisAccount_data();
    void localMayBeAnEngineOfThisAccount();

private:
    void write(const QString &name, const QByteArray &bytes);
    QByteArray content(const QString &name) const;
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void writeContext(const QString &name, const QByteArray &docker);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestHostsFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const char *name : {"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY"})
        qunsetenv(name);
    qputenv("DOCKER_CONFIG", path(u"docker"_s).toUtf8());
    qputenv("XDG_CONFIG_HOME", path(u"config"_s).toUtf8());
    qputenv("XDG_RUNTIME_DIR", path(u"run"_s).toUtf8());
}

void TestHostsFile::write(const QString &name, const QByteArray &bytes)
{
    QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()));
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray TestHostsFile::content(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

void TestHostsFile::writeContext(const QString &name, const QByteArray &docker)
{
    const QString id = QString::fromLatin1(
        QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
    write(u"docker/contexts/meta/%1/meta.json"_s.arg(id),
          "{\"Name\":\"" + name.toUtf8() + "\",\"Endpoints\":{\"docker\":" + docker + "}}");
}

void TestHostsFile::readsHosts()
{
    QVERIFY(HostsFile().read()->empty());
    QVERIFY(HostsFile().path().endsWith(u"/config/saltern/hosts.yaml"_s));
    write(u"hosts.yaml"_s,
          "hosts:\n"
          "  web: { endpoint: 'unix:///run/web.sock' }\n"
          "  edge-1:\n"
          "    endpoint: tcp://10.0.0.5\n"
          "    tls: pki/edge\n"
          "    labels: { zone: edge, example.com/rack: \"12\" }\n");
    const auto hosts = HostsFile(path(u"hosts.yaml"_s)).read();
    QVERIFY2(hosts, qPrintable(hosts ? QString() : hosts.error().detail));
    QCOMPARE(hosts->size(), 2u);
    QCOMPARE(hosts->at(0).name, u"web"_s);
    QCOMPARE(hosts->at(0).endpoint.path, u"/run/web.sock"_s);
    const HostConfig &edge = hosts->at(1);
    QCOMPARE(edge.endpoint.transport, DockerEndpoint::Transport::Tls);
    QCOMPARE(edge.endpoint.port, 2376);
    QCOMPARE(edge.endpoint.caFile, path(u"pki/edge/ca.pem"_s));
    QCOMPARE(edge.labels,
             (QHash<QString, QString>{{u"zone"_s, u"edge"_s}, {u"example.com/rack"_s, u"12"_s}}));
    QVERIFY(edge.isRegistered);
}

void TestHostsFile::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("places"); // "line:column: beginning"
    const auto row = [](const char *name, const char *text, const QStringList &places) {
        QTest::newRow(name) << QByteArray(text) << places;
    };
    row("nothing", "", {});
    row("a comment", "# none yet\n", {});
    row("no hosts", "hosts:\n", {});
    row("broken", "hosts: [\n", {u"2:1: "_s});
    row("a list", "hosts: []\n", {u"1:8: `hosts` has to be a mapping"_s});
    row("something else",
        "host: {}\n",
        {u"1:1: There is no setting `host` here. Did you mean \"hosts\"?"_s});
    row("a name",
        "hosts:\n  a b: { endpoint: 'tcp://x' }\n",
        {u"2:3: \"a b\" cannot be the name"_s});
    row("no endpoint", "hosts:\n  a: {}\n", {u"2:3: The host has no endpoint"_s});
    row("a bad endpoint",
        "hosts:\n  a:\n    endpoint: http://x\n",
        {u"3:15: \"http://x\" is a web address"_s});
    row("a misspelt setting",
        "hosts:\n  a:\n    endpont: tcp://x\n",
        {u"3:5: There is no setting `endpont` here. Did you mean \"endpoint\"?"_s});
    row("a number",
        "hosts:\n  a:\n    endpoint: tcp://x\n    labels: { rack: 12 }\n",
        {u"4:21: `rack` has to be text. Put quotes"_s});
    row("a label",
        "hosts:\n  a:\n    endpoint: tcp://x\n    labels: { 'a b': c }\n",
        {u"4:15: \"a b\" cannot be a label"_s});
    row("two at once",
        "hosts:\n  a: { endpoint: x }\n  b: { endpoint: y }\n",
        {u"2:18: \"x\" is not a Docker"_s, u"3:18: \"y\" is not a Docker"_s});
    row("twice",
        "hosts:\n  a: { endpoint: 'tcp://x' }\n  a: { endpoint: 'tcp://x' }\n",
        {u"3:3: "_s});
}

void TestHostsFile::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, places);
    write(u"hosts.yaml"_s, text);
    const QString file = path(u"hosts.yaml"_s);
    const auto hosts = HostsFile(file).read();
    QCOMPARE(hosts.has_value(), places.isEmpty());
    if (hosts)
        return;
    const QStringList lines = hosts.error().detail.split(u'\n');
    for (int i = 0; i < places.size(); ++i)
        QVERIFY2(lines.value(i).startsWith(file + u':' + places.at(i)),
                 qPrintable(hosts.error().detail));
    QCOMPARE(hosts.error().kind, ErrorKind::BadInput);
}

void TestHostsFile::edits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("the first one keeps local")
        << QByteArray()
        << QByteArray("# The Docker hosts that Saltern works with; see docs/hosts.md.\n"
                      "hosts:\n"
                      "  local: { endpoint: context:default }\n"
                      "  edge-1: { endpoint: tcp://10.0.0.5:2375, labels: { zone: edge } }\n");
    QTest::newRow("behind others, comments stay")
        << QByteArray("# mine\nhosts:\n  web: {endpoint: 'unix:///w'}   # here\n\n# the end\n")
        << QByteArray("# mine\nhosts:\n  web: {endpoint: 'unix:///w'}   # here\n"
                      "  edge-1: { endpoint: tcp://10.0.0.5:2375, labels: { zone: edge } }\n"
                      "\n# the end\n");
}

void TestHostsFile::edits()
{
    QFETCH(QByteArray, before);
    const QString name = u"new/hosts.yaml"_s;
    if (!before.isEmpty())
        write(name, before);
    HostsFile file(path(name));
    const auto added = file.add({.name = u"edge-1"_s,
                                 .endpoint = u"tcp://10.0.0.5:2375"_s,
                                 .labels = {{u"zone"_s, u"edge"_s}}});
    QVERIFY2(added, qPrintable(added ? QString() : added.error().toString()));
    QTEST(content(name), "after");
    if (before.isEmpty())
        return;
    QVERIFY(file.remove(u"edge-1"_s));
    QCOMPARE(content(name), before);
}

void TestHostsFile::refusesToAdd_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QString>("label");
    QTest::newRow("twice") << u"web"_s << u"tcp://x"_s << u"zone"_s;
    QTest::newRow("no name") << QString() << u"tcp://x"_s << u"zone"_s;
    QTest::newRow("YAML in the name") << u"a: {b"_s << u"tcp://x"_s << u"zone"_s;
    QTest::newRow("no endpoint") << u"new"_s << QString() << u"zone"_s;
    QTest::newRow("no such context") << u"new"_s << u"context:none"_s << u"zone"_s;
    QTest::newRow("a label") << u"new"_s << u"tcp://x"_s << u"a b"_s;
}

void TestHostsFile::refusesToAdd()
{
    QFETCH(QString, name);
    QFETCH(QString, endpoint);
    QFETCH(QString, label);
    const QByteArray before = "hosts:\n  web: { endpoint: 'tcp://w' }\n";
    write(u"hosts.yaml"_s, before);
    const auto added = HostsFile(path(u"hosts.yaml"_s))
                           .add({.name = name, .endpoint = endpoint, .labels = {{label, u"x"_s}}});
    QVERIFY(!added);
    QVERIFY(!added.error().remedy.isEmpty() || added.error().kind == ErrorKind::NotFound);
    QCOMPARE(content(u"hosts.yaml"_s), before);
}

void TestHostsFile::removesWhatIsThere()
{
    write(u"hosts.yaml"_s, "hosts:\n  web: { endpoint: 'tcp://w' }\n");
    HostsFile file(path(u"hosts.yaml"_s));
    const auto none = file.remove(u"wbe"_s);
    QCOMPARE(none.error().kind, ErrorKind::NotFound);
    QCOMPARE(none.error().remedy, u"Did you mean \"web\"?"_s);
    QVERIFY(file.remove(u"web"_s));
    QVERIFY(file.read()->empty());
}

void TestHostsFile::brokenFilesStay()
{
    const QByteArray broken = "hosts: {\n";
    write(u"hosts.yaml"_s, broken);
    HostsFile file(path(u"hosts.yaml"_s));
    QVERIFY(!file.add({.name = u"a"_s, .endpoint = u"tcp://x"_s}));
    QVERIFY(!file.remove(u"a"_s));
    QCOMPARE(content(u"hosts.yaml"_s), broken);
}

void TestHostsFile::aFolderIsNoFile()
{
    const auto hosts = HostsFile(m_folder->path()).read();
    QVERIFY(!hosts);
    QCOMPARE(hosts.error().kind, ErrorKind::BadInput);
    QCOMPARE(hosts.error().message, u"The hosts file %1 is a folder."_s.arg(m_folder->path()));
    QVERIFY(hosts.error().remedy.contains(path(u"hosts.yaml"_s)));
}

// The system starts services so.
void TestHostsFile::withoutHomeTheAccountsContexts()
{
    const QByteArray home = qgetenv("HOME");
    qunsetenv("HOME");
    qunsetenv("DOCKER_CONFIG");
    const QString folder = dockerConfigFolder();
    qputenv("HOME", home);
    QCOMPARE(folder, QFile::decodeName(::getpwuid(::getuid())->pw_dir) + u"/.docker"_s);
}

void TestHostsFile::contexts()
{
    writeContext(u"plain"_s, R"({"Host":"unix:///run/other.sock"})");
    writeContext(u"remote"_s, R"({"Host":"tcp://10.0.0.9:2376","SkipTLSVerify":false})");
    writeContext(u"careless"_s, R"({"Host":"tcp://10.0.0.9:2376","SkipTLSVerify":true})");
    QCOMPARE(dockerContexts(), (QStringList{u"careless"_s, u"plain"_s, u"remote"_s}));
    QCOMPARE(resolveEndpoint(u"context:plain"_s)->path, u"/run/other.sock"_s);
    QCOMPARE(resolveEndpoint(u"context:remote"_s)->transport, DockerEndpoint::Transport::Tcp);
    const QString id =
        QString::fromLatin1(QCryptographicHash::hash("remote", QCryptographicHash::Sha256).toHex());
    const QString tls = u"docker/contexts/tls/%1/docker"_s.arg(id);
    write(tls + u"/ca.pem"_s, "x");
    QCOMPARE(resolveEndpoint(u"context:remote"_s)->caFile, path(tls + u"/ca.pem"_s));
    QCOMPARE(resolveEndpoint(u"context:careless"_s).error().kind, ErrorKind::Unsupported);
    QCOMPARE(resolveEndpoint(u"context:plian"_s).error().remedy, u"Did you mean \"plain\"?"_s);
    QCOMPARE(resolveEndpoint(u"context:../../plain"_s).error().kind, ErrorKind::NotFound);
    QCOMPARE(resolveEndpoint(u"context:plain"_s, u"/tls"_s).error().kind, ErrorKind::BadInput);
}

void TestHostsFile::localIsWhatDockerUses_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("context");
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("endpoint"); // empty = an error
    const QByteArray none;
    QTest::newRow("DOCKER_HOST first")
        << QByteArray("tcp://1.2.3.4:5") << QByteArray("plain")
        << QByteArray(R"({"currentContext":"other"})") << u"tcp://1.2.3.4:5"_s;
    QTest::newRow("then DOCKER_CONTEXT")
        << none << QByteArray("plain") << QByteArray(R"({"currentContext":"other"})")
        << u"unix:///run/plain.sock"_s;
    QTest::newRow("then the chosen context")
        << none << none << QByteArray(R"({"currentContext":"other"})")
        << u"unix:///run/other.sock"_s;
    QTest::newRow("a context that is gone")
        << none << QByteArray("gone") << QByteArray("{}") << QString();
    QTest::newRow("default over the chosen one")
        << none << QByteArray("default") << QByteArray(R"({"currentContext":"other"})")
        << u"unix:///var/run/docker.sock"_s;
    QTest::newRow("nothing said") << none << none << none << u"unix:///var/run/docker.sock"_s;
}

void TestHostsFile::localIsWhatDockerUses()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, context);
    QFETCH(QByteArray, config);
    QFETCH(QString, endpoint);
    writeContext(u"plain"_s, R"({"Host":"unix:///run/plain.sock"})");
    writeContext(u"other"_s, R"({"Host":"unix:///run/other.sock"})");
    if (!host.isEmpty())
        qputenv("DOCKER_HOST", host);
    if (!context.isEmpty())
        qputenv("DOCKER_CONTEXT", context);
    if (!config.isEmpty())
        write(u"docker/config.json"_s, config);
    const auto local = localEndpoint();
    QCOMPARE(local ? local->toString() : QString(), endpoint);
}

void TestHostsFile::localMayBeAnEngineOfThisAccount_data()
{
    QTest::addColumn<QString>("socket");
    QTest::newRow("Docker") << u"run/docker.sock"_s;
    QTest::newRow("Podman") << u"run/podman/podman.sock"_s;
}

void TestHostsFile::localMayBeAnEngineOfThisAccount()
{
    QFETCH(QString, socket);
    if (QFileInfo(u"/var/run/docker.sock"_s).isWritable())
        QSKIP("This machine has a Docker engine of its own, which comes first.");
    write(socket, "x"); // only what may be written to is looked at
    QCOMPARE(localEndpoint()->path, path(socket));
}

QTEST_GUILESS_MAIN(TestHostsFile)
#include "tst_hostsfile.moc"
