#pragma once

#include "engine/runs/journalfile.h"
#include "engine/runs/journalrecords.h"

#include <QHash>

#include <optional>

namespace Saltern {

/// Which runs to list, newest first.
struct RunFilter
{
    QString pipeline;              // empty = all
    std::optional<RunState> state; // nothing = all
    int most = 50;
    std::optional<qint64> sinceNs; // by the time when they began, both included
    std::optional<qint64> untilNs;
    qint64 before = 0; // only those with smaller numbers; zero = all
};

/// Which dead letters to list, newest first.
struct DeadLetterFilter
{
    QString pipeline; // empty = all
    int most = 50;
    qint64 before = 0; // only those with smaller numbers; zero = all
};

/// Which arrivals at a node to list, newest first.
struct ArrivalFilter
{
    QString pipeline;
    QString node;
    QString from; // only by wires of this node; empty = all
    QString port; // and of this port of it; empty = all
    int most = 20;
};

/// An event that reached a node, and what left the node for it.
struct Arrival
{
    struct Exit
    {
        QString port;
        Event event; // null when it is the one that came in, or no longer there
    };
    qint64 run = 0;
    int number = 0; // of the step; 0 = the node is the trigger that began the run
    QString from;   // the node that it came from; empty for a trigger
    QString port;   // by which it left that one
    StepState state = StepState::Done;
    qint64 timeNs = 0;
    Event event;
    std::vector<Exit> exits;
};

/// An event with its place in the journal.
struct StoredEvent
{
    qint64 seq = 0;
    bool matched = false; // a trigger wanted it, or a run of ours caused it
    Event event;
};

/// Everything that the journal knows about one run.
struct RunStory
{
    RunRecord run;
    std::vector<StepRecord> steps;
    QHash<qint64, Event> events; // by seq: those that began it or arrived at its steps
};

/// Reads a journal, also one that an engine is writing at this moment. Blocks for the time that
/// SQLite takes; for commands, not for the engine's thread.
class RunStore
{
public:
    /// NotFound when the state folder has no journal.
    Result<void> open(const QString &stateFolder);

    Result<std::vector<RunRecord>> list(const RunFilter &filter) const;

    /// `id` is a run's id ("7f3a1c-42") or its number alone.
    Result<RunStory> story(const QString &id) const;

    /// Looks at the newest 2,000 runs of the pipeline.
    Result<std::vector<Arrival>> arrivals(const ArrivalFilter &filter) const;

    Result<std::vector<DeadLetterRecord>> deadLetters(const DeadLetterFilter &filter) const;
    Result<DeadLetterRecord> deadLetter(qint64 number) const;

    /// Up to `most` events that are older than `beforeSeq` (zero = from the newest on), newest
    /// first.
    Result<std::vector<StoredEvent>> events(qint64 beforeSeq, int most) const;
    Result<StoredEvent> event(qint64 seq) const;

    /// The events since then that the journal still has, in the order in which they came.
    Result<std::vector<Event>> events(qint64 sinceNs) const;

    /// The bundle of a revision as it was stored.
    Result<QByteArray> bundle(const QString &revision) const;

    /// The prefix of this journal's run ids.
    QString engineId() const { return m_engineId; }

    /// The number in a run's id; NotFound when it cannot be one of this journal.
    Result<qint64> runNumber(const QString &id) const;

private:
    Result<std::vector<Arrival>> beginnings(const ArrivalFilter &filter) const;
    Result<std::vector<Arrival>> passages(const ArrivalFilter &filter) const;
    Event exitEvent(const ArrivalFilter &filter, const StepRecord &step, const QString &port) const;
    Result<std::vector<StoredEvent>> selectEvents(const QString &where) const;

    JournalFile m_file;
    QString m_engineId;
};

} // namespace Saltern
