#pragma once

#include "engine/events/event.h"

#include <QHash>
#include <QString>

namespace Saltern {

class Clock;

/// Remembers which containers our own steps are acting on, so that the Docker events they cause
/// carry `salterncause` and do not start pipelines by accident. Engine thread.
class OwnActions
{
public:
    explicit OwnActions(Clock *clock);

    /// A step is about to change a container. Remembered until `forget` is due: 15 s after end().
    void begin(const QString &host, const QString &containerId, const QString &cause, int hops);
    void end(const QString &host, const QString &containerId);

    /// The event with its cause and hops when one of our steps led to it, else the event itself.
    Event annotate(const Event &event) const;

private:
    struct Entry
    {
        QString cause;
        int hops = 0;
        qint64 untilNs = 0; // 0 = still acting
    };
    Clock *m_clock;
    QHash<QString, Entry> m_entries; // "host/containerId"
};

} // namespace Saltern
