#pragma once

#include "engine/hosts/eventplayer.h"
#include "engine/hosts/hostset.h"

namespace Saltern {

/// A `recorded:` host: plays a recording as if it happened now, on a host of this name. Begins with
/// `host/<name>/up` and ends with `host/<name>/down`, as a Docker host does. Engine thread.
class RecordedHost : public QObject
{
    Q_OBJECT
public:
    /// Reads the whole recording; the first line that is no event is refused with its place.
    static Result<std::unique_ptr<RecordedHost>>
    open(const HostConfig &host, Clock *clock, double speed);

    void start();

Q_SIGNALS:
    void happened(const Saltern::Event &event);

private:
    RecordedHost(const HostConfig &host, std::vector<Event> events, Clock *clock, double speed);
    void tell(const QString &what, const QString &reason);

    HostConfig m_host;
    Clock *m_clock;
    EventPlayer m_player;
};

} // namespace Saltern
