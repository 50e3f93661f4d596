#include "engine/base/clock.h"
#include "engine/base/compactjson.h"
#include "engine/control/controlmethods.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/methodparams.h"
#include "engine/control/runlistener.h"
#include "engine/runs/engine.h"
#include "engine/runs/runjson.h"

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;

constexpr int usualLimit = 50;
constexpr int highestLimit = 1000;

/// An event to be worked on once more: the same, but not the same twice.
Result<Event> freshCopy(const QJsonObject &event)
{
    QJsonObject copy = event;
    copy.remove(Name("id"));
    return Event::fromJson(compactJson(copy));
}

Result<RunFilter> filterFrom(const QJsonObject &params)
{
    const auto pipeline = Params::optionalText(params, Name("pipeline"));
    if (!pipeline)
        return fail(pipeline.error());
    const auto state = Params::runState(params, Name("state"));
    if (!state)
        return fail(state.error());
    const auto since = Params::time(params, Name("since"));
    if (!since)
        return fail(since.error());
    const auto until = Params::time(params, Name("until"));
    if (!until)
        return fail(until.error());
    const auto limit = Params::number(params, Name("limit"), usualLimit, 1, highestLimit);
    if (!limit)
        return fail(limit.error());
    return RunFilter{*pipeline, *state, static_cast<int>(*limit), *since, *until};
}

Result<QJsonValue> listed(const RunStore &store, RunFilter filter, const QString &before)
{
    if (!before.isEmpty()) {
        const auto number = store.runNumber(before);
        if (!number)
            return fail(number.error());
        filter.before = *number;
    }
    const int limit = filter.most++;
    auto runs = store.list(filter);
    if (!runs)
        return fail(runs.error());
    const bool more = runs->size() > static_cast<std::size_t>(limit);
    if (more)
        runs->pop_back();
    QJsonArray array;
    for (const RunRecord &run : *runs)
        array.append(runJson(store, run));
    return QJsonValue(QJsonObject{{Name("runs"), array}, {Name("more"), more}});
}

void list(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto filter = filterFrom(params);
    const auto before = Params::optionalText(params, Name("before"));
    if (!filter || !before) {
        reply(fail(filter ? before.error() : filter.error()));
        return;
    }
    control.reader().ask([filter = *filter, before = *before](
                             const RunStore &store) { return listed(store, filter, before); },
                         reply);
}

/// Reads one run by the parameter "run" and answers what `make` makes of it.
void readRunOf(EngineControl &control,
               const QJsonObject &params,
               const Reply &reply,
               Result<QJsonValue> (*make)(const RunStore &, const RunStory &))
{
    const auto id = Params::text(params, Name("run"));
    if (!id) {
        reply(fail(id.error()));
        return;
    }
    control.reader().ask(
        [id = *id, make](const RunStore &store) -> Result<QJsonValue> {
            const auto story = store.story(id);
            if (!story)
                return fail(story.error());
            return make(store, *story);
        },
        reply);
}

Result<QJsonValue> storyOf(const RunStore &store, const RunStory &story)
{
    return QJsonValue(storyJson(store, story));
}

Result<QJsonValue> bundleOf(const RunStore &store, const RunStory &story)
{
    const auto stored = store.bundle(story.run.revision);
    if (!stored)
        return fail(stored.error());
    const auto bundle = Bundle::fromJson(*stored);
    if (!bundle)
        return fail(bundle.error());
    return QJsonValue(QJsonObject{{Name("revision"), contentOfRevision(story.run.revision)},
                                  {Name("bundle"), Params::bundleJson(*bundle)}});
}

Result<QJsonValue> beginningOf(const RunStore &, const RunStory &story)
{
    return QJsonValue(QJsonObject{{Name("pipeline"), story.run.pipeline},
                                  {Name("trigger"), story.run.trigger},
                                  {Name("event"), story.events.value(story.run.event).object()}});
}

Result<QJsonValue> cancelled(EngineControl &control, const QJsonObject &params)
{
    const auto id = Params::text(params, Name("run"));
    if (!id)
        return fail(id.error());
    if (const auto done = control.engine().scheduler().cancelRun(*id); !done)
        return fail(done.error());
    return QJsonValue(QJsonObject());
}

