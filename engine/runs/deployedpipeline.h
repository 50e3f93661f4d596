#pragma once

#include "engine/events/template.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/placement.h"
#include "engine/runs/behaviour.h"
#include "engine/runs/bundle.h"
#include "engine/runs/nodequeue.h"
#include "engine/runs/retrypolicy.h"
#include "engine/runs/runmode.h"

#include <deque>

namespace Saltern {

/// Where descriptors and behaviours come from: the built-in kinds, or a test's own.
struct NodeKinds
{
    std::function<const NodeDescriptor *(const KindRef &)> descriptor;
    std::function<const NodeBehaviour *(const QString &kind, int version)> behaviour;

    static NodeKinds builtIn();
};

/// A node ready to work. Exactly one of trigger, pure, stateful and step is set.
struct DeployedNode
{
    DeployedNode(int concurrency, RateLimit rate)
        : queue(std::make_shared<NodeQueue>(concurrency, rate))
    {
    }

    Node node;
    const NodeDescriptor *descriptor = nullptr;
    ParameterTemplates settings; // defaults filled in
    std::unique_ptr<TriggerNode> trigger;
    std::unique_ptr<PureNode> pure;
    std::shared_ptr<StatefulNode> stateful; // of all revisions in which it has this shape
    QString shape; // of a stateful node: the same for the same settings in the same mode
    std::unique_ptr<StepNode> step;
    bool looks = false; // observed, the step still runs: it looks at the host and touches nothing

    QHash<QString, std::vector<DeployedNode *>> routes; // by port, in the document's order
    QString firstPort;
    std::chrono::milliseconds timeout{0};
    RetryPolicy retry;
    std::optional<Template> orderBy; // nothing = the event's subject
    Placement place;
    QString placeText; // as it is written
    int batch = 0;     // with `place: all`: hosts at the same time; 0 = all
    bool stopOnFailure = false;
    std::shared_ptr<NodeQueue> queue;

    bool isExternal() const { return descriptor->effect == Effect::External; }
    const std::vector<DeployedNode *> &targets(const QString &port) const;
};

/// One revision of a pipeline with its behaviours made: what the engine runs. Engine thread.
class DeployedPipeline
{
public:
    /// Makes the behaviour of every node of the runnable part. That has been validated; what fails
    /// here is what only the engine can know (a runtime that is missing, a kind without behaviour).
    static Result<std::shared_ptr<DeployedPipeline>> make(const Pipeline &pipeline,
                                                          const Bundle &bundle,
                                                          Services &services,
                                                          const NodeKinds &kinds,
                                                          RunMode mode = RunMode::Run);

    const QString &name() const { return m_pipeline.name; }
    /// As the journal knows it, see runmode.h.
    const QString &revision() const { return m_revision; }
    RunMode mode() const { return m_mode; }
    Guarantee guarantee() const { return m_pipeline.guarantee; }
    Durability durability() const { return m_pipeline.durability; }
    const Pipeline &pipeline() const { return m_pipeline; }
    const Bundle &bundle() const { return m_bundle; }

    std::deque<DeployedNode> &nodes() { return m_nodes; }
    DeployedNode *node(const QString &id);

    /// Nodes that `other` has as well use its queues, so that order holds across revisions, and its
    /// memory where the settings are the same.
    /// `concurrency`: whose limits count from now on.
    enum class Concurrency { Ours, Theirs };
    void shareQueues(DeployedPipeline &other, Concurrency concurrency);

    /// Replayed events of Docker hosts from before this moment are not for this deployment.
    qint64 seenFromNs = 0;
    qint64 sinceNs = 0; // when it was deployed
    /// Nodes whose settings are others than those with which they remembered something: that is
    /// forgotten.
    QStringList begunAnew;

private:
    DeployedPipeline(const Pipeline &pipeline, const Bundle &bundle, RunMode mode);
    Result<void> addNode(const Node &node, Services &services, const NodeKinds &kinds);
    Result<void> connectWires();

    Pipeline m_pipeline;
    Bundle m_bundle;
    RunMode m_mode;
    QString m_revision;
    std::deque<DeployedNode> m_nodes; // a deque: nodes are referred to and never move
};

} // namespace Saltern
