#include "engine/docker/imagefetch.h"
#include "engine/docker/pullerror.h"
#include "engine/docker/registrylogin.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

// Names of images, logins of registries, the lines of a pull. That it pulls from a real registry is
// tested in tests/integration/tst_imagefetch.cpp.
class TestImagePull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void references_data();
    void references();
    void noReferences_data();
    void noReferences();
    void credentials_data();
    void credentials();
    void brokenConfigurations_data();
    void brokenConfigurations();
    void programs_data();
    void programs();
    void progress();
    void progressOfPodman();
    void errors_data();
    void errors();
    void digests();
};

namespace {

QJsonObject decoded(const QByteArray &header)
{
    return QJsonDocument::fromJson(QByteArray::fromBase64(header, QByteArray::Base64UrlEncoding))
        .object();
}

Result<RegistryCredentials> logIn(const QString &registry, const QString &folder)
{
    RegistryLogin login(registry, folder);
    std::optional<Result<RegistryCredentials>> result;
    QObject::connect(
        &login, &RegistryLogin::finished, &login, [&](const auto &found) { result = found; });
    login.start();
    if (result)
        QTest::qFail("finished() came from inside start()", __FILE__, __LINE__);
    if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000))
        return fail(ErrorKind::Internal, QStringLiteral("finished() never came"));
    return *result;
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
}

} // namespace

void TestImagePull::references_data()
{
    QTest::addColumn<QString>("registry");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("complete");
    const auto row =
        [](const char *text, const char *registry, const char *repository, const char *complete) {
            QTest::newRow(text) << QString::fromLatin1(registry) << QString::fromLatin1(repository)
                                << QString::fromLatin1(complete);
        };
    row("busybox", "docker.io", "library/busybox", "busybox:latest");
    row("busybox:1.36", "docker.io", "library/busybox", "busybox:1.36");
    row("shop/web:2", "docker.io", "shop/web", "shop/web:2");
    row("localhost/web", "localhost", "web", "localhost/web:latest");
    row("localhost:5000/a/b_c:v1.0-x", "localhost:5000", "a/b_c", "localhost:5000/a/b_c:v1.0-x");
    row("ghcr.io/org/app", "ghcr.io", "org/app", "ghcr.io/org/app:latest");
    const QByteArray id = QByteArray("sha256:").append(64, 'a');
    const QByteArray byDigest = QByteArray("web@").append(id);
    row(byDigest.constData(), "docker.io", "library/web", byDigest.constData());
    row(id.constData(), "", "", id.constData());
}

void TestImagePull::references()
{
    const auto reference = ImageReference::parse(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(reference, qPrintable(reference ? QString() : reference.error().toString()));
    QTEST(reference->registry, "registry");
    QTEST(reference->repository, "repository");
    QTEST(reference->complete(), "complete");
}

void TestImagePull::noReferences_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("capitals") << QStringLiteral("Web:1");
    QTest::newRow("out of the folder") << QStringLiteral("../containers/prune");
    QTest::newRow("a query") << QStringLiteral("web?force=1");
    QTest::newRow("line end") << QStringLiteral("web:1\n");
    QTest::newRow("two slashes") << QStringLiteral("a//b");
    QTest::newRow("no tag") << QStringLiteral("web:");
    QTest::newRow("short digest") << QStringLiteral("web@sha256:abc");
    QTest::newRow("very long") << QString(600, u'a');
}

void TestImagePull::noReferences()
{
    QFETCH(QString, text);
    const auto reference = ImageReference::parse(text);
    QVERIFY(!reference);
    QCOMPARE(reference.error().kind, ErrorKind::BadInput);
    QVERIFY(!reference.error().remedy.isEmpty());
}

