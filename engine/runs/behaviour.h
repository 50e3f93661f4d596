#pragma once

#include "engine/events/event.h"
#include "engine/events/pattern.h"
#include "engine/pipeline/descriptor.h"
#include "engine/runs/bundle.h"

#include <QJsonObject>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QNetworkAccessManager;

namespace Saltern {

class Clock;
class FunctionHosts;
class HostSet;
class OwnActions;
class RuntimeCatalogue;
class ScriptWorkers;
class SecretStore;
class StatefulNode;
class WebhookServer;
enum class RunState;

/// What the engine lends to behaviours. All of it outlives them; engine thread.
struct Services
{
    Clock *clock = nullptr;
    HostSet *hosts = nullptr;
    OwnActions *ownActions = nullptr;
    RuntimeCatalogue *runtimes = nullptr;
    FunctionHosts *functions = nullptr;
    ScriptWorkers *scripts = nullptr;
    QNetworkAccessManager *network = nullptr;
    SecretStore *secrets = nullptr;    // for triggers; steps get theirs rendered
    WebhookServer *webhooks = nullptr; // null where nothing may listen (simulation)
    QString engineId;                  // the label saltern.engine of what this engine starts
    QString defaultHost;               // where a step runs whose event has no host
};

/// What a behaviour is made from, once per node and revision.
struct NodeSetup
{
    QString pipeline;
    const Node &node;
    QJsonObject parameters; // defaults filled in, templates not rendered
    const Bundle &bundle;
    Services &services;
};

/// What a step works on.
struct StepInput
{
    QString pipeline;
    QString node;
    QString run;
    QString step; // stable across attempts: an idempotency key
    int attempt = 1;
    Event event;
    QJsonObject parameters; // templates rendered; may hold secrets: never log or store them
    QString host;           // the one that `place` picked; empty for kinds that use none
    std::chrono::milliseconds timeout{0};         // the step ends itself by then; zero = none
    Guarantee guarantee = Guarantee::AtLeastOnce; // of the pipeline: what to do when it is unknown
                                                  // whether something happened
};

/// One exit event of a step.
struct Exit
{
    QString port;
    std::optional<QJsonValue> data; // nothing = the event that came in goes on as it is
};

/// How one attempt ended. With an error, the scheduler retries or leaves by "error"; of the exits
/// only the data of an exit "error" counts then.
struct StepOutcome
{
    std::vector<Exit> exits;
    std::vector<Event> publish; // further events for the bus, also of a step that failed for good
    std::optional<Error> error;
    std::chrono::milliseconds retryAfter{0}; // another attempt not before; zero = as `retry` says
    bool mayRetry = true; // false: trying again cannot help (bad input, exit 125-127)
    QString log;          // what it wrote, already bounded
    QJsonObject detail;   // for the trace: exit code, container id, HTTP status...

    static StepOutcome leave(const QString &port, const QJsonValue &data);
    static StepOutcome passOn(const QString &port);
    static StepOutcome failed(Error error, bool mayRetry = true);
};

/// How a run ended, for the source that began it.
struct RunEnd
{
    QString run;
    RunState state;
    QString reason;
    std::optional<QJsonValue> result; // of the last node that made an exit event of its own
};

/// What a source wants to hear of an event that it made. Each is called at most once and from
/// inside the event loop; what is told is durable.
struct Reception
{
    std::function<void(const QString &run)> begun;
    std::function<void(const RunEnd &end)> ended;
};

/// A trigger of a running pipeline: the pattern that begins runs, and for some kinds a source that
/// makes the events itself.
class TriggerNode : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual Pattern pattern() const = 0;

    /// A last look at an event that matched (hosts, own events).
    virtual bool accepts(const Event &) const { return true; }

    /// The event as the run gets it, once accepted (manual fills in its default data).
    virtual Event admit(const Event &event) const { return event; }

    /// The last chance to refuse a deployment: what the source needs (a port, a secret) is not to
    /// be had. The revision that ran before still does.
    virtual Result<void> prepare() { return {}; }

    virtual void start() {}
    virtual void stop() {}

Q_SIGNALS:
    /// The source made an event; the engine puts it on the bus.
    void fired(const Saltern::Event &event);

    /// The same for a source that wants to hear what becomes of the run that begins with it here.
    void received(const Saltern::Event &event,
                  const std::shared_ptr<Saltern::Reception> &reception);
};

/// A node that decides at once and touches nothing.
class PureNode
{
public:
    virtual ~PureNode() = default;
    virtual StepOutcome evaluate(const StepInput &input) = 0;
};

/// One attempt at one step. Exactly one finished() after start(), never from inside start().
/// cancel() makes it finish with ErrorKind::Cancelled within 2 s. Deleting it stops it silently.
class Step : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void start() = 0;
    virtual void cancel() = 0;

Q_SIGNALS:
    void finished(const Saltern::StepOutcome &outcome);
};

/// A node whose work takes time: every effect, and pure kinds that compute elsewhere.
class StepNode
{
public:
    virtual ~StepNode() = default;
    virtual std::unique_ptr<Step> begin(const StepInput &input) = 0;

    /// Whether there is something that steps need and that can be there before the first of them.
    virtual bool keepsReady() const { return false; }

    /// The pipeline runs from now on: what steps on the model's host need is made ready. The model
    /// has no event, and of its parameters only what needs none.
    virtual void makeReady(const StepInput &) {}
};

/// A step that only computes, as the one who runs it wants to have it begun: a simulation stops
/// the clock meanwhile.
using ComputingStep = std::function<std::unique_ptr<Step>(std::unique_ptr<Step>)>;

/// How a kind runs; exactly one of the first four is set. Made by the kind's behaviour.cpp.
struct NodeBehaviour
{
    std::function<Result<std::unique_ptr<TriggerNode>>(const NodeSetup &)> trigger = {};
    std::function<Result<std::unique_ptr<PureNode>>(const NodeSetup &)> pure = {};
    std::function<Result<std::unique_ptr<StatefulNode>>(const NodeSetup &)> stateful = {};
    std::function<Result<std::unique_ptr<StepNode>>(const NodeSetup &)> step = {};

    /// What a simulation runs in place of `step`, for effects that can be had without touching
    /// anything. Without it such a step is only shown, and leaves by its first output.
    std::function<Result<std::unique_ptr<StepNode>>(const NodeSetup &)> simulated = {};

    /// What `step` puts around each step of its own, for a simulation to put it around a mock.
    std::function<std::unique_ptr<StepNode>(
        std::unique_ptr<StepNode> inner, const Services &, const ComputingStep &)>
        around = {};
};

/// The behaviour of a kind; null when this build has none. Explicit list in engine/nodes.
const NodeBehaviour *findBehaviour(const QString &kind, int version);

} // namespace Saltern
