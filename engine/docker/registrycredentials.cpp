#include "engine/docker/registrycredentials.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace Saltern {

namespace {

constexpr QLatin1StringView hubServer{"https://index.docker.io/v1/"};

// "https://host:5000/v1/" and "host:5000" are the same server.
QString serverHost(const QString &server)
{
    QString host = server;
    for (const QLatin1StringView scheme :
         {QLatin1StringView("https://"), QLatin1StringView("http://")}) {
        if (host.startsWith(scheme))
            host.remove(0, scheme.size());
    }
    return host.section(u'/', 0, 0);
}

QByteArray headerOf(const QJsonObject &login)
{
    return QJsonDocument(login)
        .toJson(QJsonDocument::Compact)
        .toBase64(QByteArray::Base64UrlEncoding);
}

QJsonObject withPassword(const QString &user, const QString &password, const QString &server)
{
    return {{QStringLiteral("username"), user},
            {QStringLiteral("password"), password},
            {QStringLiteral("serveraddress"), server}};
}

QJsonObject withToken(const QString &token, const QString &server)
{
    return {{QStringLiteral("identitytoken"), token}, {QStringLiteral("serveraddress"), server}};
}

// An entry of `auths`. The docker command leaves empty ones behind for what a program keeps.
QByteArray headerFromEntry(const QJsonObject &entry, const QString &server)
{
    const QString token = entry.value(QLatin1StringView("identitytoken")).toString();
    if (!token.isEmpty())
        return headerOf(withToken(token, server));
    const QString pair = QString::fromUtf8(
        QByteArray::fromBase64(entry.value(QLatin1StringView("auth")).toString().toLatin1()));
    const qsizetype colon = pair.indexOf(u':');
    if (colon <= 0)
        return {};
    return headerOf(withPassword(pair.left(colon), pair.mid(colon + 1), server));
}

QJsonObject authEntry(const QJsonObject &entries, const QString &server)
{
    if (entries.contains(server))
        return entries.value(server).toObject();
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (serverHost(entry.key()) == serverHost(server))
            return entry.value().toObject();
    }
    return {};
}

} // namespace

QString credentialServer(const QString &registry)
{
    return registry == QLatin1StringView("docker.io") ? QString(hubServer) : registry;
}

Result<CredentialSource>
findCredentials(const QByteArray &configJson, const QString &path, const QString &registry)
{
    const QJsonDocument document = QJsonDocument::fromJson(configJson);
    if (!document.isObject())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("Docker's configuration %1 is no JSON object.").arg(path),
                    QStringLiteral("Mend it, or move it away and run docker login again."));
    const QJsonObject config = document.object();
    const QString server = credentialServer(registry);
    CredentialSource source;
    source.helper = config.value(QLatin1StringView("credHelpers"))
                        .toObject()
                        .value(registry)
                        .toString(config.value(QLatin1StringView("credsStore")).toString());
    // It becomes the name of a program that is started.
    static const QRegularExpression valid(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]*\\z"));
    if (!source.helper.isEmpty() && !valid.match(source.helper).hasMatch())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" in %2 is not the name of a credential program.")
                        .arg(source.helper.left(40), path),
                    QStringLiteral("Look at credsStore and credHelpers there."));
    const QJsonObject entry =
        authEntry(config.value(QLatin1StringView("auths")).toObject(), server);
    source.credentials.header = headerFromEntry(entry, server);
    if (!source.credentials.header.isEmpty())
        source.credentials.source = path;
    return source;
}

Result<RegistryCredentials>
credentialsFromHelper(const QByteArray &output, const QString &helper, const QString &registry)
{
    const QJsonObject answer = QJsonDocument::fromJson(output).object();
    const QString user = answer.value(QLatin1StringView("Username")).toString();
    const QString secret = answer.value(QLatin1StringView("Secret")).toString();
    const QString server = credentialServer(registry);
    const QString program = QStringLiteral("docker-credential-") + helper;
    if (user.isEmpty() || secret.isEmpty())
        return fail(
            ErrorKind::Protocol,
            QStringLiteral("%1 answered with no user and password for %2.").arg(program, server),
            QStringLiteral("Run docker login %1 again.").arg(registry));
    const bool isToken = user == QLatin1StringView("<token>");
    return RegistryCredentials{
        headerOf(isToken ? withToken(secret, server) : withPassword(user, secret, server)),
        program};
}

} // namespace Saltern
