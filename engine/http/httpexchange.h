#pragma once

#include "engine/http/httpmessage.h"

#include <QPointer>

#include <chrono>
#include <functional>
#include <optional>

namespace Saltern {

class HttpServerConnection;

/// One request that waits for its answer. A value that may outlive the connection: what is said
/// then goes nowhere. Engine thread.
class HttpExchange
{
public:
    HttpExchange(HttpServerConnection *connection, quint64 number);

    /// Only the first answer counts.
    void answer(const HttpReply &reply) const;

    /// What is answered when nothing else has been by then, to the next second; asked for only
    /// then.
    void answerLate(std::chrono::milliseconds after, std::function<HttpReply()> reply) const;

    /// Whether the client still waits.
    bool isOpen() const;

private:
    QPointer<HttpServerConnection> m_connection;
    quint64 m_number;
};

/// What a server does with the requests that it gets.
class HttpService
{
public:
    virtual ~HttpService() = default;

    /// The head of a request is there. Answers with how large its body may be (bytes), or refuses
    /// it before a body is read.
    struct Admission
    {
        qint64 bodyLimit = 0;
        std::optional<HttpReply> refusal = {};
    };
    virtual Admission admit(const HttpRequest &head) = 0;

    /// The whole request is there. The answer may come at once or later.
    virtual void serve(const HttpRequest &request, const HttpExchange &exchange) = 0;
};

} // namespace Saltern
