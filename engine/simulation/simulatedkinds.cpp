#include "engine/simulation/simulatedkinds.h"

#include "engine/pipeline/registry.h"
#include "engine/runs/statefulnode.h"

namespace Saltern {

namespace {

QString firstPort(const NodeDescriptor &descriptor, const QJsonObject &parameters)
{
    const std::vector<Port> ports = descriptor.outputPorts(parameters);
    return ports.empty() ? QString() : ports.front().name;
}

StepOutcome outcomeOf(const MockAnswer &answer, const QString &firstPort)
{
    StepOutcome outcome =
        answer.error
            ? StepOutcome::failed(*answer.error, answer.mayRetry)
            : StepOutcome::leave(answer.port.isEmpty() ? firstPort : answer.port, answer.data);
    outcome.log = answer.log;
    outcome.detail.insert(QStringLiteral("mocked"), true);
    return outcome;
}

StepOutcome shownOnly(const QString &port)
{
    const QJsonObject simulated{{QStringLiteral("simulated"), true}};
    StepOutcome outcome = StepOutcome::leave(port, simulated);
    outcome.detail = simulated;
    return outcome;
}

class SimulatedPureNode final : public PureNode
{
public:
    struct Parts
    {
        MockScript script;
        std::unique_ptr<PureNode> real;
        QString firstPort;
        SimulatedKinds::Begins begins;
    };
    explicit SimulatedPureNode(Parts parts) : m(std::move(parts)) {}

    StepOutcome evaluate(const StepInput &input) override
    {
        m.begins(input);
        if (const MockAnswer *answer = m.script.next(input.event))
            return outcomeOf(*answer, m.firstPort);
        return m.real->evaluate(input);
    }

private:
    Parts m;
};

class SimulatedStatefulNode final : public StatefulNode
{
public:
    struct Parts
    {
        MockScript script;
        std::unique_ptr<StatefulNode> real;
        QString firstPort;
        SimulatedKinds::Begins begins;
    };
    explicit SimulatedStatefulNode(Parts parts) : m(std::move(parts)) {}

    void restore(const std::vector<Memory> &memory, qint64 nowNs) override
    {
        m.real->restore(memory, nowNs);
    }
    void begin(qint64 nowNs, StateChanges &changes) override { m.real->begin(nowNs, changes); }

    StepOutcome evaluate(const StepInput &input, qint64 nowNs, StateChanges &changes) override
    {
        m.begins(input);
        if (const MockAnswer *answer = m.script.next(input.event))
            return outcomeOf(*answer, m.firstPort);
        return m.real->evaluate(input, nowNs, changes);
    }

    std::optional<qint64> dueNs() const override { return m.real->dueNs(); }
    std::optional<qint64> lastDueNs() const override { return m.real->lastDueNs(); }
    void elapse(qint64 nowNs, StateChanges &changes) override { m.real->elapse(nowNs, changes); }

private:
    Parts m;
};

class SimulatedNode final : public StepNode
{
public:
    struct Parts
    {
        MockScript script;
        std::unique_ptr<StepNode> real; // null: an effect that nothing may be done for
        RealSteps *realSteps;
        Clock *clock;
        QString firstPort;
        SimulatedKinds::Begins begins;
    };
    explicit SimulatedNode(Parts parts) : m(std::move(parts)) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        m.begins(input);
        if (const MockAnswer *answer = m.script.next(input.event))
            return std::make_unique<MockStep>(
                outcomeOf(*answer, m.firstPort), answer->after, input.timeout, m.clock);
        if (m.real)
            return std::make_unique<RealStep>(m.real->begin(input), m.realSteps);
        return std::make_unique<MockStep>(
            shownOnly(m.firstPort), std::chrono::milliseconds(0), input.timeout, m.clock);
    }

private:
    Parts m;
};

} // namespace

SimulatedKinds::SimulatedKinds(const Mocks &mocks, RealSteps *realSteps, Begins begins)
    : m_mocks(mocks), m_realSteps(realSteps), m_begins(std::move(begins))
{
}

NodeKinds SimulatedKinds::kinds()
{
    return {findDescriptor,
            [this](const QString &kind, int version) { return find(kind, version); }};
}

const NodeBehaviour *SimulatedKinds::find(const QString &kind, int version)
{
    const NodeDescriptor *descriptor = findDescriptor({kind, version});
    const NodeBehaviour *real = findBehaviour(kind, version);
    if (!descriptor || !real || real->trigger)
        return real;
    const auto [place, isNew] = m_behaviours.try_emplace({kind, version});
    if (isNew)
        place->second = simulate(*descriptor, *real);
    return &place->second;
}

NodeBehaviour SimulatedKinds::simulate(const NodeDescriptor &descriptor, const NodeBehaviour &real)
{
    NodeBehaviour simulated;
    if (real.pure)
        simulated.pure = [this, &descriptor, &real](const NodeSetup &setup) {
            return makePure(setup, descriptor, real);
        };
    else if (real.stateful)
        simulated.stateful = [this, &descriptor, &real](const NodeSetup &setup) {
            return makeStateful(setup, descriptor, real);
        };
    else
        simulated.step = [this, &descriptor, &real](const NodeSetup &setup) {
            return makeStep(setup, descriptor, real);
        };
    return simulated;
}

Result<std::unique_ptr<PureNode>> SimulatedKinds::makePure(const NodeSetup &setup,
                                                           const NodeDescriptor &descriptor,
                                                           const NodeBehaviour &real)
{
    auto made = real.pure(setup);
    if (!made)
        return made;
    return std::make_unique<SimulatedPureNode>(
        SimulatedPureNode::Parts{.script = MockScript(m_mocks.value(setup.node.id)),
                                 .real = *std::move(made),
                                 .firstPort = firstPort(descriptor, setup.parameters),
                                 .begins = m_begins});
}

Result<std::unique_ptr<StatefulNode>> SimulatedKinds::makeStateful(const NodeSetup &setup,
                                                                   const NodeDescriptor &descriptor,
                                                                   const NodeBehaviour &real)
{
    auto made = real.stateful(setup);
    if (!made)
        return made;
    return std::make_unique<SimulatedStatefulNode>(
        SimulatedStatefulNode::Parts{.script = MockScript(m_mocks.value(setup.node.id)),
                                     .real = *std::move(made),
                                     .firstPort = firstPort(descriptor, setup.parameters),
                                     .begins = m_begins});
}

Result<std::unique_ptr<StepNode>> SimulatedKinds::makeStep(const NodeSetup &setup,
                                                           const NodeDescriptor &descriptor,
                                                           const NodeBehaviour &real)
{
    const auto &maker = descriptor.effect == Effect::External ? real.simulated : real.step;
    std::unique_ptr<StepNode> node;
    if (maker) {
        auto made = maker(setup);
        if (!made)
            return made;
        node = *std::move(made);
    }
    auto simulated = std::make_unique<SimulatedNode>(
        SimulatedNode::Parts{.script = MockScript(m_mocks.value(setup.node.id)),
                             .real = std::move(node),
                             .realSteps = m_realSteps,
                             .clock = setup.services.clock,
                             .firstPort = firstPort(descriptor, setup.parameters),
                             .begins = m_begins});
    if (!real.around)
        return simulated;
    return real.around(
        std::move(simulated), setup.services, [steps = m_realSteps](std::unique_ptr<Step> step) {
            return std::make_unique<RealStep>(std::move(step), steps);
        });
}

} // namespace Saltern
