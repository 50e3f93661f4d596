#pragma once

#include "engine/events/event.h"

#include <QHash>
#include <QString>

namespace Saltern {

class Clock;

/// Remembers which containers, images, networks and volumes our own steps are acting on, so that
/// the Docker events they cause carry `salterncause` and do not start pipelines by accident. An
/// object is a container's id, or "<type>/<id or name>" ("container/web", "image/web:2"): a new
/// object's first event may come before its id is known. Engine thread.
class OwnActions
{
public:
    explicit OwnActions(Clock *clock);

    /// A step is about to change an object. Remembered until `forget` is due: 15 s after end().
    void begin(const QString &host, const QString &object, const QString &cause, int hops);
    void end(const QString &host, const QString &object);

    /// Whether a step is changing it at this moment.
    bool isActing(const QString &host, const QString &object) const;

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
    QHash<QString, Entry> m_entries; // "host/object"
};

} // namespace Saltern
