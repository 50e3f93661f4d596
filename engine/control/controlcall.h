#pragma once

#include "engine/base/result.h"

#include <QJsonObject>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

namespace Saltern {

/// One request to a running engine: connects, asks, hands back the answer.
class ControlCall : public QObject
{
    Q_OBJECT
public:
    ControlCall(QString socketPath, QString method, QJsonObject params, QObject *parent = nullptr);
    ~ControlCall() override;

    void start();

Q_SIGNALS:
    /// Exactly once after start(). Unreachable when no engine listens there; Timeout after 30 s.
    void finished(const Saltern::Result<QJsonValue> &result);

private:
    void readAnswer();
    void failToReach();
    void finish(const Result<QJsonValue> &result);

    QString m_path;
    QString m_method;
    QJsonObject m_params;
    QLocalSocket m_socket;
    QTimer m_timeout;
};

} // namespace Saltern
