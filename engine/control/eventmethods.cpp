#include "engine/control/controlmethods.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/eventlistener.h"
#include "engine/control/methodparams.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/engine.h"
#include "engine/runs/runjson.h"

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;

constexpr int usualLimit = 100;
constexpr int highestLimit = 1000;

// One question does not keep the reader busy for longer than this many events take.
constexpr int mostLookedAt = 20'000;
constexpr int readAtATime = 500;

void send(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto event = Params::event(params, Name("event"));
    if (!event) {
        reply(fail(event.error()));
        return;
    }
    if (!control.engine().hasRoom()) {
        reply(fail(ErrorKind::Conflict,
                   QStringLiteral("The engine cannot write its journal fast enough at present."),
                   QStringLiteral("Send the event again in a moment; when the disk is full, the "
                                  "engine says so.")));
        return;
    }
    control.engine().publish(*event, [reply, id = event->id()](const QStringList &triggers) {
        reply(QJsonValue(QJsonObject{{Name("id"), id},
                                     {Name("triggers"), QJsonArray::fromStringList(triggers)}}));
    });
}

struct EventSearch
{
    Pattern pattern; // null = all
    QString host;    // empty = all
    int limit = usualLimit;
    qint64 before = 0;

    static Result<EventSearch> fromJson(const QJsonObject &params)
    {
        EventSearch search;
        const auto host = Params::optionalText(params, Name("host"));
        if (!host)
            return fail(host.error());
        const auto limit = Params::number(params, Name("limit"), usualLimit, 1, highestLimit);
        if (!limit)
            return fail(limit.error());
        const auto before = Params::number(params, Name("before"), 0, 0, qint64{1} << 53);
        if (!before)
            return fail(before.error());
        search.host = *host;
        search.limit = static_cast<int>(*limit);
        search.before = *before;
        const QJsonObject pattern = params.value(Name("pattern")).toObject();
        if (pattern.isEmpty())
            return search;
        const auto compiled = Pattern::fromJson(pattern);
        if (!compiled)
            return fail(compiled.error());
        search.pattern = *compiled;
        return search;
    }
};

/// Goes back through the journal until enough is found. Runs on the reader's thread.
class EventSearching
{
public:
    EventSearching(const RunStore &store, const EventSearch &search)
        : m_store(store), m_search(search), m_lookedTo(search.before)
    {
        if (!search.pattern.isNull())
            m_matcher.emplace(std::vector{Matcher::Entry{0, search.pattern}});
    }

    Result<QJsonValue> result()
    {
        bool more = true;
        for (int looked = 0; more && !isEnough() && looked < mostLookedAt; looked += readAtATime) {
            const auto events = m_store.events(m_lookedTo, readAtATime);
            if (!events)
                return fail(events.error());
            more = events->size() == static_cast<std::size_t>(readAtATime);
            for (const StoredEvent &event : *events) {
                if (isEnough()) {
                    more = true;
                    break;
                }
                m_lookedTo = event.seq;
                if (isWanted(event.event))
                    m_found.append(QJsonObject{{Name("seq"), event.seq},
                                               {Name("matched"), event.matched},
                                               {Name("event"), event.event.object()}});
            }
        }
        return QJsonValue(QJsonObject{
            {Name("events"), m_found}, {Name("more"), more}, {Name("lookedTo"), m_lookedTo}});
    }

private:
    bool isEnough() const { return m_found.size() >= m_search.limit; }

    bool isWanted(const Event &event)
    {
        if (!m_search.host.isEmpty() && event.host() != m_search.host)
            return false;
        return !m_matcher || (m_matcher->match(event.json(), m_matches) && !m_matches.empty());
    }

    const RunStore &m_store;
    const EventSearch &m_search;
    std::optional<Matcher> m_matcher;
    std::vector<quint32> m_matches;
    QJsonArray m_found;
    qint64 m_lookedTo;
};

void list(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto search = EventSearch::fromJson(params);
    if (!search) {
        reply(fail(search.error()));
        return;
    }
    control.reader().ask(
        [search = *search](const RunStore &store) {
            return EventSearching(store, search).result();
        },
        reply);
}

/// The node's pattern, and the trigger itself when it is one.
struct Sieve
{
    Pattern pattern;
    std::unique_ptr<TriggerNode> trigger;
};