Result<QJsonValue> begunAgain(Engine &engine,
                              const QJsonObject &beginning,
                              const QJsonObject &edited,
                              const QString &node)
{
    const auto event =
        freshCopy(edited.isEmpty() ? beginning.value(Name("event")).toObject() : edited);
    if (!event)
        return fail(event.error());
    const auto run = engine.scheduler().beginAgain(
        beginning.value(Name("pipeline")).toString(),
        node.isEmpty() ? beginning.value(Name("trigger")).toString() : node,
        *event);
    if (!run)
        return fail(run.error());
    return QJsonValue(QJsonObject{{Name("run"), *run}});
}

void again(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto node = Params::optionalText(params, Name("node"));
    if (!node) {
        reply(fail(node.error()));
        return;
    }
    const QJsonObject edited = params.value(Name("event")).toObject();
    readRunOf(
        control,
        params,
        [&control, reply, edited, node = *node](const auto &beginning) {
            reply(beginning ? begunAgain(control.engine(), beginning->toObject(), edited, node)
                            : beginning);
        },
        beginningOf);
}

QJsonObject letterJson(const RunStore &store, const DeadLetterRecord &letter)
{
    const auto stored = store.event(letter.event);
    return {{Name("number"), letter.number},
            {Name("time"), formatTimeNs(letter.timeNs)},
            {Name("pipeline"), letter.pipeline},
            {Name("node"), letter.node},
            {Name("event"), stored ? QJsonValue(stored->event.object()) : QJsonValue()},
            {Name("reason"), letter.reason}};
}

Result<QJsonValue> lettersListed(const RunStore &store, DeadLetterFilter filter)
{
    const int limit = filter.most++;
    auto letters = store.deadLetters(filter);
    if (!letters)
        return fail(letters.error());
    const bool more = letters->size() > static_cast<std::size_t>(limit);
    if (more)
        letters->pop_back();
    QJsonArray array;
    for (const DeadLetterRecord &letter : *letters)
        array.append(letterJson(store, letter));
    return QJsonValue(QJsonObject{{Name("deadLetters"), array}, {Name("more"), more}});
}

void listLetters(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto pipeline = Params::optionalText(params, Name("pipeline"));
    const auto limit = Params::number(params, Name("limit"), usualLimit, 1, highestLimit);
    const auto before = Params::number(params, Name("before"), 0, 1, qint64{1} << 53);
    for (const Error *error : {pipeline ? nullptr : &pipeline.error(),
                               limit ? nullptr : &limit.error(),
                               before ? nullptr : &before.error()}) {
        if (!error)
            continue;
        reply(fail(*error));
        return;
    }
    const DeadLetterFilter filter{*pipeline, static_cast<int>(*limit), *before};
    control.reader().ask([filter](const RunStore &store) { return lettersListed(store, filter); },
                         reply);
}

/// Reads the letter of the parameter "number" and hands it on.
void readLetterOf(EngineControl &control,
                  const QJsonObject &params,
                  const Reply &reply,
                  const std::function<void(const QJsonObject &letter)> &then)
{
    const auto number = Params::number(params, Name("number"));
    if (!number) {
        reply(fail(number.error()));
        return;
    }
    control.reader().ask(
        [number = *number](const RunStore &store) -> Result<QJsonValue> {
            const auto letter = store.deadLetter(number);
            if (!letter)
                return fail(letter.error());
            return QJsonValue(letterJson(store, *letter));
        },
        [reply, then](const Result<QJsonValue> &letter) {
            if (letter)
                then(letter->toObject());
            else
                reply(letter);
        });
}

