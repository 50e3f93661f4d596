#pragma once

#include "engine/base/error.h"
#include "engine/events/event.h"
#include "engine/runs/journalrecords.h"
#include "engine/runs/runmode.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>
#include <variant>

namespace Saltern {

// What the engine tells those who watch it. Everything told is durable already.

/// An event was on the bus; `triggers` are those it set off, as "pipeline/node".
struct EventSeen
{
    qint64 seq = 0;
    Event event;
    QStringList triggers;
};

struct RunChange
{
    QString run;
    QString pipeline;
    QString trigger;
    RunState state = RunState::Running;
    QString reason;
    RunMode mode = RunMode::Run;
    QString event;     // the id of the one that began it
    qint64 timeNs = 0; // when it happened
};

struct StepChange
{
    QString run;
    QString step;
    QString pipeline;
    QString node;
    QString kind;
    int parent = 0; // number of the step that it came from; 0 = the trigger
    QString port;   // by which it left that one
    QString event;  // the id of the one that arrived
    qint64 timeNs = 0;
    StepState state = StepState::Waiting;
    int attempt = 0;
    QString host;
    QJsonObject parameters; // rendered, secrets masked; only with Started and Observed
    QStringList ports;      // by which it left
    std::optional<Error> error;
    QJsonObject detail;
    QString log;
    qint64 tookNs = 0;
    qint64 dueNs = 0; // Retrying: when
};

/// An event that went no further.
struct DeadLetter
{
    QString pipeline;
    QString node;
    QString event; // its id
    QString reason;
    qint64 timeNs = 0;
};

using Change = std::variant<EventSeen, RunChange, StepChange, DeadLetter>;

} // namespace Saltern
