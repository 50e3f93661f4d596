#include "tests/integration/fetchedimage.h"
#include "tests/integration/registryrig.h"
#include "tests/lab/lab.h"
#include "tests/nodes/nodefixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

// Images that are pulled: a real Docker engine and a real registry, with and without a login.
class TestImageFetch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void policies();
    void logins_data();
    void logins();
    void errorsSayHowToMend_data();
    void errorsSayHowToMend();
    void deletingStopsThePull();
    void nodesEnsureImages();
    void nodesPullWhatTheyNeed();
    void cleanupTestCase();

private:
    FetchedImage fetch(const QString &reference, PullPolicy policy = PullPolicy::Missing)
    {
        return fetchImage(m_engine->client(), reference, policy);
    }
    void configure(const QByteArray &config);
    StepOutcome run(const QString &kind, const QByteArray &parameters);

    Lab::PrivateEngine m_lab{QStringLiteral("imagefetch"),
                             {.images = QStringLiteral("busybox registry")}};
    std::unique_ptr<EngineRig> m_engine;
    std::unique_ptr<RegistryRig> m_open;
    std::unique_ptr<RegistryRig> m_closed;
    QTemporaryDir m_folder;
};

void TestImageFetch::initTestCase()
{
    QVERIFY(m_lab.start());
    m_engine = std::make_unique<EngineRig>(m_lab.endpoint());
    m_open = std::make_unique<RegistryRig>(*m_engine, 5000, false);
    m_closed = std::make_unique<RegistryRig>(*m_engine, 5001, true);
    QVERIFY(m_open->start());
    QVERIFY(m_closed->start());
    qputenv("DOCKER_CONFIG", m_folder.path().toUtf8());
}

void TestImageFetch::init()
{
    QFile::remove(m_folder.filePath(QStringLiteral("config.json")));
}

void TestImageFetch::configure(const QByteArray &config)
{
    QFile file(m_folder.filePath(QStringLiteral("config.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(config);
}

void TestImageFetch::policies()
{
    const QString web = m_open->name() + QStringLiteral("/web:1");
    const QString first =
        m_open->publish(QStringLiteral("web"), QStringLiteral("1"), QStringLiteral("a"));
    QVERIFY(!first.isEmpty());

    const FetchedImage never = fetch(web, PullPolicy::Never);
    QVERIFY(!never.image);
    QCOMPARE(never.image.error().kind, ErrorKind::NotFound);
    QVERIFY(never.image.error().remedy.contains(QStringLiteral("pull: missing")));

    const FetchedImage missing = fetch(web);
    QVERIFY2(missing.image,
             qPrintable(missing.image ? QString() : missing.image.error().toString()));
    QVERIFY(missing.image->pulled);
    QCOMPARE(missing.image->digest, first);
    QVERIFY2(missing.log.contains(first), qPrintable(missing.log));
    QVERIFY(missing.log.contains(QStringLiteral("layer")));

    const FetchedImage again = fetch(web);
    QVERIFY(again.image && !again.image->pulled);
    QCOMPARE(again.image->digest, first);
    QCOMPARE(again.log, QString());

    const FetchedImage same = fetch(web, PullPolicy::Always);
    QVERIFY(same.image && !same.image->pulled);

    const QString second =
        m_open->publish(QStringLiteral("web"), QStringLiteral("1"), QStringLiteral("b"));
    QVERIFY(second != first);
    QVERIFY(m_engine->call("POST",
                           QStringLiteral("/images/%1/tag").arg(missing.image->id),
                           dockerQuery({{QStringLiteral("repo"), web.section(u':', 0, -2)},
                                        {QStringLiteral("tag"), QStringLiteral("1")}})));
    QCOMPARE(fetch(web).image->digest, first); // it is there, so it is not asked for
    const FetchedImage moved = fetch(web, PullPolicy::Always);
    QVERIFY(moved.image && moved.image->pulled);
    QCOMPARE(moved.image->digest, second);

    const QString third =
        m_open->publish(QStringLiteral("other"), QStringLiteral("1"), QStringLiteral("c"));
    QVERIFY(!third.isEmpty());
    const FetchedImage byDigest = fetch(m_open->name() + QStringLiteral("/other@") + third);
    QVERIFY(byDigest.image && byDigest.image->pulled);
    const FetchedImage byId = fetch(byDigest.image->id);
    QVERIFY(byId.image && !byId.image->pulled);
}

void TestImageFetch::logins_data()
{
    QTest::addColumn<QByteArray>("config"); // empty: none
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("none") << QByteArray() << QByteArray() << false;
    QTest::newRow("in the file") << QByteArray("file") << QByteArray() << true;
    QTest::newRow("a wrong password")
        << QByteArray(R"({"auths":{"localhost:5001":{"auth":")" +
                      QByteArray("ada:no-password").toBase64() + R"("}}})")
        << QByteArray() << false;
    QTest::newRow("a program") << QByteArray(R"({"credsStore":"lab"})")
                               << QByteArray(R"({"Username":"ada","Secret":"lab-password"})")
                               << true;
    QTest::newRow("a program for this registry")
        << QByteArray(R"({"credHelpers":{"localhost:5001":"lab"}})")
        << QByteArray(R"({"Username":"ada","Secret":"lab-password"})") << true;
    QTest::newRow("a program that is missing")
        << QByteArray(R"({"credsStore":"nobody-has-this"})") << QByteArray() << false;
}

