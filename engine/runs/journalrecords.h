#pragma once

#include "engine/events/event.h"
#include "engine/pipeline/pipeline.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace Saltern {

// What the journal keeps, row by row, and the writes that it takes. All times are nanoseconds since
// 1970; zero means "not yet". The numbers of the enums are stored: append, never reorder.

enum class RunState {
    Running = 0,
    Done = 1,
    Failed = 2,    // a step failed and nothing was wired to its error exit
    Lost = 3,      // at-most-once: the outcome of a step is unknown, and it is not tried again
    Cancelled = 4, // the pipeline was stopped
};

enum class StepState {
    Waiting = 0,
    Started = 1,
    Retrying = 2, // failed, and tried again when due
    Done = 3,
    Failed = 4,
    Lost = 5,
    Cancelled = 6,
    Stopped = 7,  // the node is disabled: the event ended here
    Bypassed = 8, // the node is disabled: the event went on untouched
    Observed = 9, // observe mode: the effect was shown, not begun
};

/// "running", "done"...: the names in `saltern runs` and its JSON.
QString runStateName(RunState state);
QString stepStateName(StepState state);

/// False for steps that still have something to do.
inline bool isFinal(StepState state)
{
    return state >= StepState::Done;
}

struct RunRecord
{
    qint64 number = 0;
    QString pipeline;
    QString revision;
    QString trigger; // the trigger node's id
    qint64 event = 0;
    Guarantee guarantee = Guarantee::AtLeastOnce;
    RunState state = RunState::Running;
    qint64 startedNs = 0;
    qint64 finishedNs = 0;
    QString reason;
};

struct StepRecord
{
    qint64 run = 0;
    int number = 0; // from 1, in the order in which the run's steps came to be
    QString node;
    int parent = 0;   // the step whose exit event this is; 0 = the trigger
    QString port;     // by which the parent left
    qint64 event = 0; // what arrived
    StepState state = StepState::Waiting;
    int attempt = 0;  // attempts begun
    qint64 dueNs = 0; // Retrying, or Waiting at a node that holds it: when
    qint64 createdNs = 0;
    qint64 startedNs = 0;
    qint64 finishedNs = 0;
    QString host;
    QByteArray parameters; // rendered, secrets masked; compact JSON
    QByteArray outcome;    // compact JSON: ports, error, detail, failed attempts
    QString log;
};

/// One Docker host's place in its stream of events.
struct CursorRecord
{
    QString host;
    QString daemonId;
    qint64 timeNs = 0;
    QString eventId;
};

/// An event that went no further, and why; it can be looked at and sent again.
struct DeadLetterRecord
{
    qint64 timeNs = 0;
    QString pipeline;
    QString node;
    qint64 event = 0;
    QString reason;
    qint64 number = 0; // given by the journal
};

/// Which revision of a pipeline runs, and whether somebody stopped it.
struct DeploymentRecord
{
    QString pipeline;
    QString revision;
    bool active = true;
    qint64 sinceNs = 0;
    bool kept = false; // an engine that starts without a folder runs it again
};

/// What a stateful node remembers under one key, see Memory. Nodes of the same name whose settings
/// differ (their `shape`) do not see each other's.
struct StateRecord
{
    QString pipeline;
    QString node;
    QString shape;
    QString key;
    int item = 0;
    QByteArray value;
};

namespace Write {

struct AddEvent
{
    qint64 seq = 0;
    bool matched = true; // false: kept in the ring of the events that nobody wanted
    Event event;
};

struct EndStep
{
    qint64 run = 0;
    int number = 0;
    StepState state = StepState::Done;
    qint64 dueNs = 0;
    qint64 finishedNs = 0;
    QByteArray outcome;
    QString log;
};

struct BeginStep
{
    qint64 run = 0;
    int number = 0;
    int attempt = 1;
    qint64 startedNs = 0;
    QString host;
    QByteArray parameters;
    std::optional<EndStep> end = {}; // when it is over already
};

struct EndRun
{
    qint64 run = 0;
    RunState state = RunState::Done;
    qint64 finishedNs = 0;
    QString reason;
};

struct PutRevision
{
    QString id;
    QString pipeline;
    qint64 storedNs = 0;
    QByteArray bundle;
};

struct Count
{
    QString name;
    qint64 by = 1;
};

struct DropDeadLetter
{
    qint64 number = 0;
};

/// Forgets one item of a node's key, or all of them when `item` is negative.
struct DropState
{
    QString pipeline;
    QString node;
    QString shape;
    QString key;
    int item = 0;
};

/// Forgets what the nodes of a pipeline remember, but for those in `nodes`, as "node/shape".
struct KeepStates
{
    QString pipeline;
    QStringList nodes;
};

/// Forgets finished runs that ended before `olderThanNs`, then the oldest ones until the file's
/// used pages fit `maximumBytes`; dead letters from before `olderThanNs`; and revisions that
/// neither a run nor a deployment needs any more.
struct Trim
{
    qint64 olderThanNs = 0;
    qint64 maximumBytes = 0;
};

} // namespace Write

using JournalWrite = std::variant<std::monostate, // nothing any more: another one holds it
                                  Write::AddEvent,
                                  RunRecord,
                                  StepRecord,
                                  Write::BeginStep,
                                  Write::EndStep,
                                  Write::EndRun,
                                  CursorRecord,
                                  DeadLetterRecord,
                                  DeploymentRecord,
                                  Write::PutRevision,
                                  Write::Count,
                                  Write::DropDeadLetter,
                                  StateRecord,
                                  Write::DropState,
                                  Write::KeepStates,
                                  Write::Trim>;

/// Writes that become durable together or not at all.
struct JournalTransaction
{
    std::vector<JournalWrite> writes;
    Durability durability = Durability::Process;

    void add(JournalWrite write) { writes.push_back(std::move(write)); }
    void raise(Durability wanted)
    {
        if (wanted == Durability::Full)
            durability = Durability::Full;
    }
};

/// A run that a former engine did not finish, with all that is needed to go on.
struct UnfinishedRun
{
    RunRecord run;
    std::vector<StepRecord> steps;
    QHash<qint64, Event> events; // by seq: every event that its steps refer to
};

/// What a journal held when it was opened.
struct JournalContent
{
    QString engineId; // fresh for a new journal; names this engine's containers and runs
    qint64 lastEvent = 0;
    qint64 lastRun = 0;
    std::vector<CursorRecord> cursors;
    std::vector<DeploymentRecord> deployments;
    std::vector<UnfinishedRun> unfinished;
    std::vector<StateRecord> states;
    QHash<QString, QByteArray> revisions; // bundles of unfinished runs and kept deployments
};

} // namespace Saltern
