#include "engine/runs/runjson.h"

#include "engine/base/clock.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/behaviour.h"
#include "engine/runs/runmode.h"

#include <QJsonDocument>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QJsonObject stepJson(const RunStory &story, const StepRecord &step)
{
    QJsonObject object = QJsonDocument::fromJson(step.outcome).object();
    object.insert(QStringLiteral("number"), step.number);
    object.insert(QStringLiteral("node"), step.node);
    object.insert(QStringLiteral("state"), stepStateName(step.state));
    object.insert(QStringLiteral("attempt"), step.attempt);
    object.insert(QStringLiteral("parent"), step.parent);
    object.insert(QStringLiteral("port"), step.port);
    object.insert(QStringLiteral("host"), step.host);
    object.insert(QStringLiteral("log"), step.log);
    object.insert(QStringLiteral("event"), story.events.value(step.event).object());
    object.insert(QStringLiteral("parameters"), QJsonDocument::fromJson(step.parameters).object());
    const std::pair<const char *, qint64> times[] = {{"created", step.createdNs},
                                                     {"started", step.startedNs},
                                                     {"finished", step.finishedNs},
                                                     {"due", step.dueNs}};
    for (const auto &[key, timeNs] : times) {
        if (timeNs > 0)
            object.insert(Name(key), formatTimeNs(timeNs));
    }
    return object;
}

} // namespace

QString runId(const RunStore &store, const RunRecord &run)
{
    return store.engineId() + u'-' + QString::number(run.number);
}

std::vector<ClauseVerdict> triggerClauses(const RunStore &store, const RunStory &story)
{
    const auto stored = store.bundle(story.run.revision);
    const auto bundle = stored ? Bundle::fromJson(*stored) : fail(stored.error());
    if (!bundle)
        return {};
    const Pipeline pipeline = readPipeline(bundle->document).pipeline;
    const Node *node = pipeline.node(story.run.trigger);
    const NodeDescriptor *descriptor = node ? findDescriptor(node->kind) : nullptr;
    const NodeBehaviour *behaviour =
        descriptor ? findBehaviour(descriptor->kind, descriptor->version) : nullptr;
    if (!behaviour || !behaviour->trigger)
        return {};
    SystemClock clock;
    Services services;
    services.clock = &clock;
    const auto trigger = behaviour->trigger(
        {pipeline.name, *node, parametersWithDefaults(*descriptor, *node), *bundle, services});
    if (!trigger)
        return {};
    return explainPattern((*trigger)->pattern(), story.events.value(story.run.event).object());
}

QJsonArray clausesJson(const std::vector<ClauseVerdict> &clauses)
{
    QJsonArray array;
    for (const ClauseVerdict &clause : clauses)
        array.append(QJsonObject{{Name("path"), clause.path},
                                 {Name("pointer"), clause.pointer},
                                 {Name("clause"), clause.clause},
                                 {Name("matched"), clause.matched},
                                 {Name("seen"), clause.seen},
                                 {Name("sentence"), clause.sentence}});
    return array;
}

QJsonObject runJson(const RunStore &store, const RunRecord &run)
{
    QJsonObject object{
        {QStringLiteral("run"), runId(store, run)},
        {QStringLiteral("pipeline"), run.pipeline},
        {QStringLiteral("revision"), contentOfRevision(run.revision)},
        {QStringLiteral("mode"), runModeName(modeOfRevision(run.revision))},
        {QStringLiteral("trigger"), run.trigger},
        {QStringLiteral("guarantee"),
         run.guarantee == Guarantee::AtLeastOnce ? QStringLiteral("at-least-once")
                                                 : QStringLiteral("at-most-once")},
        {QStringLiteral("state"), runStateName(run.state)},
        {QStringLiteral("started"), formatTimeNs(run.startedNs)},
        {QStringLiteral("reason"), run.reason},
    };
    if (run.finishedNs > 0)
        object.insert(QStringLiteral("finished"), formatTimeNs(run.finishedNs));
    return object;
}

QJsonObject storyJson(const RunStore &store, const RunStory &story)
{
    QJsonObject object = runJson(store, story.run);
    object.insert(QStringLiteral("event"), story.events.value(story.run.event).object());
    object.insert(QStringLiteral("clauses"), clausesJson(triggerClauses(store, story)));
    QJsonArray steps;
    for (const StepRecord &step : story.steps)
        steps.append(stepJson(story, step));
    object.insert(QStringLiteral("steps"), steps);
    return object;
}

} // namespace Saltern
