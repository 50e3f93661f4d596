#include "engine/nodes/window/heldevents.h"
#include "engine/nodes/window/windowkinds.h"

#include <QDataStream>
#include <QIODevice>

namespace Saltern {

namespace {

/// The events of a key that came one soon after another.
struct Burst
{
    Event last; // by its time
    QString cause;
    qint64 count = 0;
    qint64 firstNs = 0;
    qint64 lastNs = 0;
};

QByteArray bytesOf(qint64 dueNs, const Burst &burst)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << dueNs << burst.count << burst.firstNs << burst.lastNs << burst.cause
           << burst.last.json();
    return bytes;
}

std::optional<Burst> burstFrom(const QByteArray &bytes, qint64 &dueNs)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    Burst burst;
    QByteArray json;
    stream >> dueNs >> burst.count >> burst.firstNs >> burst.lastNs >> burst.cause >> json;
    const auto event = Event::fromJson(json);
    if (!event)
        return {};
    burst.last = *event;
    return burst;
}

/// Once a key has been quiet for `over`, the last of its events leaves, for all of them.
class OnceAfter final : public KeyedWindow<Burst>
{
public:
    using KeyedWindow::KeyedWindow;

    void restore(const std::vector<Memory> &memory, qint64 nowNs) override
    {
        std::vector<Restored> restored;
        for (const Memory &row : memory) {
            qint64 dueNs = 0;
            const auto burst = burstFrom(row.value, dueNs);
            if (!burst)
                continue;
            m_held.add(burst->last);
            restored.push_back({row.key.toStdString(), dueNs, *burst});
        }
        restoreWaits(std::move(restored), nowNs);
    }

    std::optional<qint64> lastDueNs() const override
    {
        return table().last() ? std::optional(table().last()->second.dueNs) : std::nullopt;
    }

    StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) override
    {
        noteTime(nowNs);
        const auto key = keyOf(input.event);
        if (!key)
            return StepOutcome::failed(key.error(), false);
        if (const auto room = m_held.check(input.event); !room)
            return StepOutcome::failed(room.error(), false);
        const qint64 timeNs = windowTime(input.event, nowNs);
        Entry *entry = table().find(*key);
        if (entry && timeNs - entry->second.state.lastNs >= settings().overNs) {
            // It was quiet for long enough, as the events themselves tell.
            complete(*entry, changes);
            forget(*entry, changes);
            entry = nullptr;
        }
        if (!entry) {
            const auto added = add(*key, nowNs);
            if (!added)
                return StepOutcome::failed(added.error(), false);
            entry = *added;
        }
        take(entry->second.state, input, timeNs);
        putOff(*entry, nowNs);
        remember(*entry, changes, bytesOf(entry->second.dueNs, entry->second.state));
        StepOutcome outcome;
        outcome.detail.insert(QStringLiteral("held"), entry->second.state.count);
        return outcome;
    }

protected:
    void complete(Entry &entry, StateChanges &changes) override
    {
        const Burst &burst = entry.second.state;
        m_held.remove(burst.last);
        changes.elapsed.push_back(
            {QStringLiteral("out"),
             withWindow(burst.last,
                        describe(entry, std::size_t(burst.count), burst.firstNs, burst.lastNs)),
             aboutEvent(burst.last, burst.cause)});
    }

private:
    void take(Burst &burst, const StepInput &input, qint64 timeNs)
    {
        ++burst.count;
        burst.firstNs = burst.count == 1 ? timeNs : std::min(burst.firstNs, timeNs);
        if (burst.count > 1 && timeNs < burst.lastNs)
            return;
        if (burst.count > 1)
            m_held.remove(burst.last);
        burst.last = input.event;
        burst.lastNs = timeNs;
        burst.cause = causeOf(input);
        m_held.add(burst.last);
    }

    HeldEvents m_held;
};

} // namespace

MadeWindow makeOnceAfter(WindowSettings settings, const NodeSetup &)
{
    return std::make_unique<OnceAfter>(std::move(settings));
}

} // namespace Saltern