void TestImageFetch::logins()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, program);
    QFETCH(bool, allowed);
    const QString repository = QStringLiteral("closed");
    QVERIFY(!m_closed->publish(repository, QStringLiteral("1"), QStringLiteral("x")).isEmpty());
    if (!config.isEmpty())
        configure(config == "file" ? m_closed->configWithLogin() : config);
    QFile script(m_folder.filePath(QStringLiteral("docker-credential-lab")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("#!/bin/sh\necho '" + program + "'\n");
    script.close();
    script.setPermissions(QFileDevice::ReadOwner | QFileDevice::ExeOwner | QFileDevice::WriteOwner);
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", m_folder.path().toUtf8() + ':' + path);
    const FetchedImage fetched = fetch(m_closed->name() + QStringLiteral("/closed:1"));
    qputenv("PATH", path);
    const QString told = fetched.log + (fetched.image ? QString()
                                                      : fetched.image.error().toString() +
                                                            fetched.image.error().detail);
    QVERIFY2(fetched.image.has_value() == allowed, qPrintable(told));
    QVERIFY(!told.contains(QStringLiteral("lab-password")));
    if (!allowed)
        QVERIFY2(told.contains(QStringLiteral("docker login localhost:5001")), qPrintable(told));
}

void TestImageFetch::errorsSayHowToMend_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such tag") << QStringLiteral("localhost:5000/ready:9") << ErrorKind::NotFound
                                 << QStringLiteral("the tag");
    QTest::newRow("no such repository") << QStringLiteral("localhost:5000/nothing:1")
                                        << ErrorKind::NotFound << QStringLiteral("localhost:5000");
    QTest::newRow("nobody listens") << QStringLiteral("localhost:1/web:1") << ErrorKind::Unreachable
                                    << QStringLiteral("reaches localhost:1");
    QTest::newRow("an unknown id") << QString(QStringLiteral("sha256:") + QString(64, u'0'))
                                   << ErrorKind::NotFound << QStringLiteral("Check its name");
}

void TestImageFetch::errorsSayHowToMend()
{
    QFETCH(QString, image);
    QFETCH(QString, words);
    const FetchedImage fetched = fetch(image);
    QVERIFY(!fetched.image);
    const Error error = fetched.image.error();
    QVERIFY2(error.toString().contains(words),
             qPrintable(QString(error.toString() + error.detail)));
    QTEST(error.kind, "kind");
}

void TestImageFetch::deletingStopsThePull()
{
    QVERIFY(!m_open->publish(QStringLiteral("gone"), QStringLiteral("1"), QStringLiteral("y"))
                 .isEmpty());
    const auto image = ImageReference::parse(m_open->name() + QStringLiteral("/gone:1"));
    auto fetch =
        std::make_unique<ImageFetch>(&m_engine->client(), image.value(), PullPolicy::Missing);
    bool ended = false;
    connect(fetch.get(), &ImageFetch::finished, this, [&] { ended = true; });
    fetch->start();
    fetch.reset();
    QVERIFY(m_engine->call("GET", QStringLiteral("/info"))); // the loop has turned since
    QVERIFY(!ended);
}

