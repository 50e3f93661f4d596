#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/runoverlay.h"

// What was pinned stands in for what really arrives.

namespace Saltern {

void RunOverlay::pinOutput(const QString &node, const QVariantMap &output)
{
    if (output.isEmpty())
        m_pinned.remove(node);
    else
        m_pinned.insert(node, QJsonObject::fromVariantMap(output));
    Q_EMIT nodeFactsChanged(node);
    Q_EMIT pinnedChanged();
}

QJsonObject RunOverlay::pinnedOutputs() const
{
    QJsonObject outputs;
    for (auto output = m_pinned.cbegin(); output != m_pinned.cend(); ++output) {
        if (m_pipeline.node(output.key()))
            outputs.insert(output.key(), output.value());
    }
    return outputs;
}

void RunOverlay::setPinnedOutputs(const QJsonObject &outputs)
{
    m_pinned.clear();
    for (auto output = outputs.begin(); output != outputs.end(); ++output)
        m_pinned.insert(output.key(), output->toObject());
    Q_EMIT pinnedChanged();
}

void RunOverlay::renamePinned(const QString &from, const QString &to)
{
    if (!m_pinned.contains(from))
        return;
    m_pinned.insert(to, m_pinned.take(from));
    Q_EMIT pinnedChanged();
}

QVariantMap RunOverlay::pinnedInput(const QString &node) const
{
    for (const Wire &wire : m_wires) {
        const auto pinned = m_pinned.constFind(wire.from);
        if (wire.to != node || pinned == m_pinned.cend() || textOf(*pinned, "port") != wire.port)
            continue;
        const QString path = m_pipeline.name + u'/' + wire.from;
        const QJsonObject event{
            {QStringLiteral("specversion"), QStringLiteral("1.0")},
            {QStringLiteral("id"), QStringLiteral("pinned")},
            {QStringLiteral("source"), QString(QStringLiteral("saltern/") + path)},
            {QStringLiteral("type"), QString(QStringLiteral("saltern/") + path + u'/' + wire.port)},
            {QStringLiteral("data"), pinned->value(QLatin1StringView("data"))}};
        return {{QStringLiteral("node"), wire.from},
                {QStringLiteral("event"), event.toVariantMap()}};
    }
    return {};
}

} // namespace Saltern
