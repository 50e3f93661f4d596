#include "app/studio/engineclient/enginestatistics.h"

#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

namespace {

const QString nodesField = QStringLiteral("nodes");
const QString wiresField = QStringLiteral("wires");

/// What is new replaces field by field; of nodes and wires only those that are named.
QJsonObject merged(QJsonObject known, const QJsonObject &news)
{
    for (auto field = news.begin(); field != news.end(); ++field) {
        if (field.key() != nodesField && field.key() != wiresField) {
            known.insert(field.key(), field.value());
            continue;
        }
        QJsonObject inner = known.value(field.key()).toObject();
        const QJsonObject newInner = field.value().toObject();
        for (auto entry = newInner.begin(); entry != newInner.end(); ++entry)
            inner.insert(entry.key(), entry.value());
        known.insert(field.key(), inner);
    }
    return known;
}

} // namespace

double EngineStatistics::eventsPerSecond() const
{
    return m_engine.value(QLatin1StringView("eventsPerSecond")).toDouble();
}

qint64 EngineStatistics::events() const
{
    return countOf(m_engine, "events");
}

qint64 EngineStatistics::runs() const
{
    return countOf(m_engine, "runs");
}

qint64 EngineStatistics::openRuns() const
{
    return countOf(m_engine, "openRuns");
}

qint64 EngineStatistics::failed() const
{
    qint64 sum = 0;
    for (const QJsonObject &pipeline : m_pipelines) {
        const QJsonObject nodes = objectOf(pipeline, "nodes");
        for (const QJsonValue &node : nodes)
            sum += countOf(node.toObject(), "failed");
    }
    return sum;
}

qint64 EngineStatistics::deadLetters() const
{
    return countOf(m_engine, "deadLetters");
}

bool EngineStatistics::isStalled() const
{
    return m_engine.value(QLatin1StringView("stalled")).toBool();
}

QJsonObject EngineStatistics::nodes(const QString &pipeline) const
{
    return m_pipelines.value(pipeline).value(nodesField).toObject();
}

QJsonObject EngineStatistics::wires(const QString &pipeline) const
{
    return m_pipelines.value(pipeline).value(wiresField).toObject();
}

QString EngineStatistics::revision(const QString &pipeline) const
{
    return textOf(m_pipelines.value(pipeline), "revision");
}

QStringList EngineStatistics::takeRemoved(const QJsonObject &statistics)
{
    QStringList removed;
    const QJsonArray named = arrayOf(statistics, "removed");
    for (const QJsonValue &name : named) {
        if (m_pipelines.remove(name.toString()))
            removed.append(name.toString());
    }
    if (!statistics.value(QLatin1StringView("full")).toBool())
        return removed;
    const QJsonObject present = objectOf(statistics, "pipelines");
    const QStringList known = m_pipelines.keys();
    m_pipelines.clear();
    for (const QString &name : known) {
        if (!present.contains(name))
            removed.append(name);
    }
    return removed;
}

void EngineStatistics::take(const QJsonObject &statistics)
{
    const QStringList removed = takeRemoved(statistics);
    const QJsonObject pipelines = objectOf(statistics, "pipelines");
    for (auto entry = pipelines.begin(); entry != pipelines.end(); ++entry) {
        QJsonObject &known = m_pipelines[entry.key()];
        const QJsonObject news = entry.value().toObject();
        // A new revision counts from zero: what the old one's nodes did is not carried over.
        const QString revision = textOf(news, "revision");
        if (!revision.isEmpty() && revision != textOf(known, "revision"))
            known = {};
        known = merged(known, news);
    }
    const QJsonObject hosts = objectOf(statistics, "hosts");
    for (auto entry = hosts.begin(); entry != hosts.end(); ++entry)
        m_hosts.insert(entry.key(), entry.value().toObject());
    m_engine = merged(m_engine, objectOf(statistics, "engine"));

    Q_EMIT engineChanged();
    for (const QString &name : removed)
        Q_EMIT pipelineRemoved(name);
    for (auto entry = pipelines.begin(); entry != pipelines.end(); ++entry)
        Q_EMIT pipelineChanged(entry.key());
    for (auto entry = hosts.begin(); entry != hosts.end(); ++entry)
        Q_EMIT hostChanged(entry.key());
}

void EngineStatistics::forget()
{
    m_engine = {};
    m_hosts.clear();
    const QStringList known = m_pipelines.keys();
    m_pipelines.clear();
    Q_EMIT engineChanged();
    for (const QString &name : known)
        Q_EMIT pipelineRemoved(name);
}

} // namespace Saltern
