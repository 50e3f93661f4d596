#include "tests/integration/fetchedimage.h"
#include "tests/integration/podmanservice.h"
#include "tests/integration/registryrig.h"
#include "tests/lab/lab.h"
#include "tests/nodes/nodefixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Images that Podman pulls from a real registry that wants a login. Both are in a network of their
/// own, so that the port is free. Podman is slow to store things: few images and containers.
class TestPodmanPull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void logins_data();
    void logins();
    void errorsSayHowToMend_data();
    void errorsSayHowToMend();
    void pullsWhatATagMeansNow();
    void nodesEnsureImages();
    void cleanupTestCase() { m_rig.reset(); }

private:
    FetchedImage fetch(const QString &reference, PullPolicy policy = PullPolicy::Missing)
    {
        return fetchImage(m_rig->client(), reference, policy);
    }
    void configure(const QByteArray &config) const;
    StepOutcome ensure(const QByteArray &parameters);
    QString actionOf(const QByteArray &parameters);

    PodmanService m_podman{{.isApart = true, .plainRegistries = {u"localhost:5000"_s}}};
    std::unique_ptr<EngineRig> m_rig;
    std::unique_ptr<RegistryRig> m_registry;
    QTemporaryDir m_folder;
};

void TestPodmanPull::initTestCase()
{
    if (!PodmanService::whatIsMissing().isEmpty())
        QSKIP(qPrintable(PodmanService::whatIsMissing()));
    qputenv("DOCKER_CONFIG", m_folder.path().toUtf8());
    QVERIFY(m_podman.import(Lab::imageFile(u"busybox"_s), u"busybox:1.36"_s));
    QVERIFY(m_podman.import(Lab::imageFile(u"registry"_s), u"registry:2"_s));
    QVERIFY(m_podman.start());
    m_rig = std::make_unique<EngineRig>(m_podman.endpoint());
    m_registry = std::make_unique<RegistryRig>(*m_rig, 5000, true);
    QVERIFY(m_registry->start());
}

