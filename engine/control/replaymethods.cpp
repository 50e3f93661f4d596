#include "engine/control/controlconnection.h"
#include "engine/control/controlmethods.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/methodparams.h"
#include "engine/control/replaylistener.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/pipelinegraph.h"
#include "engine/pipeline/problemreport.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/testcheck.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/runs/engine.h"
#include "engine/simulation/replayevents.h"

#include <QPointer>

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;

/// BadInput with all errors in its detail when there are any.
Result<void> refuseErrors(const QString &documentName, const QList<Problem> &problems)
{
    QStringList errors;
    for (const Problem &problem : problems) {
        if (problem.severity == Severity::Error)
            errors += formatProblem(documentName, problem);
    }
    if (errors.isEmpty())
        return {};
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1 cannot be replayed: it has %2 problem(s).")
                    .arg(documentName)
                    .arg(errors.size()),
                QStringLiteral("Mend them first."),
                errors.join(u'\n'));
}

Result<Mocks> mocksFrom(const QJsonObject &object, const Pipeline &pipeline, const QString &name)
{
    const SourceMap nowhere;
    ProblemReport report(nowhere);
    TestCheck(pipeline, nullptr, report).checkMocks(object, QStringLiteral("/mocks"));
    if (const auto good = refuseErrors(name, report.problems()); !good)
        return fail(good.error());
    Mocks mocks;
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (entry->isString())
            return fail(
                ErrorKind::BadInput,
                QStringLiteral("The mock of \"%1\" is the name of a file.").arg(entry.key()),
                QStringLiteral("Write its answers in place."));
        auto mock = Mock::fromJson(*entry);
        if (!mock)
            return fail(mock.error());
        mocks.insert(entry.key(), *std::move(mock));
    }
    return mocks;
}

/// The pipeline as far as it leads to `last`: an event ends at every other node.
Result<Pipeline> cutOffAt(Pipeline pipeline, const QString &last)
{
    if (last.isEmpty())
        return pipeline;
    if (!pipeline.node(last))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The pipeline has no node \"%1\".").arg(last.left(80)),
                    QStringLiteral("Name one of its nodes."));
    const QSet<QString> before = PipelineGraph(pipeline).ancestors(last);
    for (Node &node : pipeline.nodes) {
        if (node.id != last && !before.contains(node.id))
            node.disabled = Disabled::Stop;
    }
    return pipeline;
}

/// What is replayed: exactly one of the three.
struct Source
{
    QString recording;
    std::optional<qint64> sinceNs;
    QString run;
};

Result<Source> sourceFrom(const QJsonObject &params)
{
    Source source;
    const auto recording = Params::optionalText(params, Name("recording"));
    const auto sinceNs = Params::time(params, Name("since"));
    const auto run = Params::optionalText(params, Name("run"));
    if (!recording || !sinceNs || !run)
        return fail(!recording ? recording.error() : !sinceNs ? sinceNs.error() : run.error());
    source = {*recording, *sinceNs, *run};
    const int given = int(!recording->isEmpty()) + int(sinceNs->has_value()) + int(!run->isEmpty());
    if (given != 1)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("It has to be said which events are replayed."),
                    QStringLiteral("Give one of \"recording\", \"since\" and \"run\"."));
    return source;
}

void feed(EngineControl &control, ReplayListener *listener, const Source &source)
{
    if (!source.recording.isEmpty()) {
        listener->playRecording(source.recording.toUtf8());
        return;
    }
    // The reader's thread fills them before it answers.
    const auto events = std::make_shared<std::vector<Event>>();
    control.reader().ask(
        [events, source](const RunStore &store) -> Result<QJsonValue> {
            auto found = source.sinceNs ? eventsToReplay(store, *source.sinceNs)
                                        : eventThatBegan(store, source.run);
            if (!found)
                return fail(found.error());
            *events = *std::move(found);
            return QJsonValue();
        },
        [events, listener = QPointer(listener)](const Result<QJsonValue> &answer) {
            if (!listener)
                return;
            if (answer)
                listener->play(std::move(*events));
            else
                listener->giveUp(answer.error());
        });
}

Result<QJsonValue>
begun(EngineControl &control, ControlConnection &connection, const QJsonObject &params)
{
    const auto bundle = Params::bundle(params, Name("bundle"));
    if (!bundle)
        return fail(bundle.error());
    const auto source = sourceFrom(params);
    if (!source)
        return fail(source.error());
    const auto last = Params::optionalText(params, Name("to"));
    if (!last)
        return fail(last.error());
    const BundleFolder folder(*bundle);
    const LoadedPipeline loaded =
        checkPipeline(bundle->document, &folder, control.engine().services().runtimes->names());
    if (const auto good = refuseErrors(bundle->documentName, problemsForRunning(loaded)); !good)
        return fail(good.error());
    const auto mocks =
        mocksFrom(params.value(Name("mocks")).toObject(), loaded.pipeline, bundle->documentName);
    if (!mocks)
        return fail(mocks.error());
    const auto pipeline = cutOffAt(loaded.pipeline, *last);
    if (!pipeline)
        return fail(pipeline.error());
    auto listener = std::make_unique<ReplayListener>(*bundle, *pipeline, *mocks);
    ReplayListener *playing = listener.get();
    const int subscription = connection.add(std::move(listener));
    feed(control, playing, *source);
    return QJsonValue(QJsonObject{{Name("subscription"), subscription}});
}

} // namespace

void addReplayMethods(EngineControl &control)
{
    control.server().addConnectionMethod(
        QStringLiteral("pipelines.replay"),
        [&control](ControlConnection &connection, const QJsonObject &params, const Reply &reply) {
            reply(begun(control, connection, params));
        });
}

} // namespace Saltern
