#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <QString>

namespace Saltern {

class ControlConnection;

/// What one connection listens to: a subscription. Made by a topic, owned by the connection.
class TopicListener : public QObject
{
    Q_OBJECT
public:
    /// `method`: of its notifications, the topic's name.
    explicit TopicListener(QString method) : m_method(std::move(method)) {}

    void attach(ControlConnection *connection, int subscription);
    int subscription() const { return m_subscription; }

protected:
    /// False when the client does not keep up and this was dropped.
    bool tell(QJsonObject params);

    /// The same for params that are written already: `members` is what stands between the braces.
    bool tellRaw(const QByteArray &members);

private:
    QString m_method;
    ControlConnection *m_connection = nullptr;
    int m_subscription = 0;
};

} // namespace Saltern
