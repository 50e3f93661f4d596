#include "engine/runs/scheduler.h"

#include "engine/base/clock.h"
#include "engine/hosts/hostset.h"
#include "engine/runs/outcomejson.h"
#include "engine/runs/stepinput.h"

#include <set>

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

const Error cancelledError{ErrorKind::Cancelled,
                           QStringLiteral("The run was cancelled, or its pipeline was stopped."),
                           QStringLiteral("Run it again if it is still wanted."),
                           {}};

} // namespace

Scheduler::Scheduler(Services &services,
                     SecretStore &secrets,
                     Journal &journal,
                     NodeKinds kinds,
                     SchedulerOptions options,
                     QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_secrets(secrets)
    , m_journal(journal)
    , m_kinds(std::move(kinds))
    , m_context{services, secrets, m_triggers, services.engineId, options.waitingPerNode}
    , m_deadlines(services.clock)
    , m_random(options.seed ? QRandomGenerator(*options.seed) : QRandomGenerator::securelySeeded())
{
}

Scheduler::~Scheduler()
{
    for (const auto &pipeline : m_pipelines)
        stopTriggers(*pipeline);
    // Before the pipelines that the steps in them refer to.
    qDeleteAll(m_runners.keyBegin(), m_runners.keyEnd());
}

void Scheduler::publish(const Event &event,
                        std::vector<JournalWrite> alongside,
                        std::function<void(const QStringList &triggers)> published)
{
    Turn turn(m_context);
    const QStringList triggers = turn.take(event);
    for (JournalWrite &write : alongside)
        turn.transaction.add(std::move(write));
    if (published)
        commit(std::move(turn), [published, triggers] { published(triggers); });
    else
        commit(std::move(turn));
}

void Scheduler::commit(Turn turn, std::function<void()> committed)
{
    for (const Turn::Remembering &remembering : turn.remembering)
        wakeWhenDue(*remembering.pipeline, *remembering.node);
    // What only computes need not wait for the disk: repeated after a crash, it does no harm.
    std::vector<LiveStepPtr> computing;
    std::erase_if(turn.ready, [&](const LiveStepPtr &step) {
        if (!step->node->isExternal())
            computing.push_back(step);
        return !step->node->isExternal();
    });
    m_journal.submit(std::move(turn.transaction),
                     [this,
                      ready = std::move(turn.ready),
                      changes = std::move(turn.changes),
                      answers = std::move(turn.answers),
                      committed = std::move(committed)] {
                         for (const Change &change : changes)
                             tell(change);
                         for (const LiveStepPtr &step : ready)
                             enqueue(step);
                         for (const auto &answer : answers)
                             answer();
                         if (committed)
                             committed();
                     });
    for (const LiveStepPtr &step : computing)
        enqueue(step);
}

void Scheduler::tell(const Change &change)
{
    if (const auto *seen = std::get_if<EventSeen>(&change))
        Q_EMIT eventSeen(*seen);
    else if (const auto *run = std::get_if<RunChange>(&change))
        Q_EMIT runChanged(*run);
    else if (const auto *step = std::get_if<StepChange>(&change))
        Q_EMIT stepChanged(*step);
    else
        Q_EMIT deadLettered(std::get<DeadLetter>(change));
}

void Scheduler::enqueue(const LiveStepPtr &step)
{
    if (step->node->stateful) {
        hold(step);
        return;
    }
    step->node->queue->add(step);
    if (step->run->cancelled)
        cancelWaiting(step->node->queue->takeRun(*step->run));
    advance(*step->node);
}

void Scheduler::advance(DeployedNode &node)
{
    while (!m_shuttingDown) {
        const LiveStepPtr step = awaitRate(node) ? LiveStepPtr() : node.queue->next();
        if (!step)
            return;
        if (step->dueNs > m_services.clock->nowNs()) {
            // Recovered in the middle of a wait between two attempts.
            node.queue->pause();
            waitUntilDue(step);
            continue;
        }
        node.queue->noteBegin(m_services.clock->steady());
        // A loop, not a recursion: thousands of steps may fail at once for the same reason.
        if (const auto failure = begin(step))
            conclude(step, *failure);
    }
}

std::optional<StepOutcome> Scheduler::begin(const LiveStepPtr &step)
{
    ++step->attempt;
    step->startedNs = m_services.clock->nowNs();
    if (const auto settled = settlePlace(*step, m_services); !settled)
        return StepOutcome::failed(settled.error(), false);
    auto input = inputOf(*step, m_services, &m_secrets);
    if (!input && step->hosts.isEmpty())
        return StepOutcome::failed(input.error(), false);
    if (!input) // of several hosts each gets its own, or fails alone
        input = plainInputOf(*step);
    const QJsonObject shown = shownParameters(*step, m_services, *input);
    const ParameterTemplates &settings = step->node->settings;

    JournalTransaction transaction;
    transaction.add(Write::BeginStep{.run = step->run->number,
                                     .number = step->number,
                                     .attempt = step->attempt,
                                     .startedNs = step->startedNs,
                                     .host = placeText(*step),
                                     .parameters = settings.isConstant() ? settings.constantJson()
                                                                         : compactJson(shown)});
    StepChange change = changeOf(*step, StepState::Started, step->startedNs);
    change.parameters = shown;

    const bool first =
        step->run->pipeline->guarantee() == Guarantee::AtMostOnce && step->node->isExternal();
    if (!first) {
        m_journal.submitSoon(std::move(transaction),
                             [this, told = Change(std::move(change))] { tell(told); });
        launch(step, *input);
        return std::nullopt;
    }
    // At most once: that it was begun must be known even if the engine dies at the next moment.
    transaction.raise(step->run->pipeline->durability());
    m_journal.submit(std::move(transaction),
                     [this, told = Change(std::move(change)), step, input = *input] {
                         tell(told);
                         if (step->run->cancelled) {
                             step->unsaid.error = cancelledError;
                             conclude(step, step->unsaid);
                             advance(*step->node);
                         } else if (m_shuttingDown) {
                             putBack(*step);
                         } else {
                             launch(step, input);
                         }
                     });
    return std::nullopt;
}

// What came of a step that is to go on: earlier attempts, and hosts that need no further one.
QByteArray Scheduler::outcomeSoFar(const LiveStep &step)
{
    return outcomeJson({}, step.unsaid, step.failures, step.reached, step.unsaid.publish);
}

void Scheduler::putBack(const LiveStep &step)
{
    // It was about to begin and has not: the next engine may begin it.
    JournalTransaction transaction;
    transaction.raise(step.run->pipeline->durability());
    transaction.add(Write::BeginStep{.run = step.run->number,
                                     .number = step.number,
                                     .attempt = step.attempt - 1,
                                     .startedNs = step.attempt > 1 ? step.startedNs : 0,
                                     .host = placeText(step)});
    transaction.add(Write::EndStep{.run = step.run->number,
                                   .number = step.number,
                                   .state = StepState::Waiting,
                                   .outcome = outcomeSoFar(step)});
    m_journal.submit(std::move(transaction));
}

void Scheduler::launch(const LiveStepPtr &step, const StepInput &input)
{
    // On several hosts the time limit is that of each.
    auto *runner = step->hosts.isEmpty()
                       ? new StepRunner(step->node->step->begin(input), input.timeout, &m_deadlines)
                       : new StepRunner(makeFanOut(step), {}, &m_deadlines);
    m_runners.insert(runner, step);
    if (!step->host.isEmpty() && m_services.hosts)
        m_services.hosts->load().begin(step->host);
    connect(runner, &StepRunner::finished, this, [this, runner](const StepOutcome &outcome) {
        finishAttempt(runner, outcome);
    });
    runner->start();
}

void Scheduler::finishAttempt(StepRunner *runner, const StepOutcome &outcome)
{
    const LiveStepPtr step = m_runners.take(runner);
    runner->deleteLater();
    if (!step->host.isEmpty() && m_services.hosts)
        m_services.hosts->load().end(step->host);
    const bool cancelled = outcome.error && outcome.error->kind == ErrorKind::Cancelled;
    if (m_shuttingDown && cancelled) {
        // Nothing is written: to the journal the step is still under way, which is what the next
        // engine has to know.
        finishShutDownIfDone();
        return;
    }
    const bool again = outcome.error && outcome.mayRetry && !step->run->cancelled &&
                       !step->node->looks && step->failures.size() < step->node->retry.further;
    if (again)
        retryLater(step, outcome);
    else
        conclude(step, outcome);
    advance(*step->node);
    finishShutDownIfDone();
}

void Scheduler::conclude(const LiveStepPtr &step, const StepOutcome &outcome)
{
    Turn turn(m_context);
    if (step->run->cancelled && outcome.error)
        turn.abandon(*step, StepState::Cancelled, cancelledError, outcome);
    else
        turn.settle(*step, outcome);
    step->node->queue->finish(step->orderKey);
    commit(std::move(turn));
}

void Scheduler::retryLater(const LiveStepPtr &step, const StepOutcome &outcome)
{
    const auto own = step->node->retry.delay(static_cast<int>(step->failures.size()) + 1,
                                             m_random.generateDouble());
    const auto delay = std::max(own, outcome.retryAfter);
    Turn turn(m_context);
    turn.postpone(*step, outcome, m_services.clock->nowNs() + delay.count() * nsPerMs);
    commit(std::move(turn));
    step->node->queue->pause();
    waitUntilDue(step);
}

void Scheduler::waitUntilDue(const LiveStepPtr &step)
{
    const qint64 wait = std::max<qint64>(step->dueNs - m_services.clock->nowNs(), 0);
    // Rounded up: a step that comes back too early would wait again.
    const std::chrono::milliseconds delay((wait + nsPerMs - 1) / nsPerMs);
    const auto id = m_deadlines.add(delay, [this, step] {
        m_retrying.remove(step.get());
        step->dueNs = 0;
        if (step->node->stateful) {
            letGo(step);
            return;
        }
        step->node->queue->resume(step);
        advance(*step->node);
    });
    m_retrying.insert(step.get(), {step, id});
}

Result<void>
Scheduler::deploy(const Pipeline &pipeline, const Bundle &bundle, const DeployOptions &options)
{
    const auto same = [&](const auto &running) { return running->name() == pipeline.name; };
    const auto former = std::find_if(m_pipelines.begin(), m_pipelines.end(), same);
    if (former != m_pipelines.end() && (*former)->mode() == options.mode &&
        (*former)->revision() == storedRevision(bundle.revision(), options.mode))
        return {};
    const auto made = DeployedPipeline::make(pipeline, bundle, m_services, m_kinds, options.mode);
    if (!made)
        return fail(made.error());
    if (const auto prepared = prepareTriggers(**made); !prepared)
        return prepared;
    const qint64 now = m_services.clock->nowNs();
    (*made)->seenFromNs = options.seenFromNs;
    (*made)->sinceNs = now;
    std::shared_ptr<DeployedPipeline> replaced;
    if (former != m_pipelines.end()) {
        stopTriggers(**former);
        (*made)->shareQueues(**former, DeployedPipeline::Concurrency::Ours);
        replaced = std::exchange(*former, *made);
    } else {
        m_pipelines.push_back(*made);
    }
    m_triggers.rebuild(m_pipelines);

    Turn turn(m_context);
    JournalTransaction &transaction = turn.transaction;
    transaction.raise((*made)->durability());
    transaction.add(Write::PutRevision{(*made)->revision(), pipeline.name, now, bundle.toJson()});
    transaction.add(DeploymentRecord{pipeline.name, (*made)->revision(), true, now, options.kept});
    takeUpMemories(*made, replaced.get(), turn);
    commit(std::move(turn));
    makeReady(*made);
    resumeRuns(*made);
    startTriggers(**made);
    Q_EMIT pipelineDeployed(pipeline.name);
    return {};
}

Result<void> Scheduler::prepareTriggers(DeployedPipeline &pipeline)
{
    for (DeployedNode &node : pipeline.nodes()) {
        if (!node.trigger || node.node.disabled != Disabled::No)
            continue;
        if (const auto prepared = node.trigger->prepare(); !prepared) {
            Error error = prepared.error();
            error.message = QStringLiteral("Node \"%1\" of pipeline \"%2\": %3")
                                .arg(node.node.id, pipeline.name(), error.message);
            return fail(error);
        }
    }
    return {};
}

void Scheduler::makeReady(const std::shared_ptr<DeployedPipeline> &pipeline)
{
    if (pipeline->mode() != RunMode::Run)
        return;
    for (DeployedNode &node : pipeline->nodes()) {
        if (!node.step || !node.step->keepsReady() || node.node.disabled != Disabled::No)
            continue;
        for (const StepInput &model : foreseenInputs(node, pipeline, m_services, &m_secrets))
            node.step->makeReady(model);
    }
}

void Scheduler::startTriggers(DeployedPipeline &pipeline)
{
    for (DeployedNode &node : pipeline.nodes()) {
        if (!node.trigger || node.node.disabled != Disabled::No)
            continue;
        connect(node.trigger.get(), &TriggerNode::fired, this, [this](const Event &event) {
            // A timer's tick is skipped, as one that nobody was there for; webhooks asked before.
            if (!m_journal.isFull())
                publish(event);
        });
        connect(node.trigger.get(),
                &TriggerNode::received,
                this,
                [this, &node](const Event &event, const std::shared_ptr<Reception> &reception) {
                    Turn turn(m_context);
                    turn.take(event, node, reception);
                    commit(std::move(turn));
                });
        node.trigger->start();
    }
}

void Scheduler::stopTriggers(DeployedPipeline &pipeline)
{
    for (DeployedNode &node : pipeline.nodes()) {
        if (!node.trigger)
            continue;
        node.trigger->disconnect();
        node.trigger->stop();
    }
}

Result<void> Scheduler::stopPipeline(const QString &name)
{
    const auto found = std::find_if(m_pipelines.begin(),
                                    m_pipelines.end(),
                                    [&](const auto &running) { return running->name() == name; });
    if (found == m_pipelines.end())
        return fail(
            ErrorKind::NotFound,
            QStringLiteral("No pipeline \"%1\" is running.").arg(name),
            QStringLiteral("Running are: %1.").arg(pipelines().join(QLatin1StringView(", "))));
    const std::shared_ptr<DeployedPipeline> pipeline = *found;
    stopTriggers(*pipeline);
    m_pipelines.erase(found);
    m_triggers.rebuild(m_pipelines);
    JournalTransaction transaction;
    transaction.add(DeploymentRecord{name, pipeline->revision(), false, m_services.clock->nowNs()});
    transaction.add(Write::KeepStates{name, {}});
    m_journal.submit(std::move(transaction));

    // Runs of former revisions of this name stop as well.
    std::set<std::shared_ptr<DeployedPipeline>> stopped{pipeline};
    for (const auto &run : m_context.runs) {
        if (run->pipeline->name() != name)
            continue;
        run->cancelled = true;
        stopped.insert(run->pipeline);
    }
    cancelRetries([&](const LiveRun &run) { return stopped.contains(run.pipeline); });
    for (const auto &revision : stopped) {
        for (DeployedNode &node : revision->nodes())
            cancelWaiting(node.queue->clear());
    }
    cancelRunning();
    Q_EMIT pipelineStopped(name);
    return {};
}

void Scheduler::cancelRunning()
{
    // A copy: a step may end at once when it is cancelled.
    const auto runners = m_runners;
    for (auto runner = runners.cbegin(); runner != runners.cend(); ++runner) {
        if (runner.value()->run->cancelled)
            runner.key()->cancel();
    }
}

void Scheduler::cancelWaiting(const std::vector<LiveStepPtr> &waiting)
{
    if (waiting.empty())
        return;
    Turn turn(m_context);
    for (const LiveStepPtr &step : waiting)
        turn.abandon(*step, StepState::Cancelled, cancelledError, step->unsaid);
    commit(std::move(turn));
}

void Scheduler::cancelRetries(const std::function<bool(const LiveRun &)> &ofRun)
{
    Turn turn(m_context);
    m_retrying.removeIf([&](const auto &retry) {
        const auto &[step, deadline] = retry.value();
        if (!ofRun(*step->run))
            return false;
        m_deadlines.remove(deadline);
        if (step->node->stateful)
            step->node->queue->forgo();
        else
            step->node->queue->release(step->orderKey);
        turn.abandon(*step, StepState::Cancelled, cancelledError, step->unsaid);
        return true;
    });
    commit(std::move(turn));
}

void Scheduler::shutDown()
{
    if (m_shuttingDown)
        return;
    m_shuttingDown = true;
    for (const auto &pipeline : m_pipelines)
        stopTriggers(*pipeline);
    for (const auto &retry : std::as_const(m_retrying))
        m_deadlines.remove(retry.second);
    m_retrying.clear();
    for (auto runner = m_runners.cbegin(); runner != m_runners.cend(); ++runner)
        runner.key()->cancel();
    finishShutDownIfDone();
}

void Scheduler::finishShutDownIfDone()
{
    if (!m_shuttingDown || !m_runners.isEmpty())
        return;
    // What was submitted before this is durable when it is.
    m_journal.submit({}, [this] { Q_EMIT shutDownFinished(); });
}

QStringList Scheduler::pipelines() const
{
    QStringList names;
    for (const auto &pipeline : m_pipelines)
        names += pipeline->name();
    return names;
}

} // namespace Saltern
