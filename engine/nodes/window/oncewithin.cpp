#include "engine/nodes/window/windowkinds.h"

namespace Saltern {

namespace {

/// The time of the event that began a key's period.
using Begun = qint64;

/// The first event of a key passes; the others of the `over` that follows it do not.
class OnceWithin final : public KeyedWindow<Begun>
{
public:
    using KeyedWindow::KeyedWindow;

    void restore(const std::vector<Memory> &memory, qint64 nowNs) override
    {
        for (const Memory &row : memory)
            table().add(row.key.toStdString(), nowNs + settings().overNs).second.state =
                row.value.toLongLong();
    }

    StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) override
    {
        noteTime(nowNs);
        const auto key = keyOf(input.event);
        if (!key)
            return StepOutcome::failed(key.error(), false);
        const qint64 timeNs = windowTime(input.event, nowNs);
        Entry *entry = table().find(*key);
        if (entry) {
            Begun &begun = entry->second.state;
            begun = std::min(begun, nowNs); // the clock may have been set back
            if (timeNs < begun + settings().overNs)
                return suppressed(begun);
            putOff(*entry, nowNs);
        } else {
            const auto added = add(*key, nowNs);
            if (!added)
                return StepOutcome::failed(added.error(), false);
            entry = *added;
        }
        entry->second.state = timeNs;
        remember(*entry, changes, QByteArray::number(timeNs));
        return StepOutcome::passOn(QStringLiteral("out"));
    }

private:
    StepOutcome suppressed(Begun begun) const
    {
        StepOutcome outcome = StepOutcome::passOn(QStringLiteral("rest"));
        outcome.detail.insert(QStringLiteral("until"), formatTimeNs(begun + settings().overNs));
        return outcome;
    }
};

} // namespace

MadeWindow makeOnceWithin(WindowSettings settings, const NodeSetup &)
{
    return std::make_unique<OnceWithin>(std::move(settings));
}

} // namespace Saltern
