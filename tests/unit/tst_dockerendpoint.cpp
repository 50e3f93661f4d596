#include "engine/docker/dockerendpoint.h"
#include "engine/hosts/hostset.h"

#include <QTest>

using namespace Saltern;

class TestDockerEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forms_data();
    void forms();
    void tlsFolderNamesThreeFiles();
    void environment_data();
    void environment();
    void hostNames_data();
    void hostNames();
    void targets_data();
    void targets();
    void noTwoHostsOfOneName();
};

void TestDockerEndpoint::forms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("read"); // as toString() writes it; empty = refused
    const auto row =
        [](const char *name, const QString &text, const char *read, const char *folder = "") {
            QTest::newRow(name) << text << QString::fromLatin1(folder) << QString::fromLatin1(read);
        };
    const auto text = [](const char *latin1) { return QString::fromLatin1(latin1); };
    row("unix", text("unix:///var/run/docker.sock"), "unix:///var/run/docker.sock");
    row("scheme in capitals", text("UNIX:///a"), "unix:///a");
    row("tcp", text("tcp://10.0.0.5:2375"), "tcp://10.0.0.5:2375");
    row("default port", text("tcp://docker.lan"), "tcp://docker.lan:2375");
    row("default port with TLS", text("tcp://docker.lan"), "tcp://docker.lan:2376", "/tls");
    row("trailing slash", text("tcp://docker.lan:1/"), "tcp://docker.lan:1");
    row("IPv6", text("tcp://[::1]:2375"), "tcp://[::1]:2375");
    row("nothing", text(""), "");
    row("a bare path", text("/var/run/docker.sock"), "");
    row("a relative socket", text("unix://docker.sock"), "");
    row("a socket path too long", QStringLiteral("unix:///") + QString(107, u'x'), "");
    row("no host", text("tcp://:2375"), "");
    row("a path behind", text("tcp://a:1/v1.41"), "");
    row("a password", text("tcp://me:secret@a:1"), "");
    row("port out of range", text("tcp://a:99999"), "");
    row("ssh", text("ssh://me@host"), "ssh://me@host");
    row("ssh with a name of the configuration", text("SSH://Build_1"), "ssh://Build_1");
    row("ssh with all", text("ssh://a@b:2222/run/x.sock"), "ssh://a@b:2222/run/x.sock");
    row("ssh with a domain's user", text("ssh://a@corp@b"), "ssh://a@corp@b");
    row("ssh with IPv6", text("ssh://a@[fe80::1%eth0]:22/s"), "ssh://a@[fe80::1%eth0]:22/s");
    row("ssh with a slash", text("ssh://b/"), "ssh://b");
    row("ssh to nowhere", text("ssh://"), "");
    row("ssh with an option", text("ssh://-oProxyCommand=x"), "");
    row("ssh with an option as the user", text("ssh://-oProxyCommand=x@b"), "");
    row("ssh with a password", text("ssh://me:secret@b"), "");
    row("ssh with port 0", text("ssh://b:0"), "");
    row("ssh with a port out of range", text("ssh://b:65536"), "");
    row("ssh with a path for a shell", text("ssh://b/$(reboot)"), "");
    row("ssh with a line end", text("ssh://b\n"), "");
    row("ssh path too long", QStringLiteral("ssh://b/") + QString(107, u'x'), "");
    row("web address", text("https://a:2376"), "");
    row("Windows pipe", text("npipe:////./pipe/docker_engine"), "");
}

void TestDockerEndpoint::forms()
{
    QFETCH(QString, text);
    QFETCH(QString, folder);
    QFETCH(QString, read);
    const auto endpoint = DockerEndpoint::parse(text, folder);
    QCOMPARE(endpoint.has_value(), !read.isEmpty());
    if (endpoint) {
        QCOMPARE(endpoint->toString(), read);
        QCOMPARE(DockerEndpoint::parse(read, folder).value(), *endpoint);
    } else {
        QVERIFY(!endpoint.error().remedy.isEmpty());
        QVERIFY(!endpoint.error().toString().contains(QStringLiteral("secret")));
    }
}

