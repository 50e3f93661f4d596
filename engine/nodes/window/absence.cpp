#include "engine/nodes/eventtest.h"
#include "engine/nodes/window/heldevents.h"
#include "engine/nodes/window/windowkinds.h"

#include <QDataStream>
#include <QIODevice>

namespace Saltern {

namespace {

// The clock of a Docker host can step back a little between two events.
constexpr qint64 stepBackNs = 1'000'000'000;

/// What is waited for, and since when.
struct Wait
{
    Event event; // that began it; null = the start of the pipeline
    QString cause;
    qint64 sinceNs = 0;
};

QByteArray bytesOf(qint64 dueNs, const Wait &wait)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << dueNs << wait.sinceNs << wait.cause
           << (wait.event.isNull() ? QByteArray() : wait.event.json());
    return bytes;
}

Wait waitFrom(const QByteArray &bytes, qint64 &dueNs)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    Wait wait;
    QByteArray json;
    stream >> dueNs >> wait.sinceNs >> wait.cause >> json;
    if (const auto event = Event::fromJson(json))
        wait.event = *event;
    return wait;
}

/// Tells that an expected event did not come. With `expect`, other events begin a wait and those
/// that fit end it; without, every event ends one wait and begins the next.
class Absence final : public KeyedWindow<Wait>
{
public:
    Absence(WindowSettings settings, std::optional<EventTest> expected)
        : KeyedWindow(std::move(settings)), m_expected(std::move(expected))
    {
    }

    void restore(const std::vector<Memory> &memory, qint64 nowNs) override
    {
        std::vector<Restored> restored;
        for (const Memory &row : memory) {
            qint64 dueNs = 0;
            const Wait wait = waitFrom(row.value, dueNs);
            hold(wait);
            restored.push_back({row.key.toStdString(), dueNs, wait});
        }
        restoreWaits(std::move(restored), nowNs);
    }

    void begin(qint64 nowNs, StateChanges &changes) override
    {
        // Without keys it is known what will come, so even the first one can be missed.
        if (settings().isKeyed || m_expected)
            return;
        const auto added = add({}, nowNs);
        if (!added)
            return;
        Entry &entry = **added;
        entry.second.state.sinceNs = nowNs;
        remember(entry, changes, bytesOf(entry.second.dueNs, entry.second.state));
    }

    std::optional<qint64> lastDueNs() const override
    {
        // That no further sign of life is on a recording does not mean that there was none; that an
        // answer is not, does.
        return m_expected && table().last() ? std::optional(table().last()->second.dueNs)
                                            : std::nullopt;
    }

    StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) override
    {
        noteTime(nowNs);
        const auto key = keyOf(input.event);
        if (!key)
            return StepOutcome::failed(key.error(), false);
        const auto comes = m_expected ? m_expected->fits(input.event) : Result<bool>(true);
        if (!comes)
            return StepOutcome::failed(comes.error(), false);
        const qint64 timeNs = windowTime(input.event, nowNs);
        Entry *entry = table().find(*key);
        if (entry) // the clock may have been set back
            entry->second.state.sinceNs = std::min(entry->second.state.sinceNs, nowNs);
        if (entry && timeNs - entry->second.state.sinceNs >= settings().overNs) {
            // It came, but too late, as the events themselves tell.
            complete(*entry, changes);
            forget(*entry, changes);
            entry = nullptr;
        }
        if (m_expected && *comes) {
            // One from before the wait is no answer to what began it.
            if (entry && timeNs + stepBackNs >= entry->second.state.sinceNs) {
                letGo(entry->second.state);
                forget(*entry, changes);
            }
            return StepOutcome::passOn(QStringLiteral("came"));
        }
        return wait(entry, *key, input, {nowNs, timeNs}, changes);
    }

protected:
    void complete(Entry &entry, StateChanges &changes) override
    {
        const Wait &wait = entry.second.state;
        letGo(wait);
        QJsonObject window = describe(entry);
        window.insert(QStringLiteral("since"), formatTimeNs(wait.sinceNs));
        changes.elapsed.push_back({QStringLiteral("absent"),
                                   withWindow(wait.event, window),
                                   aboutEvent(wait.event, wait.cause)});
    }

private:
    struct Moment
    {
        qint64 nowNs;
        qint64 timeNs;
    };

    StepOutcome wait(Entry *entry,
                     const std::string &key,
                     const StepInput &input,
                     Moment moment,
                     StateChanges &changes)
    {
        StepOutcome outcome =
            m_expected ? StepOutcome() : StepOutcome::passOn(QStringLiteral("came"));
        // A wait for something else goes on as it began; or else whoever asks again and again would
        // never be told that there is no answer.
        if (entry && m_expected)
            return outcome;
        if (const auto room = m_held.check(input.event); !room)
            return StepOutcome::failed(room.error(), false);
        if (!entry) {
            const auto added = add(key, moment.nowNs);
            if (!added)
                return StepOutcome::failed(added.error(), false);
            entry = *added;
        } else {
            letGo(entry->second.state);
            putOff(*entry, moment.nowNs);
        }
        const qint64 sinceNs = std::max(entry->second.state.sinceNs, moment.timeNs);
        entry->second.state = {input.event, causeOf(input), sinceNs};
        hold(entry->second.state);
        remember(*entry, changes, bytesOf(entry->second.dueNs, entry->second.state));
        return outcome;
    }

    void hold(const Wait &wait)
    {
        if (!wait.event.isNull())
            m_held.add(wait.event);
    }

    void letGo(const Wait &wait)
    {
        if (!wait.event.isNull())
            m_held.remove(wait.event);
    }

    std::optional<EventTest> m_expected;
    HeldEvents m_held;
};

} // namespace

MadeWindow makeAbsence(WindowSettings settings, const NodeSetup &setup)
{
    const QJsonValue expect = setup.parameters.value(QLatin1StringView("expect"));
    if (expect.isUndefined())
        return std::make_unique<Absence>(std::move(settings), std::nullopt);
    auto expected = EventTest::make(expect.toObject());
    if (!expected)
        return fail(expected.error());
    return std::make_unique<Absence>(std::move(settings), *std::move(expected));
}

} // namespace Saltern
