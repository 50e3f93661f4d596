#include "engine/docker/apiversion.h"
#include "engine/docker/connectionpool.h"
#include "engine/docker/dockererror.h"
#include "engine/docker/dockerstream_p.h"

#include <QPointer>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype longestRefusal = 64 * 1024;

} // namespace

DockerStream::Private::Private(DockerStream *stream,
                               ConnectionPool *pool,
                               ApiVersion *version,
                               DockerCall dockerCall)
    : q(stream), call(std::move(dockerCall)), exchange(pool, version)
{
    exchange.setTimeout(30s);
    connect(&exchange, &DockerExchange::headReceived, q, [this](const HttpHead &head) {
        onHead(head);
    });
    connect(&exchange, &DockerExchange::bodyReceived, q, [this](const QByteArray &bytes) {
        refusal += bytes.left(longestRefusal - refusal.size());
    });
    connect(&exchange, &DockerExchange::streamOpened, q, [this] { onOpened(); });
    connect(&exchange, &DockerExchange::streamReceived, q, [this](const QByteArray &bytes) {
        onBytes(bytes);
    });
    connect(&exchange, &DockerExchange::finished, q, [this](const Result<void> &result) {
        onFinished(result);
    });
}

void DockerStream::Private::onHead(const HttpHead &head)
{
    status = head.status;
    // Since API 1.42 the type tells the two formats apart; before, it is always raw-stream, even
    // for frames, and a container with a terminal cannot be told.
    const bool saysRaw = head.header("content-type") == "application/vnd.docker.raw-stream";
    plain = saysRaw && head.header("api-version") >= "1.42";
}

void DockerStream::Private::onOpened()
{
    open = true;
    connect(&exchange, &DockerExchange::bytesWritten, q, &DockerStream::bytesWritten);
    if (!waiting.isEmpty())
        exchange.write(std::exchange(waiting, QByteArray()));
    Q_EMIT q->opened();
}

void DockerStream::Private::onBytes(const QByteArray &bytes)
{
    if (plain) {
        Q_EMIT q->stdoutReceived(bytes);
        return;
    }
    const auto parts = demultiplexer.feed(bytes);
    if (!parts) {
        exchange.cancel(parts.error());
        return;
    }
    const QPointer<DockerStream> guard(q);
    for (const auto &part : *parts) {
        if (part.channel == StreamDemultiplexer::Channel::Stdout)
            Q_EMIT guard->stdoutReceived(part.bytes);
        else
            Q_EMIT guard->stderrReceived(part.bytes);
        if (!guard)
            return;
    }
}

void DockerStream::Private::onFinished(const Result<void> &result)
{
    if (result && !open)
        Q_EMIT q->closed(fail(dockerError(status, refusal)));
    else if (result && !plain && !demultiplexer.isAtFrameEnd())
        Q_EMIT q->closed(fail(ErrorKind::Protocol,
                              QStringLiteral("The container's output ended inside a frame."),
                              QStringLiteral("Containers with a terminal (tty) send plain text.")));
    else
        Q_EMIT q->closed(result);
}

DockerStream::DockerStream() = default;
DockerStream::~DockerStream() = default;

void DockerStream::setJson(const QJsonObject &body)
{
    d->call.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    d->call.headers.emplaceBack("Content-Type", "application/json");
}

void DockerStream::setTimeout(std::chrono::milliseconds timeToOpen)
{
    d->exchange.setTimeout(timeToOpen);
}

void DockerStream::start()
{
    Q_ASSERT(!d->started);
    d->started = true;
    d->exchange.start(d->call, HttpResponseParser::Expect::Stream);
}

void DockerStream::cancel()
{
    if (d->started)
        d->exchange.cancel({ErrorKind::Cancelled, QStringLiteral("The stream was cancelled.")});
}

void DockerStream::write(const QByteArray &bytes)
{
    if (d->open)
        d->exchange.write(bytes);
    else
        d->waiting += bytes;
}

qint64 DockerStream::bytesToWrite() const
{
    return d->exchange.bytesToWrite() + d->waiting.size();
}

} // namespace Saltern
