#include "engine/docker/dockerclient.h"

#include "engine/docker/apiversion.h"
#include "engine/docker/connectionpool.h"
#include "engine/docker/dockerclient_p.h"
#include "engine/docker/dockerrequest_p.h"
#include "engine/docker/dockerstream_p.h"

#include <QJsonArray>

namespace Saltern {

namespace {

// QUrlQuery leaves '+' alone, which the daemon would read as a space.
QByteArray target(const QString &path, const QUrlQuery &query)
{
    QByteArray target = QUrl::toPercentEncoding(path, "/:@!$'()*,;=~");
    if (!query.isEmpty())
        target += '?' + query.toString(QUrl::FullyEncoded).toLatin1().replace('+', "%2B");
    return target;
}

} // namespace

QJsonArray DockerResponse::array() const
{
    return QJsonDocument::fromJson(body).array();
}

QByteArray DockerResponse::header(const QByteArray &lowerCaseName) const
{
    return HttpHead{status, headers}.header(lowerCaseName);
}

QUrlQuery dockerQuery(std::initializer_list<std::pair<QString, QString>> items)
{
    QUrlQuery query;
    for (const auto &[key, value] : items)
        query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    return query;
}

DockerClient::DockerClient(const DockerEndpoint &endpoint, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>())
{
    d->pool = new ConnectionPool(endpoint, this);
    d->version = new ApiVersion(d->pool);
}

DockerClient::~DockerClient() = default;

const DockerEndpoint &DockerClient::endpoint() const
{
    return d->pool->endpoint();
}

std::unique_ptr<DockerRequest>
DockerClient::request(const QByteArray &method, const QString &path, const QUrlQuery &query)
{
    std::unique_ptr<DockerRequest> request(new DockerRequest);
    // The one path that exists without a version; asking for it must not depend on agreeing.
    ApiVersion *version = path == QLatin1StringView("/_ping") ? nullptr : d->version;
    request->d = std::make_unique<DockerRequest::Private>(
        request.get(), d->pool, version, DockerCall{.method = method, .path = target(path, query)});
    return request;
}

std::unique_ptr<DockerStream> DockerClient::stream(const QString &path, const QUrlQuery &query)
{
    std::unique_ptr<DockerStream> stream(new DockerStream);
    stream->d = std::make_unique<DockerStream::Private>(
        stream.get(),
        d->pool,
        d->version,
        DockerCall{.method = "POST",
                   .path = target(path, query),
                   .headers = {{"Connection", "Upgrade"}, {"Upgrade", "tcp"}}});
    return stream;
}

void DockerClient::retire()
{
    d->pool->retire();
}

QString DockerClient::apiVersion() const
{
    return QString::fromLatin1(d->version->agreed());
}

} // namespace Saltern
