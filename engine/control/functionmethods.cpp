#include "engine/control/controlconnection.h"
#include "engine/control/controlmethods.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/functionlisting.h"
#include "engine/control/methodparams.h"
#include "engine/functions/functioninvocation.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/runs/engine.h"
#include "engine/runs/outcomejson.h"

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;

QJsonObject outcomeOf(const InvocationResult &result)
{
    QJsonArray exits;
    for (const Exit &exit : result.outcome.exits)
        exits.append(QJsonObject{{Name("port"), exit.port},
                                 {Name("data"), exit.data.value_or(QJsonValue())}});
    QJsonObject object{{Name("ok"), !result.outcome.error.has_value()},
                       {Name("ms"), result.ms},
                       {Name("exits"), exits},
                       {Name("log"), result.outcome.log},
                       {Name("detail"), result.outcome.detail}};
    if (result.outcome.error)
        object.insert(Name("error"), errorJson(*result.outcome.error));
    return object;
}

/// Whether the node cannot be called while there is this problem. What is still to be done
/// elsewhere in the pipeline does not matter to it.
bool concerns(const Problem &problem, const QString &node)
{
    const QStringList path = pointerParts(problem.pointer);
    const QString part = path.value(0);
    if (part == Name("nodes") && path.size() > 1)
        return path[1] == node;
    return part != Name("wires") && part != Name("tests");
}

Result<Pipeline> pipelineFor(const QString &node, Engine &engine, const Bundle &bundle)
{
    const BundleFolder folder(bundle);
    const LoadedPipeline loaded =
        checkPipeline(bundle.document, &folder, engine.services().runtimes->names());
    QStringList errors;
    for (const Problem &problem : loaded.problems) {
        if (problem.severity == Severity::Error && concerns(problem, node))
            errors += formatProblem(bundle.documentName, problem);
    }
    if (errors.isEmpty())
        return loaded.pipeline;
    return fail(ErrorKind::BadInput,
                QStringLiteral("The node %1 has %2 problem(s).").arg(node).arg(errors.size()),
                QStringLiteral("Mend them first."),
                errors.join(u'\n'));
}

/// Where the call takes place: as asked, else where the event happened, else the first host.
Result<QString> hostOf(Engine &engine, const QJsonObject &params, const Event &event)
{
    const auto asked = Params::optionalText(params, Name("host"));
    if (!asked)
        return asked;
    const QStringList names = engine.hosts().names();
    if (!asked->isEmpty() && !names.contains(*asked))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no host \"%1\".").arg(asked->left(80)),
                    QStringLiteral("hosts.list names those that there are."));
    if (!asked->isEmpty())
        return *asked;
    return names.contains(event.host()) ? event.host() : engine.services().defaultHost;
}

Result<std::unique_ptr<FunctionInvocation>> invocationFrom(Engine &engine,
                                                           const QJsonObject &params)
{
    const auto bundle = Params::bundle(params, Name("bundle"));
    if (!bundle)
        return fail(bundle.error());
    const auto id = Params::text(params, Name("node"));
    if (!id)
        return fail(id.error());
    const auto event = Params::event(params, Name("event"));
    if (!event)
        return fail(event.error());
    const auto host = hostOf(engine, params, *event);
    if (!host)
        return fail(host.error());
    const auto pipeline = pipelineFor(*id, engine, *bundle);
    if (!pipeline)
        return fail(pipeline.error());
    const Node *node = pipeline->node(*id);
    if (!node)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The pipeline has no node \"%1\".").arg(id->left(80)),
                    QStringLiteral("Name one of its function nodes."));
    const NodeDescriptor *descriptor = findDescriptor(node->kind);
    const bool touches = !descriptor || descriptor->effect != Effect::Pure;
    if (touches && (engine.options().observe || engine.options().observeOnly))
        return fail(ErrorKind::Conflict,
                    QStringLiteral("This engine only observes."),
                    QStringLiteral("Start it without --observe."));
    return FunctionInvocation::make({.node = *node,
                                     .pipeline = *pipeline,
                                     .bundle = *bundle,
                                     .event = *event,
                                     .host = *host,
                                     .trigger = params.value(Name("trigger")).toObject(),
                                     .steps = params.value(Name("steps")).toObject()},
                                    engine.services(),
                                    &engine.secrets());
}

void invoke(EngineControl &control,
            ControlConnection &connection,
            const QJsonObject &params,
            const Reply &reply)
{
    auto made = invocationFrom(control.engine(), params);
    if (!made) {
        reply(fail(made.error()));
        return;
    }
    FunctionInvocation *invocation = made->release();
    invocation->setParent(&control);
    QObject::connect(invocation, &FunctionInvocation::finished, &control, [invocation, reply] {
        invocation->deleteLater();
        const auto &results = invocation->results();
        if (results.empty())
            reply(fail(ErrorKind::Cancelled, QStringLiteral("The call was cancelled.")));
        else
            reply(QJsonValue(outcomeOf(results.front())));
    });
    // Nobody waits for it any more.
    QObject::connect(
        &connection, &ControlConnection::closed, invocation, &FunctionInvocation::cancel);
    invocation->start();
}

void list(EngineControl &control, const QJsonObject &, const Reply &reply)
{
    auto *listing = new FunctionListing(control, &control);
    QObject::connect(
        listing, &FunctionListing::finished, listing, [listing, reply](const QJsonObject &found) {
            listing->deleteLater();
            reply(QJsonValue(found));
        });
    listing->start();
}

} // namespace

void addFunctionMethods(EngineControl &control)
{
    control.server().addMethod(QStringLiteral("functions.list"),
                               std::bind_front(list, std::ref(control)));
    control.server().addConnectionMethod(QStringLiteral("functions.invoke"),
                                         std::bind_front(invoke, std::ref(control)));
}

} // namespace Saltern
