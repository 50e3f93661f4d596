#include "engine/docker/apiversion.h"
#include "engine/docker/dockererror.h"
#include "engine/docker/dockerrequest_p.h"

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// What is collected in memory at most; whoever expects more asks for streaming.
constexpr qsizetype maximumCollected = 64 * 1024 * 1024;

bool isRefusal(int status)
{
    return status >= 300 && status != 304;
}

} // namespace

DockerRequest::Private::Private(DockerRequest *request,
                                ConnectionPool *pool,
                                ApiVersion *apiVersion,
                                DockerCall dockerCall)
    : q(request), call(std::move(dockerCall)), exchange(pool, apiVersion), version(apiVersion)
{
    exchange.setTimeout(30s);
    connect(&exchange, &DockerExchange::headReceived, q, [this](const HttpHead &head) {
        onHead(head);
    });
    connect(&exchange, &DockerExchange::bodyReceived, q, [this](const QByteArray &bytes) {
        onBody(bytes);
    });
    connect(&exchange, &DockerExchange::finished, q, [this](const Result<void> &result) {
        onFinished(result);
    });
}

void DockerRequest::Private::onHead(const HttpHead &head)
{
    response.status = head.status;
    response.headers = head.headers;
    if (streaming && !isRefusal(head.status))
        Q_EMIT q->headersReceived(head.status);
}

void DockerRequest::Private::onBody(const QByteArray &bytes)
{
    if (streaming && !isRefusal(response.status)) {
        Q_EMIT q->bodyReceived(bytes);
        return;
    }
    if (response.body.size() + bytes.size() > maximumCollected) {
        exchange.cancel({ErrorKind::TooLarge,
                         QStringLiteral("The Docker engine's answer is larger than 64 MiB.")});
        return;
    }
    response.body += bytes;
}

void DockerRequest::Private::onFinished(const Result<void> &result)
{
    if (!result) {
        Q_EMIT q->finished(fail(result.error()));
        return;
    }
    if (!isRefusal(response.status)) {
        Q_EMIT q->finished(response);
        return;
    }
    const Error error = dockerError(response.status, response.body);
    // The daemon was replaced by one that does not speak the version that was agreed on.
    if (version && response.status == 400 && error.message.contains(QStringLiteral("API version")))
        version->forget();
    Q_EMIT q->finished(fail(error));
}

DockerRequest::DockerRequest() = default;
DockerRequest::~DockerRequest() = default;

void DockerRequest::setJson(const QJsonObject &body)
{
    setBody(QJsonDocument(body).toJson(QJsonDocument::Compact), "application/json");
}

void DockerRequest::setBody(const QByteArray &body, const QByteArray &contentType)
{
    d->call.body = body;
    setHeader("Content-Type", contentType);
}

void DockerRequest::setHeader(const QByteArray &name, const QByteArray &value)
{
    d->call.headers.emplaceBack(name, value);
}

void DockerRequest::setTimeout(std::chrono::milliseconds timeout)
{
    d->exchange.setTimeout(timeout);
}

void DockerRequest::setStreaming(bool streaming)
{
    d->streaming = streaming;
}

void DockerRequest::start()
{
    Q_ASSERT(!d->started);
    d->started = true;
    d->exchange.start(d->call,
                      d->call.method == "HEAD" ? HttpResponseParser::Expect::NoBody
                                               : HttpResponseParser::Expect::Body);
}

void DockerRequest::cancel()
{
    if (d->started)
        d->exchange.cancel({ErrorKind::Cancelled, QStringLiteral("The request was cancelled.")});
}

} // namespace Saltern
