#include "engine/control/eventlistener.h"

#include "engine/base/compactjson.h"
#include "engine/control/methodparams.h"
#include "engine/hosts/hostset.h"
#include "engine/runs/scheduler.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Params::Name;

constexpr std::chrono::milliseconds flushAfter{50};
constexpr qint64 second = 1000;
constexpr int usualRate = 200;
constexpr int highestRate = 2000;

// More than this at a time would fill the connection's own bound.
constexpr qint64 mostBytes = 512 * 1024;

} // namespace

Result<EventWish> EventWish::fromJson(const QJsonObject &params)
{
    EventWish wish;
    const auto rate = Params::number(params, Name("rate"), usualRate, 0, highestRate);
    if (!rate)
        return fail(rate.error());
    wish.rate = static_cast<int>(*rate);
    const auto hosts = Params::optionalText(params, Name("hosts"));
    if (!hosts)
        return fail(hosts.error());
    if (!hosts->isEmpty()) {
        const auto target = Target::parse(*hosts);
        if (!target)
            return fail(target.error());
        wish.hosts = *target;
    }
    const QJsonObject pattern = params.value(Name("pattern")).toObject();
    if (pattern.isEmpty())
        return wish;
    const auto compiled = Pattern::fromJson(pattern);
    if (!compiled)
        return fail(compiled.error());
    wish.pattern = *compiled;
    return wish;
}

EventListener::EventListener(const Scheduler &scheduler,
                             const HostSet &hosts,
                             const EventWish &wish)
    : TopicListener(QStringLiteral("events")), m_hosts(hosts), m_wish(wish)
{
    if (!m_wish.pattern.isNull())
        m_matcher.emplace(std::vector{Matcher::Entry{0, m_wish.pattern}});
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &EventListener::flush);
    connect(&scheduler, &Scheduler::eventSeen, this, &EventListener::see);
    m_second.start();
}

bool EventListener::isWanted(const Event &event)
{
    if (m_wish.hosts &&
        (event.host().isEmpty() || !m_wish.hosts->matches(m_hosts.targetHost(event.host()))))
        return false;
    return !m_matcher || (m_matcher->match(event.json(), m_matches) && !m_matches.empty());
}

void EventListener::see(const EventSeen &seen)
{
    if (!isWanted(seen.event))
        return;
    ++m_seen;
    if (m_second.elapsed() >= second) {
        m_second.start();
        m_sentThisSecond = 0;
    }
    if (m_sentThisSecond < m_wish.rate && m_waitingBytes < mostBytes) {
        ++m_sentThisSecond;
        m_waitingBytes += seen.event.json().size();
        m_waiting.push_back(seen);
    } else {
        ++m_skipped;
    }
    if (!m_timer.isActive())
        m_timer.start(flushAfter);
}

void EventListener::flush()
{
    QByteArray events;
    for (const EventSeen &seen : m_waiting) {
        // An event by hand may have line ends between its members; strings cannot hold them.
        QByteArray json = seen.event.json();
        events += (events.isEmpty() ? "{\"seq\":" : ",{\"seq\":") + QByteArray::number(seen.seq) +
                  ",\"triggers\":" + compactJson(QJsonArray::fromStringList(seen.triggers)) +
                  ",\"event\":" + json.replace('\n', ' ') + '}';
    }
    const bool told = tellRaw("\"seen\":" + QByteArray::number(m_seen) + ",\"skipped\":" +
                              QByteArray::number(m_skipped) + ",\"events\":[" + events + ']');
    // What did not get through is said with the next message that does.
    m_skipped = told ? 0 : m_skipped + qint64(m_waiting.size());
    m_seen = told ? 0 : m_seen;
    m_waiting.clear();
    m_waitingBytes = 0;
}

} // namespace Saltern