void letterAgain(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const QJsonObject edited = params.value(Name("event")).toObject();
    readLetterOf(control, params, reply, [&control, reply, edited](const QJsonObject &letter) {
        const auto event =
            freshCopy(edited.isEmpty() ? letter.value(Name("event")).toObject() : edited);
        if (!event) {
            reply(fail(event.error()));
            return;
        }
        const auto run = control.engine().scheduler().beginAgain(
            letter.value(Name("pipeline")).toString(),
            letter.value(Name("node")).toString(),
            *event,
            {Write::DropDeadLetter{letter.value(Name("number")).toInteger()}});
        reply(run ? Result<QJsonValue>(QJsonValue(QJsonObject{{Name("run"), *run}}))
                  : fail(run.error()));
    });
}

/// What a step of a run got, as a dead letter that is not written yet.
Result<QJsonValue> letterOf(const RunStore &store, const QString &run, qint64 number)
{
    const auto story = store.story(run);
    if (!story)
        return fail(story.error());
    for (const StepRecord &step : story->steps) {
        if (step.number == number)
            return QJsonValue(QJsonObject{{Name("pipeline"), story->run.pipeline},
                                          {Name("node"), step.node},
                                          {Name("event"), step.event}});
    }
    return fail(ErrorKind::NotFound,
                QStringLiteral("The run %1 has no step %2.").arg(run.left(80)).arg(number),
                QStringLiteral("runs.show lists its steps."));
}

void addLetter(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto run = Params::text(params, Name("run"));
    const auto number = Params::number(params, Name("number"));
    const auto reason = Params::optionalText(params, Name("reason"));
    if (!run || !number || !reason) {
        reply(fail(!run ? run.error() : !number ? number.error() : reason.error()));
        return;
    }
    control.reader().ask([run = *run, number = *number](
                             const RunStore &store) { return letterOf(store, run, number); },
                         [&control, reply, reason = *reason](const Result<QJsonValue> &letter) {
                             if (!letter) {
                                 reply(letter);
                                 return;
                             }
                             const QJsonObject object = letter->toObject();
                             JournalTransaction transaction;
                             transaction.add(DeadLetterRecord{
                                 SystemClock().nowNs(),
                                 object.value(Name("pipeline")).toString(),
                                 object.value(Name("node")).toString(),
                                 object.value(Name("event")).toInteger(),
                                 reason.isEmpty() ? QStringLiteral("Put aside by hand.") : reason});
                             control.engine().journal().submit(std::move(transaction), [reply] {
                                 reply(QJsonValue(QJsonObject()));
                             });
                         });
}

void dropLetter(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    readLetterOf(control, params, reply, [&control, reply](const QJsonObject &letter) {
        JournalTransaction transaction;
        transaction.add(Write::DropDeadLetter{letter.value(Name("number")).toInteger()});
        control.engine().journal().submit(std::move(transaction),
                                          [reply] { reply(QJsonValue(QJsonObject())); });
    });
}

} // namespace

void addRunMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("runs.list"), std::bind_front(list, std::ref(control)));
    server.addMethod(QStringLiteral("runs.show"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         readRunOf(control, params, reply, storyOf);
                     });
    server.addMethod(QStringLiteral("runs.bundle"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         readRunOf(control, params, reply, bundleOf);
                     });
    server.addMethod(QStringLiteral("runs.cancel"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         reply(cancelled(control, params));
                     });
    server.addMethod(QStringLiteral("runs.again"), std::bind_front(again, std::ref(control)));
    server.addTopic(QStringLiteral("runs"),
                    [&control](const QJsonObject &params) -> Result<ControlServer::Beginning> {
                        const auto wish = RunWish::fromJson(params);
                        if (!wish)
                            return fail(wish.error());
                        return ControlServer::Beginning{
                            std::make_unique<RunListener>(control.engine().scheduler(), *wish), {}};
                    });
}

void addDeadLetterMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("deadLetters.list"),
                     std::bind_front(listLetters, std::ref(control)));
    server.addMethod(QStringLiteral("deadLetters.add"),
                     std::bind_front(addLetter, std::ref(control)));
    server.addMethod(QStringLiteral("deadLetters.again"),
                     std::bind_front(letterAgain, std::ref(control)));
    server.addMethod(QStringLiteral("deadLetters.drop"),
                     std::bind_front(dropLetter, std::ref(control)));
}

} // namespace Saltern
