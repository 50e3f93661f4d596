#pragma once

#include "engine/runs/behaviour.h"

namespace Saltern {

/// One row of what a stateful node remembers. The node gives the keys and items their meaning.
struct Memory
{
    static constexpr int wholeKey = -1; // with a null value: every item of the key

    QString key;
    int item = 0;
    QByteArray value; // null = forgotten
};

/// Something that time alone completed: it begins a run of its own.
struct Elapsed
{
    QString port;
    QJsonObject data;
    EventFields about; // subject, host, cause and hops of the event that is behind it
};

/// What a stateful node did with one event, or because time went on.
struct StateChanges
{
    std::vector<Memory> memory;   // becomes durable together with what follows from it
    std::vector<Elapsed> elapsed; // in its order, and before what the event at hand leads to

    /// The event at hand goes on not before then, by the first output and unchanged. The engine
    /// holds it, over restarts, too; cancelling its run ends that.
    qint64 untilNs = 0;
};

/// A node that decides at once from the event and from what it remembers of earlier ones. What it
/// remembers is in the transaction of the event that made it so: after a crash it is neither ahead
/// of what happened nor behind it. One object serves all revisions in which the node's settings are
/// the same. Times are nanoseconds since 1970 of the engine's clock. Engine thread.
class StatefulNode
{
public:
    virtual ~StatefulNode() = default;

    /// Takes up what a former engine remembered; called once, before anything else, or not at all.
    virtual void restore(const std::vector<Memory> &memory, qint64 nowNs) = 0;

    /// The node begins to run and remembers nothing.
    virtual void begin(qint64 nowNs, StateChanges &changes) = 0;

    virtual StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) = 0;

    /// When elapse() has something to do next; nothing = never, unless an event comes.
    virtual std::optional<qint64> dueNs() const = 0;

    /// When the last of what is open now will have elapsed: how long a simulation goes on after its
    /// last event. Nothing = it need not.
    virtual std::optional<qint64> lastDueNs() const = 0;

    /// Does what is due; some of it, when that is much: dueNs() then stays in the past.
    virtual void elapse(qint64 nowNs, StateChanges &changes) = 0;
};

} // namespace Saltern
