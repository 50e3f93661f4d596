#pragma once

#include "engine/base/result.h"
#include "engine/docker/linesplitter.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QObject>

#include <map>
#include <memory>

class QLocalSocket;

namespace Saltern {

class Redaction;
class TopicListener;

/// One client of the control server. Nothing that is sent waits for the client: notifications are
/// refused while 1 MiB waits for it, and when 8 MiB of answers wait it is dropped. Engine thread.
class ControlConnection : public QObject
{
    Q_OBJECT
public:
    /// `redaction` may be null and outlives the connection.
    ControlConnection(QLocalSocket *socket, Redaction *redaction, QObject *parent);
    ~ControlConnection() override;

    /// An answer; nothing for requests without an id.
    void answer(const QJsonValue &id, const Result<QJsonValue> &result);
    void answerError(const QJsonValue &id, int code, const Error &error);

    /// A notification as a whole line. False when it was dropped because the client does not keep
    /// up.
    bool notify(const QByteArray &line);

    /// Keeps a listener for as long as the connection lives, and gives it its number.
    int add(std::unique_ptr<TopicListener> listener);
    bool remove(int subscription);

    /// Sends what is under way and closes.
    void finish();

Q_SIGNALS:
    void received(const QByteArray &line);
    /// A line was longer than allowed.
    void overflowed();
    void closed();

private:
    void read();
    void write(const QByteArray &line);

    QLocalSocket *m_socket;
    Redaction *m_redaction;
    LineSplitter m_lines;
    std::map<int, std::unique_ptr<TopicListener>> m_listeners;
    int m_lastSubscription = 0;
};

} // namespace Saltern
