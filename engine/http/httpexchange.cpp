#include "engine/http/httpexchange.h"

#include "engine/http/httpserverconnection.h"

namespace Saltern {

HttpExchange::HttpExchange(HttpServerConnection *connection, quint64 number)
    : m_connection(connection), m_number(number)
{
}

void HttpExchange::answer(const HttpReply &reply) const
{
    if (isOpen())
        m_connection->answer(reply);
}

void HttpExchange::answerLate(std::chrono::milliseconds after,
                              std::function<HttpReply()> reply) const
{
    if (isOpen())
        m_connection->answerLate(after, std::move(reply));
}

bool HttpExchange::isOpen() const
{
    return m_connection && m_connection->waitsForAnswer(m_number);
}

} // namespace Saltern
