#include "engine/nodes/window/heldevents.h"
#include "engine/nodes/window/windowkinds.h"

#include <QDataStream>
#include <QIODevice>
#include <QJsonArray>

namespace Saltern {

namespace {

struct Collection
{
    std::vector<Event> events;
    QString cause; // of the newest
    qsizetype bytes = 0;
    qint64 firstNs = 0; // when the first one happened
};

/// One of the events, as the journal has it.
struct Collected
{
    qint64 dueNs = 0; // when the collection is complete at the latest
    qint64 timeNs = 0;
    QString cause;
    QByteArray json;
};

QByteArray bytesOf(const Collected &collected)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << collected.dueNs << collected.timeNs << collected.cause << collected.json;
    return bytes;
}

Collected collectedFrom(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    Collected collected;
    stream >> collected.dueNs >> collected.timeNs >> collected.cause >> collected.json;
    return collected;
}

/// Collects up to `atMost` events of a key, or what comes within `over`, into one event.
class Accumulate final : public KeyedWindow<Collection>
{
public:
    Accumulate(WindowSettings settings, std::size_t atMost)
        : KeyedWindow(std::move(settings)), m_atMost(atMost)
    {
    }

    void restore(const std::vector<Memory> &memory, qint64 nowNs) override
    {
        std::vector<Restored> restored;
        for (const Memory &row : memory) {
            const std::string key = row.key.toStdString();
            if (restored.empty() || restored.back().key != key)
                restored.push_back({key, 0, {}});
            restoreEvent(restored.back(), row.value);
        }
        // Of a damaged journal nothing may be left.
        std::erase_if(restored, [](const Restored &one) { return one.state.events.empty(); });
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
        if (entry && !fits(entry->second.state, input.event, timeNs)) {
            complete(*entry, changes);
            forget(*entry, changes);
            entry = nullptr;
        }
        if (!entry) {
            const auto added = add(*key, nowNs);
            if (!added)
                return StepOutcome::failed(added.error(), false);
            entry = *added;
            entry->second.state.firstNs = timeNs;
        }
        return take(*entry, input, timeNs, changes);
    }

protected:
    void complete(Entry &entry, StateChanges &changes) override
    {
        const Collection &collection = entry.second.state;
        letGo(collection);
        changes.elapsed.push_back({QStringLiteral("out"),
                                   contentOf(entry),
                                   aboutEvent(collection.events.back(), collection.cause)});
    }

private:
    bool fits(const Collection &collection, const Event &event, qint64 timeNs) const
    {
        return timeNs - collection.firstNs < settings().overNs &&
               collection.bytes + event.json().size() <= largestHeldEvent;
    }

    StepOutcome take(Entry &entry, const StepInput &input, qint64 timeNs, StateChanges &changes)
    {
        Collection &collection = entry.second.state;
        collection.events.push_back(input.event);
        collection.bytes += input.event.json().size() + 1;
        collection.cause = causeOf(input);
        m_held.add(input.event);
        const int count = int(collection.events.size());
        if (std::size_t(count) < m_atMost) {
            remember(entry,
                     changes,
                     bytesOf({entry.second.dueNs, timeNs, collection.cause, input.event.json()}),
                     count);
            StepOutcome outcome;
            outcome.detail.insert(QStringLiteral("held"), count);
            return outcome;
        }
        const QJsonObject content = contentOf(entry);
        letGo(collection);
        forget(entry, changes);
        return StepOutcome::leave(QStringLiteral("out"), content);
    }

    QJsonObject contentOf(const Entry &entry) const
    {
        const Collection &collection = entry.second.state;
        QJsonArray events;
        qint64 lastNs = collection.firstNs;
        for (const Event &event : collection.events) {
            events.append(event.object());
            lastNs = std::max(lastNs, event.timeNs());
        }
        return {{QStringLiteral("window"),
                 describe(entry, collection.events.size(), collection.firstNs, lastNs)},
                {QStringLiteral("events"), events}};
    }

    void restoreEvent(Restored &restored, const QByteArray &bytes)
    {
        const Collected collected = collectedFrom(bytes);
        const auto event = Event::fromJson(collected.json);
        if (!event)
            return;
        Collection &collection = restored.state;
        if (collection.events.empty())
            collection.firstNs = collected.timeNs;
        restored.dueNs = collected.dueNs;
        collection.cause = collected.cause;
        collection.events.push_back(*event);
        collection.bytes += collected.json.size() + 1;
        m_held.add(*event);
    }

    void letGo(const Collection &collection)
    {
        for (const Event &event : collection.events)
            m_held.remove(event);
    }

    std::size_t m_atMost;
    HeldEvents m_held;
};

} // namespace

MadeWindow makeAccumulate(WindowSettings settings, const NodeSetup &setup)
{
    return std::make_unique<Accumulate>(
        std::move(settings),
        std::size_t(setup.parameters.value(QLatin1StringView("atMost")).toInt()));
}

} // namespace Saltern
