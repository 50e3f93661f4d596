#include "engine/runs/ownactions.h"

#include "engine/base/clock.h"

#include <QJsonObject>

namespace Saltern {

namespace {

// The daemon sends the events of an action up to seconds after the reply (a slow stop, a busy
// daemon), and a restart policy acts later still.
constexpr qint64 rememberNs = 15'000'000'000;

QString key(const QString &host, const QString &containerId)
{
    return host + u'/' + containerId;
}

// Where Docker's objects name a container: the object itself, or the one a network event is about.
QString containerOf(const Event &event)
{
    const QJsonObject data = event.data();
    const QString own = data.value(QLatin1StringView("container"))
                            .toObject()
                            .value(QLatin1StringView("id"))
                            .toString();
    if (!own.isEmpty())
        return own;
    const QJsonObject actor = data.value(QLatin1StringView("Actor")).toObject();
    return actor.value(QLatin1StringView("Attributes"))
        .toObject()
        .value(QLatin1StringView("container"))
        .toString();
}

} // namespace

OwnActions::OwnActions(Clock *clock) : m_clock(clock)
{
}

void OwnActions::begin(const QString &host,
                       const QString &containerId,
                       const QString &cause,
                       int hops)
{
    const qint64 now = m_clock->nowNs();
    m_entries.removeIf([&](const QHash<QString, Entry>::iterator &entry) {
        return entry->untilNs != 0 && entry->untilNs < now;
    });
    m_entries.insert(key(host, containerId), Entry{cause, hops, 0});
}

void OwnActions::end(const QString &host, const QString &containerId)
{
    const auto entry = m_entries.find(key(host, containerId));
    if (entry != m_entries.end())
        entry->untilNs = m_clock->nowNs() + rememberNs;
}

Event OwnActions::annotate(const Event &event) const
{
    if (m_entries.isEmpty() || !event.cause().isEmpty() ||
        !event.type().startsWith(QLatin1StringView("docker/")))
        return event;
    const auto entry = m_entries.constFind(key(event.host(), containerOf(event)));
    if (entry == m_entries.cend() || (entry->untilNs != 0 && entry->untilNs < m_clock->nowNs()))
        return event;
    return event.withCause(entry->cause, entry->hops);
}

} // namespace Saltern
