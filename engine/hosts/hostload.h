#pragma once

#include "engine/events/event.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace Saltern {

/// How busy the hosts are with steps of this engine; decides for `place: any`. Engine thread.
class HostLoad
{
public:
    void begin(const QString &host);
    void end(const QString &host);

    /// Takes note of `host/<name>/up` and `host/<name>/down`; of the intake's events only, because
    /// anybody may send such an event.
    void see(const Event &event);

    /// Of `hosts`: reachable ones before others, then the fewest steps now, then the fewest so far,
    /// then the first. Empty when there are none.
    QString leastBusy(const QStringList &hosts) const;

    int running(const QString &host) const { return m_hosts.value(host).running; }

private:
    struct Steps
    {
        int running = 0;
        qint64 begun = 0;
    };
    QHash<QString, Steps> m_hosts;
    QSet<QString> m_down;
};

} // namespace Saltern