Result<Sieve> sieveOf(Engine &engine, const Bundle &bundle, const QString &id)
{
    const Pipeline pipeline = readPipeline(bundle.document).pipeline;
    const Node *node = pipeline.node(id);
    const NodeDescriptor *descriptor = node ? findDescriptor(node->kind) : nullptr;
    if (!descriptor)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The pipeline has no node \"%1\" of a known kind.").arg(id),
                    QStringLiteral("Name one of its nodes."));
    const QJsonObject parameters = parametersWithDefaults(*descriptor, *node);
    const NodeBehaviour *behaviour = findBehaviour(descriptor->kind, descriptor->version);
    if (behaviour && behaviour->trigger) {
        auto trigger =
            behaviour->trigger({pipeline.name, *node, parameters, bundle, engine.services()});
        if (!trigger)
            return fail(trigger.error());
        const Pattern pattern = (*trigger)->pattern();
        return Sieve{pattern, std::move(*trigger)};
    }
    if (descriptor->kind != Name("filter"))
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("The node \"%1\" compares events with no pattern.").arg(id),
                    QStringLiteral("Ask for a trigger or a filter."));
    const auto pattern = Pattern::fromJson(parameters.value(Name("match")).toObject());
    if (!pattern)
        return fail(pattern.error());
    return Sieve{*pattern, nullptr};
}

Result<QJsonValue> whyNot(const Sieve &sieve, const Event &event)
{
    const std::vector<ClauseVerdict> clauses = explainPattern(sieve.pattern, event.object());
    std::vector<quint32> matches;
    Matcher matcher({Matcher::Entry{0, sieve.pattern}});
    if (const auto done = matcher.match(event.json(), matches); !done)
        return fail(done.error());
    const bool matched = !matches.empty();
    const bool accepted = matched && (!sieve.trigger || sieve.trigger->accepts(event));
    QString outcome = explainOutcome(matched, clauses);
    if (matched && !accepted)
        outcome = QStringLiteral("The pattern fits, but the trigger leaves this event out: its "
                                 "hosts, or because one of our own steps caused it.");
    return QJsonValue(QJsonObject{{Name("matched"), accepted},
                                  {Name("outcome"), outcome},
                                  {Name("clauses"), clausesJson(clauses)}});
}

Result<Bundle> bundleToAskOf(Engine &engine, const QJsonObject &params)
{
    if (params.contains(Name("bundle")))
        return Params::bundle(params, Name("bundle"));
    const auto name = Params::text(params, Name("pipeline"));
    if (!name)
        return fail(name.error());
    const auto pipeline = engine.scheduler().deployed(*name);
    if (!pipeline)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("No pipeline \"%1\" runs.").arg(name->left(80)),
                    QStringLiteral("Give its bundle instead."));
    return pipeline->bundle();
}

void explain(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto node = Params::text(params, Name("node"));
    const auto bundle = bundleToAskOf(control.engine(), params);
    if (!node || !bundle) {
        reply(fail(node ? bundle.error() : node.error()));
        return;
    }
    auto made = sieveOf(control.engine(), *bundle, *node);
    if (!made) {
        reply(fail(made.error()));
        return;
    }
    if (!params.contains(Name("seq"))) {
        const auto event = Params::event(params, Name("event"));
        reply(event ? whyNot(*made, *event) : fail(event.error()));
        return;
    }
    const auto seq = Params::number(params, Name("seq"));
    if (!seq) {
        reply(fail(seq.error()));
        return;
    }
    const std::shared_ptr<Sieve> sieve = std::make_shared<Sieve>(std::move(*made));
    control.reader().ask(
        [seq = *seq](const RunStore &store) -> Result<QJsonValue> {
            const auto stored = store.event(seq);
            if (!stored)
                return fail(stored.error());
            return QJsonValue(stored->event.object());
        },
        [sieve, reply](const Result<QJsonValue> &stored) {
            if (!stored) {
                reply(stored);
                return;
            }
            const auto event = Params::event({{Name("event"), *stored}}, Name("event"));
            reply(event ? whyNot(*sieve, *event) : fail(event.error()));
        });
}

} // namespace

void addEventMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("events.send"), std::bind_front(send, std::ref(control)));
    server.addMethod(QStringLiteral("events.list"), std::bind_front(list, std::ref(control)));
    server.addMethod(QStringLiteral("events.whyNot"), std::bind_front(explain, std::ref(control)));
    server.addTopic(QStringLiteral("events"),
                    [&control](const QJsonObject &params) -> Result<ControlServer::Beginning> {
                        const auto wish = EventWish::fromJson(params);
                        if (!wish)
                            return fail(wish.error());
                        return ControlServer::Beginning{
                            std::make_unique<EventListener>(
                                control.engine().scheduler(), control.engine().hosts(), *wish),
                            {}};
                    });
}

} // namespace Saltern
