#include "tests/integration/registryrig.h"

#include "engine/functions/tararchive.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace Saltern {

namespace {

// "lab-password", bcrypt with few rounds.
constexpr auto htpasswd = "ada:$2b$05$a6c3EflaeERQRzwGhCjareNHAFjYWPN72wAVB5B6neOS9rQ7HxgMm\n";

QByteArray configuration(int port, bool wantsLogin)
{
    QByteArray yaml = "version: 0.1\n"
                      "log: {level: info}\n"
                      "storage: {filesystem: {rootdirectory: /tmp/registry}}\n"
                      "http: {addr: '127.0.0.1:" +
                      QByteArray::number(port) + "', secret: lab}\n";
    if (wantsLogin)
        yaml += "auth: {htpasswd: {realm: lab, path: /registry.htpasswd}}\n";
    return yaml;
}

QByteArray login()
{
    return R"({"username":"ada","password":"lab-password"})";
}

} // namespace

RegistryRig::RegistryRig(EngineRig &engine, int port, bool wantsLogin)
    : m_engine(engine), m_port(port), m_wantsLogin(wantsLogin)
{
}

bool RegistryRig::start()
{
    const QString id =
        m_engine.create(words("docker-registry serve /registry.yml"),
                        {{QStringLiteral("Image"), QStringLiteral("registry:2")},
                         {QStringLiteral("HostConfig"),
                          QJsonObject{{QStringLiteral("NetworkMode"), QStringLiteral("host")}}}});
    TarArchive archive;
    archive.addFile("registry.yml", 0644, configuration(m_port, m_wantsLogin));
    archive.addFile("registry.htpasswd", 0644, htpasswd);
    const auto upload =
        m_engine.client().request("PUT",
                                  QStringLiteral("/containers/%1/archive").arg(id),
                                  dockerQuery({{QStringLiteral("path"), QStringLiteral("/")}}));
    upload->setBody(archive.bytes(), "application/x-tar");
    if (id.isEmpty() || !finishRequest(*upload) || !m_engine.act(id, QStringLiteral("start")))
        return false;
    // Not by trying: an engine that finds nobody there tries again by itself, which takes long.
    const auto listens = [this, path = QStringLiteral("/containers/%1/logs").arg(id)] {
        const auto log = m_engine.call(
            "GET", path, dockerQuery({{QStringLiteral("stderr"), QStringLiteral("1")}}));
        return log && log->body.contains("listening on");
    };
    return QTest::qWaitFor(listens, 60'000) &&
           !publish(QStringLiteral("ready"), QStringLiteral("1"), QString()).isEmpty();
}

QString RegistryRig::publish(const QString &repository, const QString &tag, const QString &mark)
{
    const QString box = m_engine.create({QStringLiteral("true")});
    const QString image = name() + u'/' + repository;
    const auto committed = m_engine.call(
        "POST",
        QStringLiteral("/commit"),
        dockerQuery({{QStringLiteral("container"), box},
                     {QStringLiteral("repo"), image},
                     {QStringLiteral("tag"), tag}}),
        {{QStringLiteral("Cmd"), QJsonArray{QStringLiteral("sleep"), QStringLiteral("300")}},
         {QStringLiteral("Env"), QJsonArray{QString(u"FROM_IMAGE=" + mark)}},
         {QStringLiteral("Labels"), QJsonObject{{QStringLiteral("mark"), mark}}}});
    m_engine.remove(box);
    if (!committed)
        return {};
    const QString digest = push(repository, tag);
    m_engine.call("DELETE", QStringLiteral("/images/%1:%2").arg(image, tag));
    return digest;
}

QString RegistryRig::push(const QString &repository, const QString &tag)
{
    const auto push =
        m_engine.client().request("POST",
                                  QStringLiteral("/images/%1/%2/push").arg(name(), repository),
                                  dockerQuery({{QStringLiteral("tag"), tag}}));
    push->setHeader(
        "X-Registry-Auth",
        (m_wantsLogin ? login() : QByteArray("{}")).toBase64(QByteArray::Base64UrlEncoding));
    const auto pushed = finishRequest(*push);
    const QByteArrayList lines = pushed ? pushed->body.split('\n') : QByteArrayList();
    for (const QByteArray &line : lines) {
        const QString status =
            QJsonDocument::fromJson(line).object().value(QLatin1StringView("status")).toString();
        // "1: digest: sha256:... size: 527"
        if (status.contains(QLatin1StringView(" digest: ")))
            return status.section(u' ', 2, 2);
    }
    return {};
}

QByteArray RegistryRig::configWithLogin() const
{
    return R"({"auths":{")" + name().toUtf8() + R"(":{"auth":")" +
           QByteArray("ada:lab-password").toBase64() + R"("}}})";
}

} // namespace Saltern
