#pragma once

#include "engine/docker/httpresponseparser.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>

namespace Saltern {

class ApiVersion;
class ConnectionPool;
class HttpConnection;

/// A request before it has a version and a connection.
struct DockerCall
{
    QByteArray method;
    QByteArray path; // percent-encoded, with the query
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
};

/// One request and its answer on the wire: agrees on the version, takes a connection, sends, tries
/// once more when an idle connection turned out to be dead, watches the deadline. What the answer
/// means is up to DockerRequest and DockerStream, which share this.
class DockerExchange : public QObject
{
    Q_OBJECT
public:
    /// Without `version` the path is sent as it is. The pool may go away first: that cancels.
    DockerExchange(ConnectionPool *pool, ApiVersion *version, QObject *parent = nullptr);
    ~DockerExchange() override;

    /// Until the answer is complete or the stream open; zero = none.
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }

    /// Nothing is emitted from inside start().
    void start(const DockerCall &call, HttpResponseParser::Expect expect);

    /// Ends it with this error, at the next turn of the event loop.
    void cancel(const Error &error);

    /// The stream's connection.
    void write(const QByteArray &bytes);
    qint64 bytesToWrite() const;

Q_SIGNALS:
    void headReceived(const Saltern::HttpHead &head);
    void bodyReceived(const QByteArray &bytes);
    void streamOpened();
    void streamReceived(const QByteArray &bytes);
    void bytesWritten(qint64 bytes);
    /// Once, last. Ok: the answer is complete, or the other side ended the stream.
    void finished(const Saltern::Result<void> &result);

private:
    void begin();
    void dispatch(const QByteArray &versionPrefix, bool fresh);
    void onAnswered();
    void onClosed(const Result<void> &result);
    void onDeadline();
    bool mayTryAgain() const;
    void finish(const Result<void> &result);

    QPointer<ConnectionPool> m_pool;
    QPointer<ApiVersion> m_version;
    QPointer<HttpConnection> m_connection;
    DockerCall m_call;
    QByteArray m_prefix;
    HttpResponseParser::Expect m_expect = HttpResponseParser::Expect::Body;
    std::chrono::milliseconds m_timeout{0};
    QTimer m_deadline;
    bool m_triedAgain = false;
    bool m_streaming = false;
    bool m_finished = false;
};

} // namespace Saltern
