#pragma once

#include "engine/docker/dockermessage.h"
#include "engine/docker/eventintake.h"

#include <vector>

namespace Saltern {

/// Judges what a daemon sends after a reconnect: it plays again what it remembers (256 events, none
/// after its own restart) and goes on without a mark. The last event seen is either in there, and
/// nothing was missed, or it is not, and that is a gap. Until this is clear, messages wait here.
class Replay
{
public:
    struct Verdict
    {
        bool gap = false;
        std::vector<DockerMessage> messages; // to be looked at now, in order; some may be known
    };

    /// `remembers`: the ids of what was seen before are still known, so that the receiver sorts out
    /// duplicates. Otherwise (a new process) what precedes the last event seen is dropped here,
    /// because the daemon plays in the order in which it sent.
    void begin(const IntakeCursor &cursor, bool remembers);

    bool isOpen() const { return m_open; }

    /// The next message while open.
    Verdict take(const DockerMessage &message, const QString &id);

    /// Time is up: what has not come yet will not come.
    Verdict giveUp();

private:
    Verdict conclude(bool gap);

    IntakeCursor m_cursor;
    std::vector<DockerMessage> m_waiting;
    bool m_remembers = false;
    bool m_open = false;
};

} // namespace Saltern