StepOutcome TestImageFetch::run(const QString &kind, const QByteArray &parameters)
{
    NodeFixture fixture(kind, "{" + parameters + "}");
    fixture.host = QStringLiteral("local");
    fixture.timeout = std::chrono::minutes(1);
    if (!fixture.hosts.add({fixture.host, DockerEndpoint::parse(m_lab.endpoint()).value(), {}}))
        return {};
    return fixture.run(makeEvent("a"));
}

void TestImageFetch::nodesEnsureImages()
{
    const QString digest =
        m_closed->publish(QStringLiteral("shop"), QStringLiteral("1"), QStringLiteral("s"));
    configure(m_closed->configWithLogin());
    const QString kind = QStringLiteral("image.ensure");
    const QByteArray image = "'image':'localhost:5001/shop:1'";
    const auto action = [&](const QByteArray &parameters) {
        const StepOutcome outcome = run(kind, parameters);
        return outcome.error ? outcome.error->toString()
                             : outcome.exits.front()
                                   .data->toObject()
                                   .value(QLatin1StringView("action"))
                                   .toString();
    };
    QCOMPARE(action(image + ",'dryRun':true"), QStringLiteral("pulled"));
    QVERIFY(run(kind, image + ",'pull':'never'").error);
    const StepOutcome pulled = run(kind, image);
    QVERIFY2(!pulled.error, qPrintable(pulled.error ? pulled.error->toString() : QString()));
    QCOMPARE(pulled.exits.front().port, QStringLiteral("changed"));
    QCOMPARE(pulled.detail[QLatin1StringView("image")][QLatin1StringView("digest")].toString(),
             digest);
    QVERIFY2(pulled.log.contains(QStringLiteral("layer")), qPrintable(pulled.log));
    QVERIFY(!pulled.log.contains(QStringLiteral("lab-password")));
    QCOMPARE(action(image), QStringLiteral("none"));
    QCOMPARE(action(image + ",'pull':'always'"), QStringLiteral("none"));

    const QByteArray tagged = image + ",'tags':['shop:stable','shop:1']";
    QCOMPARE(action(tagged + ",'dryRun':true"), QStringLiteral("tagged"));
    QVERIFY(!m_engine->call("GET", QStringLiteral("/images/shop:stable/json")));
    QCOMPARE(action(tagged), QStringLiteral("tagged"));
    QVERIFY(m_engine->call("GET", QStringLiteral("/images/shop:stable/json")));
    QCOMPARE(action(tagged), QStringLiteral("none"));

    QCOMPARE(action("'image':'shop:stable','state':'absent'"), QStringLiteral("removed"));
    QCOMPARE(action("'image':'shop:stable','state':'absent'"), QStringLiteral("none"));
    m_engine->create({QStringLiteral("true")},
                     {{QStringLiteral("Image"), QStringLiteral("localhost:5001/shop:1")}});
    QCOMPARE(action("'image':'shop:1','state':'absent'"), QStringLiteral("removed"));
    const StepOutcome used = run(kind, image + ",'state':'absent'");
    QVERIFY(used.error && used.error->remedy.contains(QStringLiteral("force")));
    QCOMPARE(action(image + ",'state':'absent','force':true"), QStringLiteral("removed"));
}

void TestImageFetch::nodesPullWhatTheyNeed()
{
    const QString digest =
        m_closed->publish(QStringLiteral("site"), QStringLiteral("1"), QStringLiteral("t"));
    const QByteArray settings = "'name':'saltern-tst-site','image':'localhost:5001/site:1',"
                                "'networks':['none'],'settle':'0s','stopTimeout':'0s'";
    const StepOutcome refused = run(QStringLiteral("container.ensure"), settings);
    QVERIFY(refused.error);
    QCOMPARE(refused.error->kind, ErrorKind::PermissionDenied);
    configure(m_closed->configWithLogin());
    const StepOutcome made = run(QStringLiteral("container.ensure"), settings);
    QVERIFY2(!made.error, qPrintable(made.error ? made.error->toString() : QString()));
    QVERIFY(made.detail[QLatin1StringView("image")][QLatin1StringView("pulled")].toBool());
    QCOMPARE(made.detail[QLatin1StringView("image")][QLatin1StringView("digest")].toString(),
             digest);
    QVERIFY(made.log.contains(digest));
    m_engine->remove(QStringLiteral("saltern-tst-site"));
}

void TestImageFetch::cleanupTestCase()
{
    if (m_engine)
        m_engine->removeAll();
}

QTEST_GUILESS_MAIN(TestImageFetch)
#include "tst_imagefetch.moc"
