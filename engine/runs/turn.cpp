#include "engine/runs/turn.h"

#include "engine/base/clock.h"
#include "engine/runs/outcomejson.h"
#include "engine/runs/ownactions.h"
#include "engine/runs/stepinput.h"
#include "engine/runs/triggerindex.h"

namespace Saltern {

qint64 Turn::now() const
{
    return m_context.services.clock->nowNs();
}

void Turn::drain()
{
    while (!m_arrivals.empty()) {
        const Arrival arrival = std::move(m_arrivals.front());
        m_arrivals.pop_front();
        arrive(arrival);
    }
    for (const auto &run : std::exchange(m_begun, {}))
        endRunIfDone(run);
}

void Turn::arrive(const Arrival &arrival)
{
    LiveRun &run = *arrival.run;
    if (run.lastStep >= maximumStepsPerRun) {
        const QString reason = QStringLiteral("The run has more than %1 steps, which is taken for "
                                              "a loop.")
                                   .arg(maximumStepsPerRun);
        if (run.failure.isEmpty())
            run.failure = reason;
        refuse(run.pipeline->name(),
               arrival.node->node.id,
               arrival.event,
               arrival.seq,
               QStringLiteral("steps"),
               reason);
        return;
    }
    const auto step = std::make_shared<LiveStep>();
    step->run = arrival.run;
    step->node = arrival.node;
    step->number = ++run.lastStep;
    step->parent = arrival.parent;
    step->port = arrival.port;
    step->event = arrival.event;
    step->eventSeq = arrival.seq;
    step->path = arrival.path;
    enter(arrival,
          step,
          StepRecord{.run = run.number,
                     .number = step->number,
                     .node = arrival.node->node.id,
                     .parent = arrival.parent,
                     .port = arrival.port,
                     .event = arrival.seq,
                     .createdNs = now()});
}

void Turn::enter(const Arrival &arrival, const LiveStepPtr &step, StepRecord record)
{
    const DeployedNode &node = *arrival.node;
    if (node.node.disabled != Disabled::No)
        passDisabled(*step, std::move(record));
    else if (node.pure || node.stateful)
        evaluate(step, std::move(record));
    else if (arrival.run->pipeline->mode() == RunMode::Observe && node.isExternal() && !node.looks)
        observe(*step, std::move(record));
    else
        wait(step, std::move(record));
}

void Turn::passDisabled(LiveStep &step, StepRecord record)
{
    const bool stops = step.node->node.disabled == Disabled::Stop;
    record.state = stops ? StepState::Stopped : StepState::Bypassed;
    record.finishedNs = record.createdNs;
    transaction.add(std::move(record));
    noteStep(step, stops ? StepState::Stopped : StepState::Bypassed, {}, nullptr);
    if (!stops)
        route(step, step.node->firstPort, step.event, step.eventSeq);
}

void Turn::observe(LiveStep &step, StepRecord record)
{
    const auto settled = settlePlace(step, m_context.services);
    const auto shown = shownParameters(step, m_context.services);
    StepOutcome outcome;
    if (!settled)
        outcome.error = settled.error();
    else if (!shown)
        outcome.error = shown.error();
    record.state = StepState::Observed;
    record.finishedNs = record.createdNs;
    record.host = placeText(step);
    record.parameters = compactJson(shown.value_or(QJsonObject()));
    record.outcome = outcomeJson({}, outcome, {});
    transaction.add(std::move(record));
    noteStep(step, StepState::Observed, {}, &outcome);
    std::get<StepChange>(changes.back()).parameters = shown.value_or(QJsonObject());
}

void Turn::evaluate(const LiveStepPtr &step, StepRecord record)
{
    step->attempt = 1;
    const auto input = inputOf(*step, m_context.services, &m_context.secrets);
    qint64 untilNs = 0;
    StepOutcome outcome =
        masked(input ? decide(*step, *input, untilNs) : StepOutcome::failed(input.error(), false),
               m_context.secrets);
    if (untilNs > now()) {
        hold(step, std::move(record), untilNs);
        return;
    }
    const QStringList ports = follow(*step, outcome);
    const StepState state = outcome.error ? StepState::Failed : StepState::Done;
    record.state = state;
    record.attempt = step->attempt;
    record.startedNs = record.finishedNs = record.createdNs;
    record.outcome = outcomeJson(ports, outcome, {});
    record.log = outcome.log;
    transaction.add(std::move(record));
    noteStep(*step, state, ports, &outcome);
}

bool Turn::refuseOverrun(const LiveStep &step)
{
    if (step.node->queue->waiting() < m_context.waitingPerNode)
        return false;
    LiveRun &run = *step.run;
    const QString &node = step.node->node.id;
    const QString reason =
        QStringLiteral("%1 events wait for the node already.").arg(m_context.waitingPerNode);
    --run.lastStep;
    if (run.failure.isEmpty())
        run.failure = QStringLiteral("Node \"%1\" is overrun: %2").arg(node, reason);
    refuse(
        run.pipeline->name(), node, step.event, step.eventSeq, QStringLiteral("overrun"), reason);
    return true;
}

void Turn::wait(const LiveStepPtr &step, StepRecord record)
{
    if (refuseOverrun(*step))
        return;
    const auto key = orderKeyOf(*step, m_context.services);
    if (!key) {
        StepOutcome outcome = StepOutcome::failed(key.error(), false);
        const QStringList ports = follow(*step, outcome);
        record.state = StepState::Failed;
        record.finishedNs = record.createdNs;
        record.outcome = outcomeJson(ports, outcome, {});
        transaction.add(std::move(record));
        noteStep(*step, StepState::Failed, ports, &outcome);
        return;
    }
    step->orderKey = *key;
    ++step->run->openSteps;
    step->node->queue->announce();
    transaction.add(std::move(record));
    ready.push_back(step);
}

void Turn::settle(LiveStep &step, const StepOutcome &given)
{
    StepOutcome outcome = masked(given, m_context.secrets);
    transaction.raise(step.run->pipeline->durability());
    const bool looked = step.node->looks; // nothing was done, so nothing follows
    const QStringList ports = looked ? QStringList() : follow(step, outcome);
    const StepState state = looked          ? StepState::Observed
                            : outcome.error ? StepState::Failed
                                            : StepState::Done;
    transaction.add(Write::EndStep{.run = step.run->number,
                                   .number = step.number,
                                   .state = state,
                                   .finishedNs = now(),
                                   .outcome = outcomeJson(ports, outcome, step.failures),
                                   .log = outcome.log});
    noteStep(step, state, ports, &outcome);
    if (looked)
        std::get<StepChange>(changes.back()).parameters =
            shownParameters(step, m_context.services).value_or(QJsonObject());
    --step.run->openSteps;
    drain();
    endRunIfDone(step.run);
}

void Turn::abandon(LiveStep &step, StepState state, const Error &reason, const StepOutcome &last)
{
    StepOutcome outcome = masked(last, m_context.secrets);
    outcome.error = reason;
    (state == StepState::Lost ? step.run->lost : step.run->cancelled) = true;
    transaction.raise(step.run->pipeline->durability());
    transaction.add(Write::EndStep{.run = step.run->number,
                                   .number = step.number,
                                   .state = state,
                                   .finishedNs = now(),
                                   .outcome = outcomeJson({}, outcome, step.failures),
                                   .log = outcome.log});
    noteStep(step, state, {}, &outcome);
    publishAll(step, outcome);
    --step.run->openSteps;
    drain();
    endRunIfDone(step.run);
}

void Turn::postpone(LiveStep &step, const StepOutcome &given, qint64 dueNs)
{
    const StepOutcome outcome = masked(given, m_context.secrets);
    step.failures.append(QJsonObject{{QStringLiteral("attempt"), step.attempt},
                                     {QStringLiteral("at"), formatTimeNs(now())},
                                     {QStringLiteral("error"), errorJson(*outcome.error)}});
    step.dueNs = dueNs;
    step.unsaid = {};
    if (!outcome.publish.empty()) {
        step.unsaid.publish = outcome.publish;
        step.unsaid.detail = outcome.detail;
    }
    transaction.raise(step.run->pipeline->durability());
    transaction.add(Write::EndStep{
        .run = step.run->number,
        .number = step.number,
        .state = StepState::Retrying,
        .dueNs = dueNs,
        .outcome = outcomeJson({}, outcome, step.failures, step.reached, step.unsaid.publish),
        .log = outcome.log});
    noteStep(step, StepState::Retrying, {}, &outcome);
    std::get<StepChange>(changes.back()).dueNs = dueNs;
}

void Turn::breakOff(const RunRecord &run, const QString &reason)
{
    transaction.add(Write::EndRun{run.number, RunState::Failed, now(), reason});
    changes.emplace_back(RunChange{.run = m_context.engineId + u'-' + QString::number(run.number),
                                   .pipeline = run.pipeline,
                                   .trigger = run.trigger,
                                   .state = RunState::Failed,
                                   .reason = reason,
                                   .mode = modeOfRevision(run.revision),
                                   .timeNs = now()});
}

QStringList Turn::follow(LiveStep &step, StepOutcome &outcome)
{
    auto events = outcome.error ? Result<std::vector<Event>>() : exitEvents(step, outcome);
    if (!events) {
        outcome.error = events.error();
        outcome.publish.clear(); // it was said of a step that is done
    }
    if (outcome.error) {
        outcome.exits = {{QStringLiteral("error"), errorExitData(outcome)}};
        events = exitEvents(step, outcome);
        // Too large even so: the event that came in has an enormous subject.
        if (!events)
            events = std::vector<Event>();
        if (step.node->targets(QStringLiteral("error")).empty() && step.run->failure.isEmpty())
            step.run->failure =
                QStringLiteral("Node \"%1\": %2").arg(step.node->node.id, outcome.error->message);
    }
    QStringList ports;
    for (std::size_t i = 0; i < events->size(); ++i) {
        const Exit &exit = outcome.exits[i];
        const bool passesOn = !exit.data;
        const qint64 seq = passesOn ? step.eventSeq : ++m_context.lastEvent;
        if (!passesOn && step.run->reception && !outcome.error)
            step.run->result = exit.data;
        if (!passesOn)
            publish(events->at(i), seq);
        route(step, exit.port, events->at(i), seq);
        ports += exit.port;
    }
    publishAll(step, outcome);
    return ports;
}

void Turn::publishAll(const LiveStep &step, const StepOutcome &outcome)
{
    if (outcome.publish.empty())
        return;
    const QString cause =
        step.run->pipeline->name() + u'/' + step.run->id + u'/' + step.run->stepId(step.number);
    for (const Event &event : outcome.publish)
        publish(event.withCause(cause, step.run->trigger.hops() + 1), ++m_context.lastEvent);
}

Result<std::vector<Event>> Turn::exitEvents(const LiveStep &step, const StepOutcome &outcome) const
{
    const LiveRun &run = *step.run;
    const QString &pipeline = run.pipeline->name();
    const QString stepId = run.stepId(step.number);
    std::vector<Event> events;
    for (std::size_t i = 0; i < outcome.exits.size(); ++i) {
        const Exit &exit = outcome.exits[i];
        if (!exit.data) {
            events.push_back(step.event);
            continue;
        }
        EventFields fields;
        // The same when the step is repeated after a crash, so that receivers can tell.
        fields.id = stepId + u'.' + QString::number(i + 1);
        fields.source = QStringLiteral("saltern/") + pipeline;
        fields.type = exitType(*run.pipeline, *step.node, exit.port);
        fields.subject = step.event.subject();
        fields.timeNs = now();
        fields.host = step.event.host().isEmpty() ? step.host : step.event.host();
        fields.cause = pipeline + u'/' + run.id + u'/' + stepId;
        fields.hops = run.trigger.hops() + 1;
        events.push_back(Event::makeRaw(fields, compactJson(*exit.data)));
        if (events.back().json().size() > maximumEventBytes)
            return fail(ErrorKind::TooLarge,
                        QStringLiteral("The event of the result would have %1 bytes; it has at "
                                       "most %2 (1 MiB).")
                            .arg(events.back().json().size())
                            .arg(maximumEventBytes),
                        QStringLiteral("Put large content elsewhere and return a reference to "
                                       "it."));
    }
    return events;
}

void Turn::route(const LiveStep &step, const QString &port, const Event &event, qint64 seq)
{
    const auto &targets = step.node->targets(port);
    if (targets.empty())
        return;
    const Path path = pathThrough(step.path, step.node->node.id, port, event);
    for (DeployedNode *target : targets)
        m_arrivals.push_back({step.run, target, event, seq, path, step.number, port});
}

void Turn::refuse(const QString &pipeline,
                  const QString &node,
                  const Event &event,
                  qint64 seq,
                  const QString &counter,
                  const QString &reason)
{
    transaction.add(DeadLetterRecord{now(), pipeline, node, seq, reason});
    transaction.add(Write::Count{QStringLiteral("dead/") + counter, 1});
    changes.emplace_back(DeadLetter{pipeline, node, event.id(), reason, now()});
}

void Turn::endRunIfDone(const std::shared_ptr<LiveRun> &run)
{
    if (run->openSteps > 0 || m_context.runs.erase(run) == 0)
        return;
    RunState state = RunState::Done;
    if (run->cancelled)
        state = RunState::Cancelled;
    else if (!run->failure.isEmpty())
        state = RunState::Failed;
    else if (run->lost)
        state = RunState::Lost;
    transaction.add(Write::EndRun{run->number, state, now(), run->failure});
    if (run->reception && run->reception->ended)
        answers.emplace_back(
            [reception = run->reception, end = RunEnd{run->id, state, run->failure, run->result}] {
                reception->ended(end);
            });
    changes.emplace_back(changeOf(*run, state, run->failure, now()));
}

void Turn::noteStep(const LiveStep &step,
                    StepState state,
                    const QStringList &ports,
                    const StepOutcome *outcome)
{
    StepChange change = changeOf(step, state, now());
    change.ports = ports;
    change.tookNs = step.startedNs > 0 ? now() - step.startedNs : 0;
    if (outcome) {
        change.error = outcome->error;
        change.detail = outcome->detail;
        change.log = outcome->log;
    }
    changes.emplace_back(std::move(change));
}

} // namespace Saltern
