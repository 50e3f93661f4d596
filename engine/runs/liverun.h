#pragma once

#include "engine/runs/changes.h"
#include "engine/runs/deployedpipeline.h"

#include <QJsonArray>

#include <chrono>
#include <memory>

namespace Saltern {

/// How an event got to a node: the exit events behind it, nearest first. This is what
/// `steps.<id>` in templates looks through.
struct PathEntry
{
    std::shared_ptr<const PathEntry> previous; // null for the trigger
    QString node;
    QString port; // by which the event left that node
    Event event;
};
using Path = std::shared_ptr<const PathEntry>;

/// The path of an event that left `node`, where `path` led. A former visit of the node is left out:
/// only the nearest can be read, and a loop must not grow without end.
Path pathThrough(const Path &path, const QString &node, const QString &port, const Event &event);

/// A run that is not finished. Engine thread.
struct LiveRun
{
    qint64 number = 0;
    QString id; // "<engine>-<number>"
    std::shared_ptr<DeployedPipeline> pipeline;
    QString triggerNode;
    Event trigger;
    qint64 startedNs = 0;
    int lastStep = 0;
    int openSteps = 0;
    bool lost = false;
    bool cancelled = false;
    std::shared_ptr<Reception> reception; // null = nobody waits for it
    std::optional<QJsonValue> result;     // only for a reception
    QString failure; // the first failure that nothing was wired for; empty = none

    QString stepId(int step) const { return id + u'.' + QString::number(step); }
};

/// A step that waits, runs or is to be tried again.
struct LiveStep
{
    std::shared_ptr<LiveRun> run;
    DeployedNode *node = nullptr; // owned by the run's pipeline
    int number = 0;
    int parent = 0;  // number of the step that it came from; 0 = the trigger
    QString port;    // by which it left that one
    int attempt = 0; // attempts begun
    Event event;
    qint64 eventSeq = 0;
    Path path;
    QString orderKey;     // empty = no order
    QJsonArray failures;  // of former attempts: {"attempt", "error", "at"}
    qint64 dueNs = 0;     // not before; zero = at once
    qint64 startedNs = 0; // of this attempt
    QString host;         // that it works on; empty for kinds that use none
    QStringList hosts;    // with `place: all`: those; `host` is empty then
    QJsonArray reached;   // of these, what came of each that needs no further attempt
    StepOutcome unsaid;   // of the attempt before: what its hooks say unless there is another
};
using LiveStepPtr = std::shared_ptr<LiveStep>;

// What is told of both.
RunChange changeOf(const LiveRun &run, RunState state, const QString &reason, qint64 timeNs);
StepChange changeOf(const LiveStep &step, StepState state, qint64 timeNs);

} // namespace Saltern