void TestDockerEndpoint::tlsFolderNamesThreeFiles()
{
    const auto endpoint =
        DockerEndpoint::parse(QStringLiteral("tcp://a:2376"), QStringLiteral("/tls/"));
    QCOMPARE(endpoint->transport, DockerEndpoint::Transport::Tls);
    QCOMPARE(endpoint->caFile, QStringLiteral("/tls/ca.pem"));
    QCOMPARE(endpoint->certificateFile, QStringLiteral("/tls/cert.pem"));
    QCOMPARE(endpoint->keyFile, QStringLiteral("/tls/key.pem"));
}

void TestDockerEndpoint::environment_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("verify");
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<QString>("read");
    QTest::addColumn<QString>("caFile");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray()
                             << QStringLiteral("unix:///var/run/docker.sock") << QString();
    QTest::newRow("host") << QByteArray("tcp://a:1") << QByteArray() << QByteArray()
                          << QStringLiteral("tcp://a:1") << QString();
    QTest::newRow("certificates without TLS asked for")
        << QByteArray("tcp://a:1") << QByteArray() << QByteArray("/tls")
        << QStringLiteral("tcp://a:1") << QString();
    QTest::newRow("TLS") << QByteArray("tcp://a") << QByteArray("1") << QByteArray("/tls")
                         << QStringLiteral("tcp://a:2376") << QStringLiteral("/tls/ca.pem");
}

void TestDockerEndpoint::environment()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, verify);
    QFETCH(QByteArray, folder);
    qputenv("DOCKER_HOST", host);
    qputenv("DOCKER_TLS_VERIFY", verify);
    qputenv("DOCKER_CERT_PATH", folder);
    const auto endpoint = DockerEndpoint::fromEnvironment();
    QVERIFY(endpoint.has_value());
    QTEST(endpoint->toString(), "read");
    QTEST(endpoint->caFile, "caFile");
}

void TestDockerEndpoint::hostNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("word") << QStringLiteral("local") << true;
    QTest::newRow("all it may hold") << QStringLiteral("Web-1.edge_2") << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("slash") << QStringLiteral("a/b") << false;
    QTest::newRow("glob") << QStringLiteral("web*") << false;
    QTest::newRow("leading dot") << QStringLiteral(".a") << false;
    QTest::newRow("line end") << QStringLiteral("a\n") << false;
    QTest::newRow("too long") << QString(65, u'a') << false;
}

void TestDockerEndpoint::hostNames()
{
    QFETCH(QString, name);
    HostSet hosts;
    QTEST(hosts.add({.name = name}).has_value(), "accepted");
}

void TestDockerEndpoint::targets_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QStringList>("picked");
    const QString a = QStringLiteral("web-2");
    const QString b = QStringLiteral("web-1");
    const QString c = QStringLiteral("edge");
    QTest::newRow("all") << QStringLiteral("*") << QStringList{a, b, c};
    QTest::newRow("glob") << QStringLiteral("web*") << QStringList{a, b};
    QTest::newRow("list") << QStringLiteral("edge, web-1") << QStringList{b, c};
    QTest::newRow("whole name only") << QStringLiteral("web") << QStringList{};
    QTest::newRow("class") << QStringLiteral("web-[2-9]") << QStringList{a};
    QTest::newRow("a label") << QStringLiteral("G@zone:edge") << QStringList{c};
    QTest::newRow("a dot is a dot") << QStringLiteral("....") << QStringList{};
}

void TestDockerEndpoint::targets()
{
    QFETCH(QString, target);
    HostSet hosts;
    for (const char *name : {"web-2", "web-1", "edge"})
        QVERIFY(hosts
                    .add({.name = QString::fromLatin1(name),
                          .labels = {{QStringLiteral("zone"), QString::fromLatin1(name)}}})
                    .has_value());
    QTEST(hosts.select(Target::parse(target).value()), "picked");
}

void TestDockerEndpoint::noTwoHostsOfOneName()
{
    HostSet hosts;
    QVERIFY(hosts.add({.name = QStringLiteral("a")}).has_value());
    QVERIFY(!hosts.add({.name = QStringLiteral("a")}).has_value());
    QCOMPARE(hosts.names(), QStringList{QStringLiteral("a")});
    QVERIFY(hosts.client(QStringLiteral("a")) != nullptr);
    QVERIFY(hosts.client(QStringLiteral("b")) == nullptr);
}

QTEST_GUILESS_MAIN(TestDockerEndpoint)
#include "tst_dockerendpoint.moc"
