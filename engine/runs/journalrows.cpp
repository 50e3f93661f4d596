#include "engine/runs/journalrows.h"

#include <QSqlQuery>
#include <QVariant>

namespace Saltern {

RunRecord readRun(const QSqlQuery &row)
{
    int column = 0;
    const auto next = [&] { return row.value(column++); };
    RunRecord run;
    run.number = next().toLongLong();
    run.pipeline = next().toString();
    run.revision = next().toString();
    run.trigger = next().toString();
    run.event = next().toLongLong();
    run.guarantee = static_cast<Guarantee>(next().toInt());
    run.state = static_cast<RunState>(next().toInt());
    run.startedNs = next().toLongLong();
    run.finishedNs = next().toLongLong();
    run.reason = next().toString();
    return run;
}

StepRecord readStep(const QSqlQuery &row)
{
    int column = 0;
    const auto next = [&] { return row.value(column++); };
    StepRecord step;
    step.run = next().toLongLong();
    step.number = next().toInt();
    step.node = next().toString();
    step.parent = next().toInt();
    step.port = next().toString();
    step.event = next().toLongLong();
    step.state = static_cast<StepState>(next().toInt());
    step.attempt = next().toInt();
    step.dueNs = next().toLongLong();
    step.createdNs = next().toLongLong();
    step.startedNs = next().toLongLong();
    step.finishedNs = next().toLongLong();
    step.host = next().toString();
    step.parameters = next().toByteArray();
    step.outcome = next().toByteArray();
    step.log = next().toString();
    return step;
}

} // namespace Saltern
