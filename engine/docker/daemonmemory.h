#pragma once

#include "engine/docker/dockermessage.h"
#include "engine/docker/eventintake.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace Saltern {

/// The ids of the latest events, to recognise what a reconnect brings again.
class SeenEvents
{
public:
    /// A daemon replays 256 at most.
    static constexpr std::size_t capacity = 2048;

    bool contains(const QString &id) const { return m_ids.contains(id); }

    /// False when it was there already.
    bool insert(const QString &id);

private:
    QSet<QString> m_ids;
    QStringList m_ring;
    qsizetype m_oldest = 0;
};

/// Why containers die: what came before on the same container tells a stop from a crash, which end
/// alike (`docker stop` is exit code 137 or 143).
class DeathBackgrounds
{
public:
    /// Takes every container message in order; the answer counts for a die.
    DockerMessage::Background note(const DockerMessage &message);

    /// There was a gap: for a while nobody can tell whether a stop was asked for in it.
    void forget(qint64 nowNs);

    /// As Podman has it: `restart` and `stop` count as well, and as both a `stop` and an `rm -f`
    /// may go untold, an end that looks like theirs is not called a crash.
    void setIsPodman(bool isPodman) { m_isPodman = isPodman; }

private:
    QHash<QString, qint64> m_stopAskedNs; // container -> time of the stopping kill
    QSet<QString> m_outOfMemory;
    qint64 m_unsureUntilNs = 0;
    bool m_isPodman = false;
};

/// What a container was last known to be doing; the side of a comparison that the engine was told.
struct KnownContainer
{
    enum class State { Created, Running, Paused, Stopped };

    State state = State::Created;
    qint64 changedNs = 0;
    DockerAttributes attributes; // labels, name, image: what events of it carry

    bool isAlive() const { return state == State::Running || state == State::Paused; }
};

/// What is remembered of one daemon across connections and hosts' names. Intake thread.
struct DaemonMemory
{
    IntakeCursor cursor;
    SeenEvents seen;
    DeathBackgrounds deaths;
    QHash<QString, KnownContainer> containers;
    bool isListed = false;   // `containers` holds all of them
    QSet<QString> functions; // containers of our own functions: nothing of them gets out

    /// Whether the message is about one of our own function containers. Learns and forgets their
    /// ids; networks and volumes carry no labels but name the container.
    bool isOwn(const DockerMessage &message);

    /// Follows what a delivered message says about its container.
    void follow(const DockerMessage &message);
};

} // namespace Saltern
