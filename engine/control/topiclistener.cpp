#include "engine/control/topiclistener.h"

#include "engine/control/controlconnection.h"
#include "engine/control/jsonrpc.h"

namespace Saltern {

void TopicListener::attach(ControlConnection *connection, int subscription)
{
    m_connection = connection;
    m_subscription = subscription;
}

bool TopicListener::tell(QJsonObject params)
{
    params.insert(QStringLiteral("subscription"), m_subscription);
    return m_connection->notify(JsonRpc::notificationLine(m_method, params));
}

bool TopicListener::tellRaw(const QByteArray &members)
{
    // The names of methods are ours: nothing in them needs an escape.
    const QByteArray line =
        "{\"jsonrpc\":\"2.0\",\"method\":\"" + m_method.toLatin1() +
        "\",\"params\":{\"subscription\":" + QByteArray::number(m_subscription) + "," + members +
        "}}\n";
    return m_connection->notify(line);
}

} // namespace Saltern
