#include "engine/hosts/hostpresence.h"

#include "engine/base/clock.h"
#include "engine/docker/dockerevent.h"

namespace Saltern {

HostPresence::HostPresence(Clock *clock, QObject *parent) : QObject(parent), m_clock(clock)
{
}

HostPresence::~HostPresence() = default;

void HostPresence::see(const Event &event)
{
    if (!event.type().startsWith(QLatin1StringView("host/")))
        return; // as nearly all
    const QString &host = event.host();
    if (event.type() == QStringLiteral("host/%1/up").arg(host))
        m_away.erase(host);
    if (event.type() != QStringLiteral("host/%1/down").arg(host) || m_away.contains(host))
        return;
    auto away = std::make_unique<QObject>();
    m_clock->after(staleAfter, away.get(), [this, host, event] { tell(host, event); });
    m_away.emplace(host, std::move(away));
}

void HostPresence::tell(const QString &host, const Event &down)
{
    QJsonObject facts = down.data().value(QLatin1StringView("host")).toObject();
    facts.insert(QStringLiteral("since"), formatTimeNs(down.timeNs()));
    Q_EMIT happened(hostEvent(host, QStringLiteral("stale"), m_clock->nowNs(), facts));
}

} // namespace Saltern
