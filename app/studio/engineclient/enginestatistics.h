#pragma once

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// The newest figures of the engine, put together from what the topic `statistics` sends.
class EngineStatistics : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("There is one, EngineClient.statistics.")
    Q_PROPERTY(double eventsPerSecond READ eventsPerSecond NOTIFY engineChanged)
    Q_PROPERTY(qint64 events READ events NOTIFY engineChanged)
    Q_PROPERTY(qint64 runs READ runs NOTIFY engineChanged)
    Q_PROPERTY(qint64 openRuns READ openRuns NOTIFY engineChanged)
    Q_PROPERTY(qint64 failed READ failed NOTIFY engineChanged)
    Q_PROPERTY(qint64 deadLetters READ deadLetters NOTIFY engineChanged)
    Q_PROPERTY(bool stalled READ isStalled NOTIFY engineChanged)

public:
    using QObject::QObject;

    double eventsPerSecond() const;
    qint64 events() const;
    qint64 runs() const;
    qint64 openRuns() const;
    /// Steps that failed for good in what is deployed.
    qint64 failed() const;
    qint64 deadLetters() const;
    bool isStalled() const;

    bool hasPipeline(const QString &name) const { return m_pipelines.contains(name); }
    /// By node id and by "from.port -> to", as docs/control-protocol.md describes them.
    QJsonObject nodes(const QString &pipeline) const;
    QJsonObject wires(const QString &pipeline) const;
    QString revision(const QString &pipeline) const;
    QJsonObject host(const QString &name) const { return m_hosts.value(name); }

    void take(const QJsonObject &statistics);
    /// Nothing is known any more: there is no engine.
    void forget();

Q_SIGNALS:
    void engineChanged();
    void pipelineChanged(const QString &name);
    void pipelineRemoved(const QString &name);
    void hostChanged(const QString &name);

private:
    QStringList takeRemoved(const QJsonObject &statistics);

    QJsonObject m_engine;
    QHash<QString, QJsonObject> m_pipelines;
    QHash<QString, QJsonObject> m_hosts;
};

} // namespace Saltern
