#include "engine/hosts/recordedhost.h"

#include "engine/base/clock.h"
#include "engine/base/compactjson.h"
#include "engine/docker/dockerevent.h"
#include "engine/hosts/recordedevents.h"

namespace Saltern {

namespace {

// The same event, here and now.
Event transposed(const Event &event, const QString &host, qint64 nowNs)
{
    QJsonObject object = event.object();
    object.insert(QStringLiteral("salternhost"), host);
    object.insert(QStringLiteral("time"), formatTimeNs(nowNs));
    // Only a recorded event of nearly 1 MiB can become too large by this.
    return Event::fromJson(compactJson(object)).value_or(event);
}

} // namespace

Result<std::unique_ptr<RecordedHost>>
RecordedHost::open(const HostConfig &host, Clock *clock, double speed)
{
    auto events = loadRecordedEvents(host.recording);
    if (!events)
        return fail(events.error());
    return std::unique_ptr<RecordedHost>(new RecordedHost(host, *std::move(events), clock, speed));
}

RecordedHost::RecordedHost(const HostConfig &host,
                           std::vector<Event> events,
                           Clock *clock,
                           double speed)
    : m_host(host), m_clock(clock), m_player(std::move(events), clock)
{
    m_player.setSpeed(speed);
    connect(&m_player, &EventPlayer::played, this, [this](const Event &event) {
        Q_EMIT happened(transposed(event, m_host.name, m_clock->nowNs()));
    });
    connect(&m_player, &EventPlayer::finished, this, [this] {
        tell(QStringLiteral("down"), QStringLiteral("the recording is over"));
    });
}

void RecordedHost::start()
{
    tell(QStringLiteral("up"), QStringLiteral("recorded: ") + m_host.recording);
    m_player.start();
}

void RecordedHost::tell(const QString &what, const QString &reason)
{
    Q_EMIT happened(
        hostEvent(m_host.name, what, m_clock->nowNs(), {{QStringLiteral("reason"), reason}}));
}

} // namespace Saltern
