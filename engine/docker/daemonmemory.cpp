#include "engine/docker/daemonmemory.h"

#include <chrono>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

using Name = QLatin1StringView;

// A longer grace period than this ends in a SIGKILL, which is a stop in its own right.
constexpr qint64 longestGraceNs = std::chrono::nanoseconds(10min).count();

// What `docker stop` waits unless told otherwise.
constexpr qint64 usualGraceNs = std::chrono::nanoseconds(10s).count();

// Signals that people send to running programs for other reasons than to end them: HUP, USR1, USR2,
// CHLD, CONT, URG, WINCH, IO. A crash after one of those is a crash.
bool endsContainer(const QString &signal)
{
    static const QStringList harmless{QStringLiteral("0"),
                                      QStringLiteral("1"),
                                      QStringLiteral("10"),
                                      QStringLiteral("12"),
                                      QStringLiteral("17"),
                                      QStringLiteral("18"),
                                      QStringLiteral("23"),
                                      QStringLiteral("28"),
                                      QStringLiteral("29")};
    return !harmless.contains(signal);
}

// How containers end that were asked to: in good order, or by SIGKILL or SIGTERM.
bool looksAsked(const QString &exitCode)
{
    return exitCode == Name("0") || exitCode == Name("137") || exitCode == Name("143");
}

std::optional<KnownContainer::State> stateAfter(const QString &action)
{
    using State = KnownContainer::State;
    if (action == Name("create"))
        return State::Created;
    if (action == Name("start") || action == Name("unpause"))
        return State::Running;
    if (action == Name("pause"))
        return State::Paused;
    if (action == Name("die"))
        return State::Stopped;
    return {};
}

} // namespace

bool SeenEvents::insert(const QString &id)
{
    if (m_ids.contains(id))
        return false;
    m_ids.insert(id);
    if (static_cast<std::size_t>(m_ring.size()) < capacity) {
        m_ring.append(id);
        return true;
    }
    m_ids.remove(m_ring.at(m_oldest));
    m_ring[m_oldest] = id;
    m_oldest = (m_oldest + 1) % m_ring.size();
    return true;
}

DockerMessage::Background DeathBackgrounds::note(const DockerMessage &message)
{
    const QString &id = message.actorId;
    if (message.action == Name("kill")) {
        if (endsContainer(message.attribute(Name("signal"))))
            m_stopAskedNs.insert(id, message.timeNs);
    } else if (m_isPodman &&
               (message.action == Name("stop") || message.action == Name("restart"))) {
        // Podman tells them, mostly, before the death that they bring, Docker after it.
        m_stopAskedNs.insert(id, message.timeNs);
    } else if (message.action == Name("oom")) {
        m_outOfMemory.insert(id);
    } else if (message.action == Name("start") || message.action == Name("destroy")) {
        m_stopAskedNs.remove(id);
        m_outOfMemory.remove(id);
    } else if (message.action == Name("die")) {
        const auto asked = m_stopAskedNs.constFind(id);
        const bool requested = message.asked || (asked != m_stopAskedNs.constEnd() &&
                                                 message.timeNs - *asked <= longestGraceNs);
        m_stopAskedNs.remove(id);
        DockerMessage::Background background{.outOfMemory = m_outOfMemory.remove(id)};
        const bool isUnsure = m_isPodman && looksAsked(message.attribute(Name("exitCode")));
        if (requested || (message.timeNs > m_unsureUntilNs && !isUnsure))
            background.requested = requested;
        return background;
    }
    return {};
}

void DeathBackgrounds::forget(qint64 nowNs)
{
    m_stopAskedNs.clear();
    m_outOfMemory.clear();
    m_unsureUntilNs = nowNs + usualGraceNs;
}

bool DaemonMemory::isOwn(const DockerMessage &message)
{
    if (message.type != Name("container"))
        return functions.contains(message.attribute(Name("container")));
    if (message.attribute(Name("saltern.role")) == Name("function")) {
        if (message.action == Name("destroy"))
            functions.remove(message.actorId);
        else
            functions.insert(message.actorId);
        return true;
    }
    return false;
}

void DaemonMemory::follow(const DockerMessage &message)
{
    if (message.type != Name("container"))
        return;
    if (message.action == Name("destroy")) {
        containers.remove(message.actorId);
        return;
    }
    const auto state = stateAfter(message.action);
    const bool renamed = message.action == Name("rename") && containers.contains(message.actorId);
    if (!state && !renamed)
        return;
    KnownContainer &container = containers[message.actorId];
    if (state)
        container.state = *state;
    container.changedNs = message.timeNs;
    container.attributes = message.attributes;
    container.attributes.remove(Name("exitCode"));
    container.attributes.remove(Name("execDuration"));
    container.attributes.remove(Name("oldName"));
}

} // namespace Saltern
