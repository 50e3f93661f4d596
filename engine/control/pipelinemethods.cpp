#include "engine/control/controlmethods.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/methodparams.h"
#include "engine/control/newslistener.h"
#include "engine/control/servedfolder.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/runs/engine.h"

#include <QJsonArray>
#include <QPointer>

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;
using Beginning = ControlServer::Beginning;

QJsonObject entryOf(EngineControl &control, const DeployedPipeline &pipeline)
{
    const QString &name = pipeline.name();
    QJsonObject entry{
        {Name("pipeline"), name},
        {Name("title"), pipeline.pipeline().title},
        {Name("revision"), contentOfRevision(pipeline.revision())},
        {Name("mode"), runModeName(pipeline.mode())},
        {Name("since"), formatTimeNs(pipeline.sinceNs)},
        {Name("document"), pipeline.bundle().documentName},
        {Name("openRuns"), qint64(control.engine().scheduler().openRuns(name))},
        {Name("nodes"), pipeline.pipeline().nodes.size()},
        {Name("served"), control.folder() && control.folder()->serves(name)},
    };
    if (!pipeline.begunAnew.isEmpty())
        entry.insert(Name("begunAnew"), QJsonArray::fromStringList(pipeline.begunAnew));
    return entry;
}

QJsonObject listOf(EngineControl &control)
{
    QJsonArray pipelines;
    for (const auto &pipeline : control.engine().scheduler().deployed())
        pipelines.append(entryOf(control, *pipeline));
    return {{Name("pipelines"), pipelines},
            {Name("refused"), control.folder() ? control.folder()->refused() : QJsonArray()}};
}

void show(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto name = Params::text(params, Name("pipeline"));
    if (!name) {
        reply(fail(name.error()));
        return;
    }
    const auto pipeline = control.engine().scheduler().deployed(*name);
    if (!pipeline) {
        reply(fail(ErrorKind::NotFound,
                   QStringLiteral("No pipeline \"%1\" runs.").arg(name->left(80)),
                   QStringLiteral("pipelines.list names those that do.")));
        return;
    }
    QJsonObject entry = entryOf(control, *pipeline);
    entry.insert(Name("bundle"), Params::bundleJson(pipeline->bundle()));
    reply(QJsonValue(entry));
}

QJsonArray problemsJson(const QList<Problem> &problems)
{
    QJsonArray array;
    for (const Problem &problem : problems)
        array.append(problemToJson(problem));
    return array;
}

LoadedPipeline checked(EngineControl &control, const Bundle &bundle)
{
    const BundleFolder folder(bundle);
    return checkPipeline(bundle.document, &folder, control.engine().services().runtimes->names());
}

void check(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto bundle = Params::bundle(params, Name("bundle"));
    if (!bundle) {
        reply(fail(bundle.error()));
        return;
    }
    const LoadedPipeline loaded = checked(control, *bundle);
    reply(QJsonValue(QJsonObject{{Name("pipeline"), loaded.pipeline.name},
                                 {Name("revision"), bundle->revision()},
                                 {Name("valid"), !hasErrors(loaded.problems)},
                                 {Name("deployable"), !hasErrors(problemsForRunning(loaded))},
                                 {Name("problems"), problemsJson(loaded.problems)}}));
}

Result<QJsonValue> deployed(EngineControl &control, const Bundle &bundle, RunMode mode)
{
    const LoadedPipeline loaded = checked(control, bundle);
    const QString &name = loaded.pipeline.name;
    const QList<Problem> problems = problemsForRunning(loaded);
    const bool valid = !hasErrors(problems);
    QStringList begunAnew;
    if (valid) {
        // What a folder serves comes back from there.
        const bool kept = !control.folder() || !control.folder()->serves(name);
        const auto done = control.engine().deploy(loaded.pipeline, bundle, mode, kept);
        if (!done)
            return fail(done.error());
        begunAnew = control.engine().scheduler().deployed(name)->begunAnew;
    }
    QJsonObject answer{{Name("deployed"), valid},
                       {Name("pipeline"), name},
                       {Name("revision"), bundle.revision()},
                       {Name("mode"), runModeName(mode)},
                       {Name("problems"), problemsJson(problems)}};
    if (!begunAnew.isEmpty())
        answer.insert(Name("begunAnew"), QJsonArray::fromStringList(begunAnew));
    return QJsonValue(answer);
}

void deploy(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto bundle = Params::bundle(params, Name("bundle"));
    const auto mode = Params::mode(params, Name("mode"));
    if (!bundle || !mode) {
        reply(fail(!bundle ? bundle.error() : mode.error()));
        return;
    }
    // The engine may be shut down meanwhile.
    control.lookUpSecrets(
        {bundle->document},
        [control = QPointer<EngineControl>(&control), bundle = *bundle, mode = *mode, reply] {
            if (control)
                reply(deployed(*control, bundle, mode));
        });
}

Result<QJsonValue> stopped(EngineControl &control, const QJsonObject &params)
{
    const auto name = Params::text(params, Name("pipeline"));
    if (!name)
        return fail(name.error());
    const auto open = qint64(control.engine().scheduler().openRuns(*name));
    if (const auto done = control.engine().stopPipeline(*name); !done)
        return fail(done.error());
    return QJsonValue(QJsonObject{{Name("pipeline"), *name}, {Name("cancelled"), open}});
}

Beginning listen(EngineControl &control)
{
    auto listener = std::make_unique<NewsListener>(QStringLiteral("pipelines"));
    NewsListener *news = listener.get();
    const Scheduler &scheduler = control.engine().scheduler();
    QObject::connect(
        &scheduler, &Scheduler::pipelineDeployed, news, [news, &control](const QString &name) {
            const auto pipeline = control.engine().scheduler().deployed(name);
            news->pass({{Name("pipeline"), entryOf(control, *pipeline)}});
        });
    QObject::connect(&scheduler, &Scheduler::pipelineStopped, news, [news](const QString &name) {
        news->pass({{Name("stopped"), name}});
    });
    QObject::connect(&control, &EngineControl::folderChanged, news, [news, &control] {
        news->pass({{Name("refused"), control.folder()->refused()}});
    });
    return {std::move(listener), listOf(control)};
}

} // namespace

void addPipelineMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("pipelines.list"),
                     [&control](const QJsonObject &, const Reply &reply) {
                         reply(QJsonValue(listOf(control)));
                     });
    server.addMethod(QStringLiteral("pipelines.show"), std::bind_front(show, std::ref(control)));
    server.addMethod(QStringLiteral("pipelines.check"), std::bind_front(check, std::ref(control)));
    server.addMethod(QStringLiteral("pipelines.deploy"),
                     std::bind_front(deploy, std::ref(control)));
    server.addMethod(QStringLiteral("pipelines.stop"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         reply(stopped(control, params));
                     });
    server.addTopic(QStringLiteral("pipelines"),
                    [&control](const QJsonObject &) { return Result<Beginning>(listen(control)); });
}

} // namespace Saltern
