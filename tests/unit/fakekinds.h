#pragma once

#include "engine/runs/deployedpipeline.h"

#include <QHash>
#include <QStringList>

namespace Saltern::Test {

/// Node kinds for tests of the scheduler, which touch nothing: `fake.trigger` (events of the type
/// `on`), `fake.pure` (leaves by the port that the event's data.port names), `fake.effect` and
/// `fake.slowpure`, which do what the test says and may have the hooks of a function; `fake.hosted`
/// is an effect with a place; and the built-in kinds, which do what they do.
class FakeKinds
{
public:
    FakeKinds();

    NodeKinds kinds();

    /// What an attempt of a node does; without one it leaves by `ok` with {"done": <node>}. Nothing
    /// = it goes on until the test calls finish() or it is cancelled.
    using Plan = std::function<std::optional<StepOutcome>(const StepInput &)>;
    void plan(const QString &node, Plan plan) { m_plans.insert(node, std::move(plan)); }
    void hold(const QString &node);

    /// Ends the oldest held attempt of the node.
    void finish(const QString &node, const StepOutcome &outcome);
    int held(const QString &node) const;

    /// Effects have a host, and may be run where nothing may be touched.
    void look();

    /// Effects want to be made ready; on which hosts they were, as "<node> <host> <text>".
    bool keepsReady = false;
    QStringList madeReady;

    /// Whether held attempts react to cancel().
    bool obeysCancel = true;

    /// Every attempt as "<node> <subject> #<attempt>", in the order of their beginning.
    QStringList begun;
    std::vector<StepInput> inputs;
    int mostAtOnce = 0;

private:
    class FakeStep;
    class FakeNode;
    friend class FakeStep;

    NodeDescriptor m_trigger;
    NodeDescriptor m_pure;
    NodeDescriptor m_effect;
    NodeDescriptor m_slowPure;
    NodeDescriptor m_hosted;
    NodeBehaviour m_triggerBehaviour;
    NodeBehaviour m_pureBehaviour;
    NodeBehaviour m_stepBehaviour;
    QHash<QString, Plan> m_plans;
    std::vector<FakeStep *> m_running;
};

/// "id kind" and "a -> b" lines as a pipeline; settings are added by the caller.
Pipeline makePipeline(const QStringList &nodes, const QStringList &wires);

} // namespace Saltern::Test