void TestPodmanPull::configure(const QByteArray &config) const
{
    QFile file(m_folder.filePath(u"config.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(config);
}

void TestPodmanPull::logins_data()
{
    QTest::addColumn<QByteArray>("pair"); // user and password; empty: no login
    QTest::addColumn<bool>("allowed");
    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("wrong") << QByteArray("ada:no-password") << false;
    QTest::newRow("right") << QByteArray("ada:lab-password") << true;
}

void TestPodmanPull::logins()
{
    QFETCH(QByteArray, pair);
    QFETCH(bool, allowed);
    if (!pair.isEmpty())
        configure(R"({"auths":{"localhost:5000":{"auth":")" + pair.toBase64() + R"("}}})");
    const FetchedImage fetched = fetch(m_registry->name() + u"/ready:1"_s);
    const QString told = fetched.log + (fetched.image ? QString()
                                                      : fetched.image.error().toString() +
                                                            fetched.image.error().detail);
    QVERIFY2(fetched.image.has_value() == allowed, qPrintable(told));
    QVERIFY(!told.contains(u"password"_s));
    if (!allowed)
        QVERIFY2(told.contains(u"docker login localhost:5000"_s), qPrintable(told));
}

void TestPodmanPull::errorsSayHowToMend_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such tag") << u"localhost:5000/ready:9"_s << ErrorKind::NotFound
                                 << u"the tag"_s;
    QTest::newRow("no such repository")
        << u"localhost:5000/nothing:1"_s << ErrorKind::NotFound << u"the name"_s;
    QTest::newRow("nobody listens")
        << u"localhost:1/web:1"_s << ErrorKind::Unreachable << u"reaches localhost:1"_s;
    // The same registry by a name that Podman has not been told to speak to without TLS.
    QTest::newRow("no TLS") << u"127.0.0.1:5000/ready:1"_s << ErrorKind::Unreachable
                            << u"registries.conf"_s;
}

void TestPodmanPull::errorsSayHowToMend()
{
    QFETCH(QString, image);
    QFETCH(QString, words);
    configure(m_registry->configWithLogin());
    const FetchedImage fetched = fetch(image);
    QVERIFY(!fetched.image);
    const Error error = fetched.image.error();
    QVERIFY2(error.toString().contains(words),
             qPrintable(QString(error.toString() + error.detail)));
    QTEST(error.kind, "kind");
}

void TestPodmanPull::pullsWhatATagMeansNow()
{
    configure(m_registry->configWithLogin());
    const QString image = m_registry->name() + u"/ready:1"_s;
    const FetchedImage before = fetch(image);
    QVERIFY(before.image && !before.image->pulled);
    QCOMPARE(before.log, QString());
    const FetchedImage same = fetch(image, PullPolicy::Always);
    QVERIFY(same.image && !same.image->pulled);
    QCOMPARE(same.image->digest, before.image->digest);

    const QString digest = m_registry->publish(u"other"_s, u"1"_s, u"new"_s);
    QVERIFY(!digest.isEmpty());
    const QString other = m_registry->name() + u"/other"_s;
    QVERIFY(m_rig->call("POST",
                        u"/images/%1/tag"_s.arg(before.image->id),
                        dockerQuery({{u"repo"_s, other}, {u"tag"_s, u"1"_s}})));
    const FetchedImage moved = fetch(other + u":1"_s, PullPolicy::Always);
    QVERIFY2(moved.image && moved.image->pulled, qPrintable(moved.log));
    QCOMPARE(moved.image->digest, digest);
    QVERIFY2(moved.log.contains(u"digest "_s + digest), qPrintable(moved.log));
    QVERIFY2(moved.log.contains(u"\nlayer "_s), qPrintable(moved.log));
    QVERIFY2(!moved.log.contains(moved.image->id.mid(7, 12)), qPrintable(moved.log)); // is no layer
}

StepOutcome TestPodmanPull::ensure(const QByteArray &parameters)
{
    NodeFixture fixture(u"image.ensure"_s, "{" + parameters + "}");
    fixture.host = u"pod"_s;
    fixture.timeout = std::chrono::minutes(1);
    if (!fixture.hosts.add({fixture.host, DockerEndpoint::parse(m_podman.endpoint()).value(), {}}))
        return {};
    return fixture.run(makeEvent("a"));
}

QString TestPodmanPull::actionOf(const QByteArray &parameters)
{
    const StepOutcome outcome = ensure(parameters);
    return outcome.error ? outcome.error->toString() + outcome.error->detail
                         : outcome.exits.front().data->toObject().value(u"action"_s).toString();
}

void TestPodmanPull::nodesEnsureImages()
{
    configure(m_registry->configWithLogin());
    const QByteArray image = "'image':'localhost:5000/ready:1'";
    QCOMPARE(actionOf(image + ",'state':'absent'"), u"removed"_s);
    QCOMPARE(actionOf(image + ",'dryRun':true"), u"pulled"_s);
    const StepOutcome pulled = ensure(image);
    QVERIFY2(!pulled.error, qPrintable(pulled.error ? pulled.error->toString() : QString()));
    QCOMPARE(pulled.exits.front().port, u"changed"_s);
    const QString digest = pulled.detail[u"image"_s][u"digest"_s].toString();
    QVERIFY2(pulled.log.contains(u"digest "_s + digest), qPrintable(pulled.log));
    QVERIFY(!pulled.log.contains(u"lab-password"_s));
    QCOMPARE(actionOf(image), u"none"_s);
    QCOMPARE(actionOf(image + ",'pull':'always'"), u"none"_s);
    QCOMPARE(actionOf(image + ",'tags':['localhost:5000/ready:stable']"), u"tagged"_s);
    QCOMPARE(actionOf("'image':'localhost:5000/ready:stable','state':'absent'"), u"removed"_s);
    QCOMPARE(actionOf(image + ",'state':'absent'"), u"removed"_s);
    QCOMPARE(actionOf(image + ",'state':'absent'"), u"none"_s);
}

QTEST_GUILESS_MAIN(TestPodmanPull)
#include "tst_podmanpull.moc"
