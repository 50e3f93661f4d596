#include "engine/docker/podmanevents.h"

#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

// Beyond that one death is told as it is, however busy the host is.
constexpr std::size_t longestQueue = 4096;

bool asksForAnEnd(const QString &action)
{
    return action == Name("kill") || action == Name("stop") || action == Name("restart");
}

bool beginsAnew(const QString &action)
{
    return action == Name("init") || action == Name("start") || action == Name("destroy");
}

} // namespace

PodmanEvents::PodmanEvents(std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent), m_patience(patience), m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PodmanEvents::tellWhatIsClear);
}

void PodmanEvents::take(const DockerMessage &message)
{
    if (message.type == Name("container")) {
        if (saysNothingNew(message))
            return;
        learn(message);
    }
    m_waiting.push_back({.message = message,
                         .isOpen = isUnexplainedDeath(message),
                         .deadline = QDeadlineTimer(m_patience)});
    tellWhatIsClear();
}

void PodmanEvents::forget()
{
    m_timer.stop();
    m_waiting.clear();
}

// Podman tells the health after every check, Docker when it has changed.
bool PodmanEvents::saysNothingNew(const DockerMessage &message)
{
    if (message.action == Name("destroy"))
        m_health.remove(message.actorId);
    if (message.action != Name("health_status"))
        return false;
    return message.detail == Name("starting") ||
           std::exchange(m_health[message.actorId], message.detail) == message.detail;
}

// Those of our own functions are told to nobody, and nobody has to wait for them.
bool PodmanEvents::isUnexplainedDeath(const DockerMessage &message)
{
    return message.type == Name("container") && message.action == Name("die") &&
           !m_asked.remove(message.actorId) &&
           message.attribute(Name("saltern.role")) != Name("function");
}

void PodmanEvents::learn(const DockerMessage &message)
{
    Waiting *const death = openDeath(message.actorId);
    if (death && message.action == Name("cleanup")) {
        death->deadline.setRemainingTime(m_patience);
        death->message.asked = ++death->cleanups == 2;
        death->isOpen = !death->message.asked;
    } else if (death && message.action == Name("stop")) {
        death->message.asked = true;
        death->isOpen = false;
    } else if (death && (beginsAnew(message.action) || asksForAnEnd(message.action))) {
        death->isOpen = false;
    }
    if (beginsAnew(message.action))
        m_asked.remove(message.actorId);
    else if (asksForAnEnd(message.action))
        m_asked.insert(message.actorId);
}

void PodmanEvents::tellWhatIsClear()
{
    while (!m_waiting.empty()) {
        const Waiting &first = m_waiting.front();
        if (first.isOpen && !first.deadline.hasExpired() && m_waiting.size() <= longestQueue) {
            m_timer.start(static_cast<int>(first.deadline.remainingTime()));
            return;
        }
        const DockerMessage message = first.message;
        m_waiting.pop_front();
        Q_EMIT told(message);
    }
    m_timer.stop();
}

PodmanEvents::Waiting *PodmanEvents::openDeath(const QString &container)
{
    const auto found =
        std::find_if(m_waiting.begin(), m_waiting.end(), [&](const Waiting &waiting) {
            return waiting.isOpen && waiting.message.actorId == container;
        });
    return found == m_waiting.end() ? nullptr : &*found;
}

} // namespace Saltern
