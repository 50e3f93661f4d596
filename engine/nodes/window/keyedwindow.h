#pragma once

#include "engine/nodes/window/keytable.h"
#include "engine/nodes/window/windowkey.h"
#include "engine/runs/statefulnode.h"

namespace Saltern {

/// What all kinds of windows are made from.
struct WindowSettings
{
    WindowKey key;
    bool isKeyed = false;
    qint64 overNs = 0;
    QString over; // as people write it
    std::size_t mostKeys = 0;
};

/// The time of an event as windows see it: not later than now.
inline qint64 windowTime(const Event &event, qint64 nowNs)
{
    return std::min(event.timeNs(), nowNs);
}

/// After the start of an engine, what the hosts remember of the time before comes first.
inline constexpr qint64 windowPatienceNs = 10'000'000'000;

/// Keys are forgotten in portions, so that no transaction grows without end.
inline constexpr int mostElapsedAtOnce = 500;

/// `data` of the event behind it, with the member `window`.
QJsonObject withWindow(const Event &event, const QJsonObject &window);

/// The step as the cause of what it leads to.
QString causeOf(const StepInput &input);

/// The event in so far as what elapses is about it.
EventFields aboutEvent(const Event &event, const QString &cause);

/// Keys, their bounds and their order: what the kinds of windows have in common.
template<typename State>
class KeyedWindow : public StatefulNode
{
public:
    explicit KeyedWindow(WindowSettings settings) : m_settings(std::move(settings)) {}

    void begin(qint64, StateChanges &) override {}

    std::optional<qint64> dueNs() const override
    {
        return m_table.first() ? std::optional(m_table.first()->second.dueNs) : std::nullopt;
    }

    std::optional<qint64> lastDueNs() const override { return std::nullopt; }

    void elapse(qint64 nowNs, StateChanges &changes) override
    {
        noteTime(nowNs);
        for (int i = 0; i < mostElapsedAtOnce; ++i) {
            Entry *first = m_table.first();
            if (!first || first->second.dueNs > nowNs)
                return;
            complete(*first, changes);
            forget(*first, changes);
        }
    }

protected:
    using Entry = typename KeyTable<State>::Entry;

    /// The wait of a key is over and it will be forgotten. Kinds that tell so do it here.
    virtual void complete(Entry &, StateChanges &) {}

    const WindowSettings &settings() const { return m_settings; }
    KeyTable<State> &table() { return m_table; }
    const KeyTable<State> &table() const { return m_table; }

    Result<std::string> keyOf(const Event &event) { return m_settings.key.of(event); }

    Result<Entry *> add(const std::string &key, qint64 nowNs)
    {
        if (m_table.size() < m_settings.mostKeys)
            return &m_table.add(key, nowNs + m_settings.overNs);
        return fail(ErrorKind::Conflict,
                    QStringLiteral("The window remembers %1 keys already.").arg(m_table.size()),
                    QStringLiteral("Raise `keys`, shorten `over`, or name a field in `by` that has "
                                   "fewer values."));
    }

    void putOff(Entry &entry, qint64 nowNs) { m_table.putOff(entry, nowNs + m_settings.overNs); }

    void remember(const Entry &entry, StateChanges &changes, QByteArray value, int item = 0)
    {
        changes.memory.push_back({QString::fromStdString(entry.first), item, std::move(value)});
    }

    void forget(Entry &entry, StateChanges &changes)
    {
        changes.memory.push_back({QString::fromStdString(entry.first), Memory::wholeKey, {}});
        m_table.remove(entry);
    }

    /// A key as a former engine left it.
    struct Restored
    {
        std::string key;
        qint64 dueNs = 0;
        State state;
    };

    /// Takes up waits that end by themselves, none of them before the past has been heard.
    void restoreWaits(std::vector<Restored> restored, qint64 nowNs)
    {
        std::sort(restored.begin(), restored.end(), [](const Restored &a, const Restored &b) {
            return a.dueNs < b.dueNs;
        });
        for (Restored &one : restored) {
            const qint64 dueNs = std::min(one.dueNs, nowNs + m_settings.overNs);
            Entry &entry =
                m_table.add(std::move(one.key), std::max(dueNs, nowNs + windowPatienceNs));
            entry.second.state = std::move(one.state);
        }
    }

    /// A clock that was set back would make every wait longer.
    void noteTime(qint64 nowNs)
    {
        constexpr qint64 noticeable = 1'000'000'000;
        if (nowNs < m_lastNs - noticeable)
            m_table.limitDues(nowNs + m_settings.overNs);
        m_lastNs = nowNs;
    }

    /// {"over", "key"?}, and with numbers {"count", "first", "last"}.
    QJsonObject describe(const Entry &entry) const
    {
        QJsonObject window{{QStringLiteral("over"), m_settings.over}};
        if (m_settings.isKeyed)
            window.insert(QStringLiteral("key"), QString::fromStdString(entry.first));
        return window;
    }

    QJsonObject describe(const Entry &entry, std::size_t count, qint64 firstNs, qint64 lastNs) const
    {
        QJsonObject window = describe(entry);
        window.insert(QStringLiteral("count"), qint64(count));
        window.insert(QStringLiteral("first"), formatTimeNs(firstNs));
        window.insert(QStringLiteral("last"), formatTimeNs(lastNs));
        return window;
    }

private:
    WindowSettings m_settings;
    KeyTable<State> m_table;
    qint64 m_lastNs = 0;
};

} // namespace Saltern
