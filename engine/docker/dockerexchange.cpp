#include "engine/docker/dockerexchange.h"

#include "engine/base/duration.h"
#include "engine/docker/apiversion.h"
#include "engine/docker/connectionpool.h"
#include "engine/docker/httpconnection.h"

namespace Saltern {

namespace {

QByteArray requestBytes(const DockerCall &call, const QByteArray &versionPrefix)
{
    QByteArray bytes = call.method + ' ' + versionPrefix + call.path +
                       " HTTP/1.1\r\nHost: docker\r\nUser-Agent: saltern/" SALTERN_VERSION "\r\n";
    for (const auto &[name, value] : call.headers) {
        Q_ASSERT(!value.contains('\r') && !value.contains('\n'));
        bytes += name + ": " + value + "\r\n";
    }
    if (!call.body.isEmpty() || call.method == "POST" || call.method == "PUT")
        bytes += "Content-Length: " + QByteArray::number(call.body.size()) + "\r\n";
    return bytes + "\r\n" + call.body;
}

// For messages: the query may hold what a user would not like to see in a log.
QString describe(const DockerCall &call)
{
    const qsizetype query = call.path.indexOf('?');
    return QString::fromUtf8(call.method + ' ' + (query < 0 ? call.path : call.path.left(query)));
}

} // namespace

DockerExchange::DockerExchange(ConnectionPool *pool, ApiVersion *version, QObject *parent)
    : QObject(parent), m_pool(pool), m_version(version)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &DockerExchange::onDeadline);
    if (pool)
        connect(pool, &QObject::destroyed, this, [this] {
            cancel({ErrorKind::Cancelled, QStringLiteral("The connection is no longer wanted.")});
        });
}

DockerExchange::~DockerExchange()
{
    if (m_connection)
        m_connection->abandon();
}

void DockerExchange::start(const DockerCall &call, HttpResponseParser::Expect expect)
{
    m_call = call;
    m_expect = expect;
    if (m_timeout.count() > 0)
        m_deadline.start(m_timeout);
    QMetaObject::invokeMethod(this, &DockerExchange::begin, Qt::QueuedConnection);
}

void DockerExchange::cancel(const Error &error)
{
    QMetaObject::invokeMethod(
        this, [this, error] { finish(fail(error)); }, Qt::QueuedConnection);
}

void DockerExchange::write(const QByteArray &bytes)
{
    if (m_connection && m_streaming)
        m_connection->write(bytes);
}

qint64 DockerExchange::bytesToWrite() const
{
    return m_connection ? m_connection->bytesToWrite() : 0;
}

void DockerExchange::begin()
{
    if (m_finished)
        return;
    if (!m_version) {
        dispatch({}, false);
        return;
    }
    m_version->whenKnown(this, [this](const Result<QByteArray> &version) {
        if (m_finished)
            return;
        if (version)
            dispatch("/v" + *version, false);
        else
            finish(fail(version.error()));
    });
}

void DockerExchange::dispatch(const QByteArray &versionPrefix, bool fresh)
{
    if (!m_pool) {
        finish(fail(ErrorKind::Cancelled, QStringLiteral("The connection is no longer wanted.")));
        return;
    }
    m_prefix = versionPrefix;
    m_connection = fresh ? m_pool->takeFresh() : m_pool->take();
    HttpConnection *connection = m_connection;
    connect(connection, &HttpConnection::headReceived, this, &DockerExchange::headReceived);
    connect(connection, &HttpConnection::bodyReceived, this, &DockerExchange::bodyReceived);
    connect(connection, &HttpConnection::answered, this, &DockerExchange::onAnswered);
    connect(connection, &HttpConnection::streamReceived, this, &DockerExchange::streamReceived);
    connect(connection, &HttpConnection::bytesWritten, this, &DockerExchange::bytesWritten);
    connect(connection, &HttpConnection::closed, this, &DockerExchange::onClosed);
    connect(connection, &HttpConnection::upgraded, this, [this] {
        m_streaming = true;
        m_deadline.stop();
        Q_EMIT streamOpened();
    });
    connection->send(requestBytes(m_call, versionPrefix), m_expect);
}

void DockerExchange::onAnswered()
{
    // First the connection goes home: the receiver of finished() may begin the next exchange.
    HttpConnection *connection = m_connection;
    m_connection.clear();
    if (m_pool)
        m_pool->giveBack(connection);
    else
        connection->abandon();
    finish({});
}

void DockerExchange::onClosed(const Result<void> &result)
{
    const bool again = mayTryAgain();
    m_connection->abandon();
    m_connection.clear();
    if (again) {
        m_triedAgain = true;
        dispatch(m_prefix, true);
        return;
    }
    if (!result || m_streaming)
        finish(result);
    else
        finish(fail(ErrorKind::Unreachable,
                    QStringLiteral("The Docker engine closed the connection without an answer."),
                    QStringLiteral("Check whether it is still running.")));
}

// An idle connection may have been closed by the other side just as it was taken. A POST is only
// repeated when none of it was handed to the system: it may have been carried out.
bool DockerExchange::mayTryAgain() const
{
    return m_connection->isReused() && !m_connection->hasReceived() && !m_triedAgain &&
           (m_call.method != "POST" || !m_connection->hasSent());
}

void DockerExchange::onDeadline()
{
    finish(fail(ErrorKind::Timeout,
                QStringLiteral("The Docker engine did not answer %1 within %2.")
                    .arg(describe(m_call), formatDuration(m_timeout)),
                QStringLiteral("Check whether the engine is overloaded or its host is asleep.")));
}

void DockerExchange::finish(const Result<void> &result)
{
    if (m_finished)
        return;
    m_finished = true;
    m_deadline.stop();
    if (m_connection) {
        m_connection->abandon();
        m_connection.clear();
    }
    Q_EMIT finished(result);
}

} // namespace Saltern
