#include "engine/runs/deployedpipeline.h"

#include "engine/base/compactjson.h"
#include "engine/base/duration.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/runs/statefulnode.h"

#include <QCryptographicHash>

#include <algorithm>

namespace Saltern {

namespace {

constexpr int defaultConcurrency = 4;
// What only computes waits for a script's process in any case, where several go at a time.
constexpr int computingConcurrency = 16;

Result<void> readSettings(DeployedNode &node, const QJsonObject &parameters)
{
    const auto text = [&](QLatin1StringView key) { return parameters.value(key).toString(); };
    auto templates = ParameterTemplates::make(*node.descriptor, parameters);
    if (!templates)
        return fail(templates.error());
    node.settings = *std::move(templates);
    node.timeout =
        parseDuration(text(QLatin1StringView("timeout"))).value_or(std::chrono::milliseconds(0));
    node.retry = RetryPolicy::fromJson(parameters.value(QLatin1StringView("retry")).toObject());
    node.placeText = text(QLatin1StringView("place"));
    auto place = Placement::parse(node.placeText);
    if (!place)
        return fail(place.error());
    node.place = *std::move(place);
    node.batch = parameters.value(QLatin1StringView("batch")).toInt();
    node.stopOnFailure = parameters.value(QLatin1StringView("stopOnFailure")).toBool();
    const auto outputs = node.descriptor->outputPorts(parameters);
    if (!outputs.empty())
        node.firstPort = outputs.front().name;
    if (const QString orderBy = text(QLatin1StringView("orderBy")); !orderBy.isEmpty()) {
        auto parsed = Template::parse(orderBy);
        if (!parsed)
            return fail(parsed.error());
        node.orderBy = *parsed;
    }
    return {};
}

/// What a node remembers has a meaning only as long as this stays the same.
QString shapeOf(const NodeSetup &setup, RunMode mode)
{
    const QByteArray settings = setup.node.kind.toString().toUtf8() +
                                compactJson(setup.parameters) + runModeName(mode).toUtf8();
    return QString::fromLatin1(
        QCryptographicHash::hash(settings, QCryptographicHash::Sha256).toHex().left(16));
}

template<typename Made, typename Place>
Result<void> take(Result<std::unique_ptr<Made>> made, Place &into)
{
    if (!made)
        return fail(made.error());
    into = std::move(*made);
    return {};
}

// What a simulation runs of a step on a host can tell an observer more than its settings do.
Result<void>
makeBehaviour(DeployedNode &node, const NodeBehaviour &behaviour, NodeSetup setup, RunMode mode)
{
    if (behaviour.trigger)
        return take(behaviour.trigger(setup), node.trigger);
    if (behaviour.pure)
        return take(behaviour.pure(setup), node.pure);
    if (behaviour.stateful)
        return take(behaviour.stateful(setup), node.stateful);
    node.looks = mode == RunMode::Observe && node.descriptor->usesHost && bool(behaviour.simulated);
    return take(node.looks ? behaviour.simulated(setup) : behaviour.step(setup), node.step);
}

} // namespace

NodeKinds NodeKinds::builtIn()
{
    return {findDescriptor, findBehaviour};
}

const std::vector<DeployedNode *> &DeployedNode::targets(const QString &port) const
{
    static const std::vector<DeployedNode *> none;
    const auto route = routes.constFind(port);
    return route == routes.cend() ? none : *route;
}

DeployedPipeline::DeployedPipeline(const Pipeline &pipeline, const Bundle &bundle, RunMode mode)
    : m_pipeline(pipeline)
    , m_bundle(bundle)
    , m_mode(mode)
    , m_revision(storedRevision(bundle.revision(), mode))
{
}

Result<std::shared_ptr<DeployedPipeline>> DeployedPipeline::make(const Pipeline &pipeline,
                                                                 const Bundle &bundle,
                                                                 Services &services,
                                                                 const NodeKinds &kinds,
                                                                 RunMode mode)
{
    const std::shared_ptr<DeployedPipeline> made(
        new DeployedPipeline(runnablePart(pipeline), bundle, mode));
    for (const Node &node : made->m_pipeline.nodes) {
        if (const auto added = made->addNode(node, services, kinds); !added) {
            Error error = added.error();
            error.message = QStringLiteral("Node \"%1\" of pipeline \"%2\": %3")
                                .arg(node.id, pipeline.name, error.message);
            return fail(error);
        }
    }
    if (const auto connected = made->connectWires(); !connected)
        return fail(connected.error());
    return made;
}

Result<void> DeployedPipeline::addNode(const Node &node, Services &services, const NodeKinds &kinds)
{
    const NodeDescriptor *descriptor = kinds.descriptor(node.kind);
    const NodeBehaviour *behaviour =
        descriptor ? kinds.behaviour(descriptor->kind, descriptor->version) : nullptr;
    if (!behaviour)
        return fail(
            ErrorKind::Unsupported,
            QStringLiteral("This engine has no node kind \"%1\".").arg(node.kind.toString()),
            QStringLiteral("Update Saltern, or take the node out."));
    const QJsonObject parameters = parametersWithDefaults(*descriptor, node);
    DeployedNode &deployed = m_nodes.emplace_back(
        parameters.value(QLatin1StringView("concurrency"))
            .toInt(descriptor->effect == Effect::External ? defaultConcurrency
                                                          : computingConcurrency),
        RateLimit::fromJson(parameters.value(QLatin1StringView("rate")).toObject()));
    deployed.node = node;
    deployed.descriptor = descriptor;
    if (const auto read = readSettings(deployed, parameters); !read)
        return read;
    const NodeSetup setup{name(), deployed.node, parameters, m_bundle, services};
    if (behaviour->stateful)
        deployed.shape = shapeOf(setup, m_mode);
    return makeBehaviour(deployed, *behaviour, setup, m_mode);
}

Result<void> DeployedPipeline::connectWires()
{
    for (const Wire &wire : m_pipeline.wires) {
        DeployedNode *from = node(wire.from);
        DeployedNode *to = node(wire.to);
        if (!from || !to)
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The wire \"%1\" leads nowhere.").arg(wire.toString()),
                        QStringLiteral("Run saltern validate on the document."));
        from->routes[wire.port.isEmpty() ? from->firstPort : wire.port].push_back(to);
    }
    return {};
}

void DeployedPipeline::shareQueues(DeployedPipeline &other, Concurrency concurrency)
{
    for (DeployedNode &node : m_nodes) {
        const DeployedNode *same = other.node(node.node.id);
        if (!same)
            continue;
        if (concurrency == Concurrency::Ours)
            same->queue->takeLimits(*node.queue);
        node.queue = same->queue;
        if (node.stateful && node.shape == same->shape)
            node.stateful = same->stateful;
    }
}

DeployedNode *DeployedPipeline::node(const QString &id)
{
    const auto found = std::find_if(m_nodes.begin(), m_nodes.end(), [&](const DeployedNode &node) {
        return node.node.id == id;
    });
    return found == m_nodes.end() ? nullptr : &*found;
}

} // namespace Saltern