void TestImagePull::credentials_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("registry");
    QTest::addColumn<QString>("helper");
    QTest::addColumn<QJsonObject>("login"); // empty = none
    const auto row = [](const char *name,
                        const char *config,
                        const char *registry,
                        const QJsonObject &login,
                        const char *helper = "") {
        QTest::newRow(name) << QByteArray(config).replace('\'', '"')
                            << QString::fromLatin1(registry) << QString::fromLatin1(helper)
                            << login;
    };
    const auto ada = [](const char *server) {
        return QJsonObject{{QStringLiteral("username"), QStringLiteral("ada")},
                           {QStringLiteral("password"), QStringLiteral("a:b")},
                           {QStringLiteral("serveraddress"), QString::fromLatin1(server)}};
    };
    // YWRhOmE6Yg== is "ada:a:b": only the first colon separates.
    row("nothing", "{}", "localhost:5000", {});
    row("a login",
        "{'auths':{'localhost:5000':{'auth':'YWRhOmE6Yg=='}}}",
        "localhost:5000",
        ada("localhost:5000"));
    row("written as an address",
        "{'auths':{'https://reg.example/v1/':{'auth':'YWRhOmE6Yg=='}}}",
        "reg.example",
        ada("reg.example"));
    row("Docker Hub",
        "{'auths':{'https://index.docker.io/v1/':{'auth':'YWRhOmE6Yg=='}}}",
        "docker.io",
        ada("https://index.docker.io/v1/"));
    row("another registry's",
        "{'auths':{'localhost:5001':{'auth':'YWRhOmE6Yg=='}}}",
        "localhost:5000",
        {});
    row("a token",
        "{'auths':{'reg.example':{'auth':'PHRva2VuPjo=','identitytoken':'t0k'}}}",
        "reg.example",
        {{QStringLiteral("identitytoken"), QStringLiteral("t0k")},
         {QStringLiteral("serveraddress"), QStringLiteral("reg.example")}});
    row("an entry without a login", "{'auths':{'reg.example':{}}}", "reg.example", {});
    row("not base64", "{'auths':{'reg.example':{'auth':'%%%'}}}", "reg.example", {});
    row("a store for all",
        "{'auths':{'reg.example':{}},'credsStore':'secretservice'}",
        "reg.example",
        {},
        "secretservice");
    row("a program for one",
        "{'credsStore':'pass','credHelpers':{'reg.example':'ecr-login'}}",
        "reg.example",
        {},
        "ecr-login");
    row("a program for another",
        "{'credHelpers':{'reg.example':'ecr-login'}}",
        "localhost:5000",
        {});
}

void TestImagePull::credentials()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, registry);
    const auto source = findCredentials(config, QStringLiteral("config.json"), registry);
    QVERIFY(source);
    QTEST(source->helper, "helper");
    QTEST(decoded(source->credentials.header), "login");
}

void TestImagePull::brokenConfigurations_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::newRow("no JSON") << QByteArray("auths: {}");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("a path as a program") << QByteArray(R"({"credsStore":"../../tmp/x"})");
    QTest::newRow("words as a program") << QByteArray(R"({"credsStore":"a b"})");
}

void TestImagePull::brokenConfigurations()
{
    QFETCH(QByteArray, config);
    const auto source =
        findCredentials(config, QStringLiteral("/h/config.json"), QStringLiteral("reg.example"));
    QVERIFY(!source);
    QVERIFY(source.error().message.contains(QStringLiteral("/h/config.json")));
}

void TestImagePull::programs_data()
{
    QTest::addColumn<QByteArray>("program"); // empty: it does not exist
    QTest::addColumn<QString>("user");       // what it says; empty: no login
    QTest::addColumn<ErrorKind>("kind");     // Internal: no error
    const auto row = [](const char *name, const char *program, const char *user, ErrorKind kind) {
        QTest::newRow(name) << QByteArray(program) << QString::fromLatin1(user) << kind;
    };
    row("a login",
        "read server; printf '{\"Username\":\"%s\",\"Secret\":\"s3cret\"}' \"$server\"",
        "reg.example",
        ErrorKind::Internal);
    row("none", "echo 'credentials not found in native keychain'; exit 1", "", ErrorKind::Internal);
    row("it fails", "exit 3", "", ErrorKind::Failed);
    row("it talks", "echo hello", "", ErrorKind::Protocol);
    row("it does not exist", "", "", ErrorKind::NotFound);
}

void TestImagePull::programs()
{
    QFETCH(QByteArray, program);
    QFETCH(QString, user);
    QFETCH(ErrorKind, kind);
    QTemporaryDir folder;
    write(folder.filePath(QStringLiteral("config.json")), R"({"credsStore":"lab"})");
    if (!program.isEmpty())
        write(folder.filePath(QStringLiteral("docker-credential-lab")),
              "#!/bin/sh\n[ \"$1\" = get ] || exit 9\n" + program + "\n");
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", folder.path().toUtf8() + ':' + path);
    const auto found = logIn(QStringLiteral("reg.example"), folder.path());
    qputenv("PATH", path);
    QCOMPARE(found ? ErrorKind::Internal : found.error().kind, kind);
    if (found) {
        QCOMPARE(decoded(found->header).value(QLatin1StringView("username")).toString(), user);
        QVERIFY(!found->source.contains(QStringLiteral("s3cret")));
    }
}

void TestImagePull::progress()
{
    PullProgress progress;
    QCOMPARE(progress.summary(), QString());
    for (
        const char *line : {
            R"({"status":"Pulling from web","id":"2"})",
            R"({"status":"Pulling fs layer","progressDetail":{},"id":"aa"})",
            R"({"status":"Already exists","progressDetail":{},"id":"bb"})",
            R"({"status":"Downloading","progressDetail":{"current":1048576,"total":4194304},"id":"aa"})",
        })
        progress.feed(line);
    QCOMPARE(progress.summary(), QStringLiteral("1 of 2 layers, 1.0 of 4.0 MiB"));
    for (const char *line : {
             R"({"status":"Download complete","progressDetail":{},"id":"aa"})",
             R"({"status":"Extracting","progressDetail":{"current":1,"total":4194304},"id":"aa"})",
             R"({"status":"Pull complete","progressDetail":{},"id":"aa"})",
             R"({"status":"Digest: sha256:1234"})",
             R"({"status":"Status: Downloaded newer image for web:2"})",
             "no JSON",
         })
        progress.feed(line);
    QCOMPARE(progress.summary(), QStringLiteral("2 of 2 layers, 4.0 of 4.0 MiB"));
    QCOMPARE(progress.digest(), QStringLiteral("sha256:1234"));
    QCOMPARE(progress.log(),
             QStringList({QStringLiteral("layer bb was there"),
                          QStringLiteral("layer aa pulled"),
                          QStringLiteral("digest sha256:1234")}));
    QVERIFY(progress.error().isEmpty());
    progress.feed(R"({"errorDetail":{"message":"no space"},"error":"no space"})");
    QCOMPARE(progress.error(), QStringLiteral("no space"));
}

