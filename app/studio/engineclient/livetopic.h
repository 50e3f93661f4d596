#pragma once

#include "engine/base/error.h"

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QString>

namespace Saltern {

class ControlSubscription;

/// What a model listens to: a topic of the control protocol, for as long as it is active, through
/// whichever engine the studio is attached to. Switched off it costs the engine nothing.
class LiveTopic : public QObject
{
    Q_OBJECT
public:
    explicit LiveTopic(QString topic, QObject *parent = nullptr);
    ~LiveTopic() override;

    void listen(const QJsonObject &params = {});
    void stop();
    bool isListening() const { return m_listening; }

Q_SIGNALS:
    /// What the topic says first; after every reconnect again.
    void begun(const QJsonObject &answer);
    void received(const QJsonObject &params);
    void refused(const Saltern::Error &error);

private:
    void renew();

    const QString m_topic;
    QJsonObject m_params;
    bool m_listening = false;
    QPointer<ControlSubscription> m_subscription;
};

} // namespace Saltern
