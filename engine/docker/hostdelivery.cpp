#include "engine/docker/hostdelivery.h"

#include "engine/base/clock.h"
#include "engine/docker/dockerevent.h"
#include "engine/docker/hostinbox.h"

namespace Saltern {

using namespace std::chrono_literals;

HostDelivery::HostDelivery(const QString &host, std::shared_ptr<HostInbox> inbox, QObject *parent)
    : QObject(parent), m_host(host), m_inbox(std::move(inbox)), m_roomCheck(this)
{
    m_roomCheck.setInterval(100ms);
    connect(&m_roomCheck, &QTimer::timeout, this, &HostDelivery::watchForRoom);
}

void HostDelivery::deliver(const DockerMessage &message)
{
    const QString id = dockerEventId(m_memory->cursor.daemonId, message);
    if (!m_memory->seen.insert(id)) {
        ++m_inbox->duplicates;
        return;
    }
    IntakeCursor &cursor = m_memory->cursor;
    cursor.timeNs = std::max(cursor.timeNs, message.timeNs);
    cursor.lastEventId = id;
    if (m_memory->isOwn(message)) {
        ++m_inbox->own;
        return;
    }
    DockerEventContext context{.host = m_host, .daemonId = cursor.daemonId};
    if (message.type == QLatin1StringView("container"))
        context.background = m_memory->deaths.note(message);
    if (push(dockerEvent(message, context)))
        m_memory->follow(message);
}

void HostDelivery::deliverMissed(const MissedTransition &transition)
{
    const DockerEventContext context{
        .host = m_host,
        .daemonId = m_memory->cursor.daemonId,
        .background = {.requested = {}, .outOfMemory = transition.outOfMemory},
        .synthetic = true};
    if (!push(dockerEvent(transition.message, context)))
        return;
    ++m_inbox->synthetic;
    m_memory->follow(transition.message);
}

void HostDelivery::tell(const QString &what, const QJsonObject &facts)
{
    push(hostEvent(m_host, what, SystemClock().nowNs(), facts));
}

void HostDelivery::tellGap(const QString &reason, qint64 sinceNs, const QJsonObject &more)
{
    ++m_inbox->gaps;
    QJsonObject facts = more;
    facts.insert(QStringLiteral("reason"), reason);
    facts.insert(QStringLiteral("since"), formatTimeNs(sinceNs));
    tell(QStringLiteral("gap"), facts);
}

bool HostDelivery::push(Event event)
{
    if (event.json().size() > maximumEventBytes) {
        ++m_inbox->malformed;
        return false;
    }
    const qint64 timeNs = event.timeNs();
    bool wasEmpty = false;
    IntakeItem item{m_host, std::move(event), m_memory ? m_memory->cursor : IntakeCursor{}};
    if (m_lost == 0 && m_inbox->tryPush(std::move(item), &wasEmpty)) {
        ++m_inbox->delivered;
        if (wasEmpty)
            Q_EMIT arrived();
        return true;
    }
    if (m_lost == 0) {
        m_lostSinceNs = timeNs;
        m_roomCheck.start();
    }
    ++m_lost;
    ++m_inbox->dropped;
    return false;
}

void HostDelivery::watchForRoom()
{
    if (!m_inbox->hasRoom())
        return;
    m_roomCheck.stop();
    const quint64 lost = std::exchange(m_lost, 0);
    tellGap(QStringLiteral("the engine was too slow and its queue was full"),
            m_lostSinceNs,
            {{QStringLiteral("dropped"), static_cast<qint64>(lost)}});
    Q_EMIT caughtUp(m_lostSinceNs);
}

} // namespace Saltern