// As Podman 4.3 answers: the image's own id comes as if it were a layer.
void TestImagePull::progressOfPodman()
{
    PullProgress progress;
    for (const char *line : {
             R"({"status":"Already exists","progressDetail":{},"id":"bb"})",
             R"({"status":"Pulling fs layer","progressDetail":{},"id":"aa"})",
             R"({"status":"Pulling fs layer","progressDetail":{},"id":"ee"})",
             R"({"status":"Download complete","progressDetail":{},"id":"aa"})",
         })
        progress.feed(line);
    QCOMPARE(progress.summary(), QStringLiteral("2 of 3 layers"));
    for (int i = 0; i < 2; ++i)
        progress.feed(R"({"status":"Download complete","progressDetail":{},"id":"ee"})");
    QCOMPARE(progress.summary(), QStringLiteral("2 of 2 layers"));
    progress.setDigest(QStringLiteral("sha256:1234"));
    QCOMPARE(progress.digest(), QStringLiteral("sha256:1234"));
    QCOMPARE(progress.log(),
             QStringList({QStringLiteral("layer bb was there"),
                          QStringLiteral("layer aa pulled"),
                          QStringLiteral("digest sha256:1234")}));
}

void TestImagePull::errors_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<bool>("hasLogin");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("mending");
    const auto row = [](const char *name,
                        const char *reason,
                        ErrorKind kind,
                        const char *mending,
                        bool hasLogin = false) {
        QTest::newRow(name) << QString::fromLatin1(reason) << hasLogin << kind
                            << QString::fromLatin1(mending);
    };
    row("no login",
        "Head \"https://reg:5000/v2/web/manifests/2\": no basic auth credentials",
        ErrorKind::PermissionDenied,
        "docker login reg:5000");
    row("a wrong login",
        "unauthorized: authentication required",
        ErrorKind::PermissionDenied,
        "config.json",
        true);
    row("private or missing",
        "pull access denied for web, repository does not exist or may require 'docker login'",
        ErrorKind::PermissionDenied,
        "check the image's name");
    row("no such tag",
        "manifest for reg:5000/web:2 not found: manifest unknown: manifest unknown",
        ErrorKind::NotFound,
        "Check the name");
    row("nobody listens",
        "Get \"http://reg:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused",
        ErrorKind::Unreachable,
        "the Docker host reaches reg:5000");
    row("no TLS",
        "http: server gave HTTP response to HTTPS client",
        ErrorKind::Unreachable,
        "insecure-registries");
    row("own authority",
        "x509: certificate signed by unknown authority",
        ErrorKind::Unreachable,
        "/etc/docker/certs.d/reg:5000/ca.crt");
    row("disk full", "write /x: no space left on device", ErrorKind::Failed, "Make room");
    row("anything else", "something broke", ErrorKind::NotFound, "Pull or load it");
}

void TestImagePull::errors()
{
    QFETCH(QString, reason);
    QFETCH(bool, hasLogin);
    QFETCH(QString, mending);
    const auto image = ImageReference::parse(QStringLiteral("reg:5000/web:2"));
    const RegistryCredentials credentials{hasLogin ? "x" : "",
                                          hasLogin ? QStringLiteral("/h/config.json") : QString()};
    const Error error = pullError(*image, credentials, {ErrorKind::Failed, reason, {}, {}});
    QTEST(error.kind, "kind");
    QVERIFY2(error.toString().contains(mending), qPrintable(error.toString()));
    QVERIFY(error.message.contains(QStringLiteral("reg:5000/web:2")));
    QCOMPARE(error.detail, reason);
}

void TestImagePull::digests()
{
    const auto image = ImageReference::parse(QStringLiteral("reg:5000/web:2"));
    const QJsonObject inspected{
        {QStringLiteral("RepoDigests"),
         QJsonArray{QStringLiteral("web@sha256:aa"), QStringLiteral("reg:5000/web@sha256:bb")}}};
    QCOMPARE(digestOf(*image, inspected), QStringLiteral("sha256:bb"));
    QCOMPARE(digestOf(*image, {}), QString());
}

QTEST_GUILESS_MAIN(TestImagePull)
#include "tst_imagepull.moc"
