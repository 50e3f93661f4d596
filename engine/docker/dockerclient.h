#pragma once

#include "engine/base/result.h"
#include "engine/docker/dockerendpoint.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QUrlQuery>

#include <chrono>
#include <memory>

namespace Saltern {

class DockerRequest;
class DockerStream;

/// The answer of the daemon to one request; `status` is below 400, anything else is an Error.
struct DockerResponse
{
    int status = 0;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers; // names in lower case

    QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
    QJsonArray array() const;
    QByteArray header(const QByteArray &lowerCaseName) const;
};

/// A query whose values are taken as they are. QUrlQuery itself reads a '%' in a value as the
/// beginning of an escape, so filters with user text go through here.
QUrlQuery dockerQuery(std::initializer_list<std::pair<QString, QString>> items);

/// One Docker engine as a place to send requests to. Hides sockets and HTTP; keeps idle connections
/// and reuses them; agrees on the API version with the daemon before the first request (1.41 to
/// 1.52, Docker Engine API). Lives on one thread and is used on it; nothing here blocks.
class DockerClient : public QObject
{
    Q_OBJECT
public:
    explicit DockerClient(const DockerEndpoint &endpoint, QObject *parent = nullptr);
    ~DockerClient() override;

    const DockerEndpoint &endpoint() const;

    /// A request that has not been started. `path` without the version: "/containers/json".
    std::unique_ptr<DockerRequest>
    request(const QByteArray &method, const QString &path, const QUrlQuery &query = {});

    /// POST whose connection becomes a raw stream (attach, exec start); not started.
    std::unique_ptr<DockerStream> stream(const QString &path, const QUrlQuery &query = {});

    /// Keeps no idle connections any more; what is under way goes on.
    void retire();

    /// "1.41" once agreed, else empty.
    QString apiVersion() const;

private:
    friend class DockerRequest;
    friend class DockerStream;
    class Private;
    std::unique_ptr<Private> d;
};

/// One exchange. Emits finished() exactly once, never from inside start(); deleting it stops it
/// without a signal. It may be deleted (deleteLater) from the finished() slot.
class DockerRequest : public QObject
{
    Q_OBJECT
public:
    ~DockerRequest() override;

    void setJson(const QJsonObject &body);
    void setBody(const QByteArray &body, const QByteArray &contentType);
    void setHeader(const QByteArray &name, const QByteArray &value);

    /// From start() to finished(); default 30 s, zero = none (streams, waits).
    void setTimeout(std::chrono::milliseconds timeout);

    /// Body bytes are handed out by bodyReceived() as they arrive instead of being collected.
    void setStreaming(bool streaming);

    void start();

    /// Ends it with ErrorKind::Cancelled, at the next turn of the event loop.
    void cancel();

Q_SIGNALS:
    /// Streaming only: the status and headers are there.
    void headersReceived(int status);
    void bodyReceived(const QByteArray &bytes);
    /// A status of 400 or more is an Error: message from the daemon, detail "HTTP 404".
    void finished(const Saltern::Result<Saltern::DockerResponse> &result);

private:
    friend class DockerClient;
    DockerRequest();
    class Private;
    std::unique_ptr<Private> d;
};

/// A hijacked connection (Engine API "attach"): raw bytes in, Docker's 8-byte framed stdout and
/// stderr out, demultiplexed. Emits opened() at most once and closed() exactly once after start().
class DockerStream : public QObject
{
    Q_OBJECT
public:
    ~DockerStream() override;

    void setJson(const QJsonObject &body);
    void setTimeout(std::chrono::milliseconds timeToOpen); // default 30 s
    void start();
    void cancel();

    /// What is written before opened() is sent then.
    void write(const QByteArray &bytes);
    qint64 bytesToWrite() const;

Q_SIGNALS:
    void opened();
    void stdoutReceived(const QByteArray &bytes);
    void stderrReceived(const QByteArray &bytes);
    void bytesWritten(qint64 bytes);
    /// Ok: the other side ended the stream. Error: why it could not be opened or broke.
    void closed(const Saltern::Result<void> &result);

private:
    friend class DockerClient;
    DockerStream();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Saltern
