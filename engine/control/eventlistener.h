#pragma once

#include "engine/control/topiclistener.h"
#include "engine/events/matcher.h"
#include "engine/pipeline/target.h"
#include "engine/runs/changes.h"

#include <QElapsedTimer>
#include <QTimer>

#include <optional>

namespace Saltern {

class HostSet;
class Scheduler;

/// Which events a client wants to see, and how many.
struct EventWish
{
    Pattern pattern;             // null = all
    std::optional<Target> hosts; // nothing = all, also events without a host
    int rate = 200;              // whole events a second; 0 = only count

    static Result<EventWish> fromJson(const QJsonObject &params);
};

/// The topic `events`: whole events up to a rate, a count for the rest. An event is written into
/// the message as it stands, so that 10,000 a second cost what 200 do.
class EventListener : public TopicListener
{
    Q_OBJECT
public:
    EventListener(const Scheduler &scheduler, const HostSet &hosts, const EventWish &wish);

private:
    void see(const EventSeen &seen);
    bool isWanted(const Event &event);
    void flush();

    const HostSet &m_hosts;
    EventWish m_wish;
    std::optional<Matcher> m_matcher;
    std::vector<quint32> m_matches; // scratch
    QTimer m_timer;
    QElapsedTimer m_second;
    int m_sentThisSecond = 0;
    std::vector<EventSeen> m_waiting;
    qint64 m_waitingBytes = 0;
    qint64 m_seen = 0;
    qint64 m_skipped = 0;
};

} // namespace Saltern
