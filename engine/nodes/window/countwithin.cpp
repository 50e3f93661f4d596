#include "engine/nodes/window/windowkinds.h"

#include <QtEndian>

namespace Saltern {

namespace {

/// When the newest events of a key happened, oldest first; not more than are needed to count.
using Times = std::vector<qint64>;

QByteArray bytesOf(const Times &times)
{
    QByteArray bytes(qsizetype(times.size() * sizeof(qint64)), Qt::Uninitialized);
    qToLittleEndian<qint64>(times.data(), qsizetype(times.size()), bytes.data());
    return bytes;
}

Times timesFrom(const QByteArray &bytes)
{
    Times times(std::size_t(bytes.size()) / sizeof(qint64));
    qFromLittleEndian<qint64>(bytes.constData(), qsizetype(times.size()), times.data());
    return times;
}

/// `atLeast` events of a key within `over`. The window ends at the newest event of the key, so the
/// order in which events arrive does not matter as long as they are not later than that.
class CountWithin final : public KeyedWindow<Times>
{
public:
    CountWithin(WindowSettings settings, std::size_t atLeast, bool startsOver)
        : KeyedWindow(std::move(settings)), m_atLeast(atLeast), m_startsOver(startsOver)
    {
    }

    void restore(const std::vector<Memory> &memory, qint64 nowNs) override
    {
        for (const Memory &row : memory)
            table().add(row.key.toStdString(), nowNs + settings().overNs).second.state =
                timesFrom(row.value);
    }

    StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) override
    {
        noteTime(nowNs);
        auto key = keyOf(input.event);
        if (!key)
            return StepOutcome::failed(key.error(), false);
        Entry *entry = table().find(*key);
        if (!entry) {
            const auto added = add(*key, nowNs);
            if (!added)
                return StepOutcome::failed(added.error(), false);
            entry = *added;
            entry->second.state.reserve(std::min<std::size_t>(m_atLeast, 4));
        }
        if (!take(entry->second.state, windowTime(input.event, nowNs), nowNs))
            return tooLate();
        putOff(*entry, nowNs);
        return outcomeFor(*entry, input.event, changes);
    }

private:
    /// False for an event that is older than the window of its key.
    bool take(Times &times, qint64 timeNs, qint64 nowNs) const
    {
        // The clock was set back: nothing has happened later than now.
        for (std::size_t i = times.size(); i-- > 0 && times[i] > nowNs;)
            times[i] = nowNs;
        const qint64 newest = times.empty() ? timeNs : std::max(times.back(), timeNs);
        const qint64 begin = newest - settings().overNs;
        if (timeNs <= begin)
            return false;
        times.erase(times.begin(), std::upper_bound(times.begin(), times.end(), begin));
        times.insert(std::upper_bound(times.begin(), times.end(), timeNs), timeNs);
        if (times.size() > m_atLeast)
            times.erase(times.begin());
        return true;
    }

    StepOutcome outcomeFor(Entry &entry, const Event &event, StateChanges &changes)
    {
        const Times &times = entry.second.state;
        if (times.size() < m_atLeast) {
            remember(entry, changes, bytesOf(times));
            StepOutcome outcome = StepOutcome::passOn(QStringLiteral("below"));
            outcome.detail.insert(QStringLiteral("count"), qint64(times.size()));
            return outcome;
        }
        const QJsonObject window = describe(entry, times.size(), times.front(), times.back());
        if (m_startsOver)
            forget(entry, changes);
        else
            remember(entry, changes, bytesOf(times));
        return StepOutcome::leave(QStringLiteral("reached"), withWindow(event, window));
    }

    static StepOutcome tooLate()
    {
        StepOutcome outcome = StepOutcome::passOn(QStringLiteral("below"));
        outcome.detail.insert(QStringLiteral("late"), true);
        return outcome;
    }

    std::size_t m_atLeast;
    bool m_startsOver;
};

} // namespace

MadeWindow makeCountWithin(WindowSettings settings, const NodeSetup &setup)
{
    return std::make_unique<CountWithin>(
        std::move(settings),
        std::size_t(setup.parameters.value(QLatin1StringView("atLeast")).toInt()),
        setup.parameters.value(QLatin1StringView("startOver")).toBool());
}

} // namespace Saltern
