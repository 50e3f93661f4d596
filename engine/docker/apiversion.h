#pragma once

#include "engine/docker/httpresponseparser.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <vector>

namespace Saltern {

class ConnectionPool;
class DockerExchange;

/// Agrees with a daemon on the API version: the highest that both speak (Engine API, "Versioned
/// API"). Asks once and remembers.
class ApiVersion : public QObject
{
    Q_OBJECT
public:
    static constexpr int major = 1;
    static constexpr int lowestMinor = 41;
    static constexpr int highestMinor = 52;

    explicit ApiVersion(ConnectionPool *pool);

    /// Calls `use` with "1.41" or why there is none, at once when it is known. Not called when
    /// `context` is gone by then.
    using Use = std::function<void(const Result<QByteArray> &)>;
    void whenKnown(QObject *context, Use use);

    /// Empty until agreed.
    const QByteArray &agreed() const { return m_agreed; }

    /// Asks again next time: the daemon behind the endpoint was replaced by an older one.
    void forget() { m_agreed.clear(); }

    /// What to use with a daemon that offers `offered` ("1.45").
    static Result<QByteArray> choose(const QByteArray &offered);

private:
    void ask();
    Result<QByteArray> judge() const;
    void conclude(const Result<QByteArray> &version);

    struct Waiting
    {
        QPointer<QObject> context;
        Use use;
    };
    ConnectionPool *m_pool;
    DockerExchange *m_asking = nullptr;
    HttpHead m_answer;
    QByteArray m_body;
    QByteArray m_agreed;
    std::vector<Waiting> m_waiting;
};

} // namespace Saltern
