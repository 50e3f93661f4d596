#include "engine/runs/ownactions.h"

#include "engine/base/clock.h"

#include <QJsonObject>
#include <QStringList>

namespace Saltern {

namespace {

// The daemon sends the events of an action up to seconds after the reply (a slow stop, a busy
// daemon), and a restart policy acts later still.
constexpr qint64 rememberNs = 15'000'000'000;

QString key(const QString &host, const QString &object)
{
    return host + u'/' + object;
}

// What a Docker event is about: a container by its id, also the one that a network event names, and
// anything by its type with id or name.
QStringList objectsOf(const Event &event)
{
    const QJsonObject data = event.data();
    const QJsonObject container = data.value(QLatin1StringView("container")).toObject();
    const QJsonObject actor = data.value(QLatin1StringView("Actor")).toObject();
    const QJsonObject attributes = actor.value(QLatin1StringView("Attributes")).toObject();
    QString id = container.value(QLatin1StringView("id")).toString();
    if (id.isEmpty())
        id = attributes.value(QLatin1StringView("container")).toString();
    const QString type = event.type().section(u'/', 1, 1) + u'/';
    return {id,
            type + actor.value(QLatin1StringView("ID")).toString(),
            type + attributes.value(QLatin1StringView("name")).toString()};
}

} // namespace

OwnActions::OwnActions(Clock *clock) : m_clock(clock)
{
}

void OwnActions::begin(const QString &host, const QString &object, const QString &cause, int hops)
{
    const qint64 now = m_clock->nowNs();
    m_entries.removeIf([&](const QHash<QString, Entry>::iterator &entry) {
        return entry->untilNs != 0 && entry->untilNs < now;
    });
    m_entries.insert(key(host, object), Entry{cause, hops, 0});
}

void OwnActions::end(const QString &host, const QString &object)
{
    const auto entry = m_entries.find(key(host, object));
    if (entry != m_entries.end())
        entry->untilNs = m_clock->nowNs() + rememberNs;
}

bool OwnActions::isActing(const QString &host, const QString &object) const
{
    const auto entry = m_entries.constFind(key(host, object));
    return entry != m_entries.cend() && entry->untilNs == 0;
}

Event OwnActions::annotate(const Event &event) const
{
    if (m_entries.isEmpty() || !event.cause().isEmpty() ||
        !event.type().startsWith(QLatin1StringView("docker/")))
        return event;
    const QStringList objects = objectsOf(event);
    for (const QString &object : objects) {
        const auto entry = m_entries.constFind(key(event.host(), object));
        if (entry != m_entries.cend() &&
            (entry->untilNs == 0 || entry->untilNs >= m_clock->nowNs()))
            return event.withCause(entry->cause, entry->hops);
    }
    return event;
}

} // namespace Saltern
