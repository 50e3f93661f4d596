#include "tests/unit/fakekinds.h"

#include "engine/nodes/function/hookedstep.h"
#include "engine/nodes/function/hookparameters.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern::Test {

namespace {

class FakeTrigger final : public TriggerNode
{
public:
    explicit FakeTrigger(Pattern pattern) : m_pattern(std::move(pattern)) {}
    Pattern pattern() const override { return m_pattern; }

private:
    Pattern m_pattern;
};

class FakePure final : public PureNode
{
public:
    StepOutcome evaluate(const StepInput &input) override
    {
        const QString port = input.event.data().value(QLatin1StringView("port")).toString();
        return StepOutcome::passOn(port.isEmpty() ? QStringLiteral("out") : port);
    }
};

NodeDescriptor descriptor(const char *kind, Effect effect, std::vector<Port> outputs)
{
    NodeDescriptor made;
    made.kind = QString::fromLatin1(kind);
    made.effect = effect;
    made.outputs = std::move(outputs);
    return made;
}

} // namespace

class FakeKinds::FakeStep final : public Step
{
public:
    FakeStep(FakeKinds &kinds, StepInput input) : m_kinds(kinds), m_input(std::move(input)) {}

    ~FakeStep() override { std::erase(m_kinds.m_running, this); }

    void start() override
    {
        m_kinds.m_running.push_back(this);
        m_kinds.mostAtOnce = std::max(m_kinds.mostAtOnce, int(m_kinds.m_running.size()));
        m_kinds.inputs.push_back(m_input);
        m_kinds.begun += QStringLiteral("%1 %2 #%3")
                             .arg(m_input.node, m_input.event.subject())
                             .arg(m_input.attempt);
        const Plan plan = m_kinds.m_plans.value(m_input.node);
        if (!plan)
            later(StepOutcome::leave(QStringLiteral("ok"),
                                     QJsonObject{{QStringLiteral("done"), m_input.node}}));
        else if (const auto outcome = plan(m_input))
            later(*outcome);
    }

    void cancel() override
    {
        if (m_kinds.obeysCancel)
            later(StepOutcome::failed({ErrorKind::Cancelled, QStringLiteral("cancelled"), {}, {}}));
    }

    void later(const StepOutcome &outcome)
    {
        std::erase(m_kinds.m_running, this);
        QMetaObject::invokeMethod(
            this, [this, outcome] { Q_EMIT finished(outcome); }, Qt::QueuedConnection);
    }

    const QString &node() const { return m_input.node; }

private:
    FakeKinds &m_kinds;
    StepInput m_input;
};

class FakeKinds::FakeNode final : public StepNode
{
public:
    explicit FakeNode(FakeKinds &kinds) : m_kinds(kinds) {}
    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<FakeStep>(m_kinds, input);
    }

    bool keepsReady() const override { return m_kinds.keepsReady; }

    void makeReady(const StepInput &model) override
    {
        m_kinds.madeReady += QStringLiteral("%1 %2 %3")
                                 .arg(model.node,
                                      model.host,
                                      model.parameters.value(QLatin1StringView("text"))
                                          .toString(QStringLiteral("-")));
    }

private:
    FakeKinds &m_kinds;
};

FakeKinds::FakeKinds()
    : m_trigger(descriptor("fake.trigger", Effect::Source, {{QStringLiteral("out"), {}, {}}}))
    , m_pure(descriptor("fake.pure",
                        Effect::Pure,
                        {{QStringLiteral("out"), {}, {}}, {QStringLiteral("else"), {}, {}}}))
    , m_effect(descriptor("fake.effect",
                          Effect::External,
                          {{QStringLiteral("ok"), {}, {}}, {QStringLiteral("error"), {}, {}}}))
    , m_slowPure(descriptor("fake.slowpure", Effect::Pure, {{QStringLiteral("ok"), {}, {}}}))
{
    m_effect.parameters = {{.name = QStringLiteral("text"), .templated = true},
                           functionHooksParameter()};
    m_hosted = m_effect;
    m_hosted.kind = QStringLiteral("fake.hosted");
    m_hosted.usesHost = true;
    m_triggerBehaviour.trigger =
        [](const NodeSetup &setup) -> Result<std::unique_ptr<TriggerNode>> {
        const auto pattern =
            Pattern::fromJson({{QStringLiteral("type"),
                                QJsonArray{setup.parameters.value(QLatin1StringView("on"))}}});
        if (!pattern)
            return fail(pattern.error());
        return std::make_unique<FakeTrigger>(*pattern);
    };
    m_pureBehaviour.pure = [](const NodeSetup &) -> Result<std::unique_ptr<PureNode>> {
        return std::make_unique<FakePure>();
    };
    m_stepBehaviour.step = [this](const NodeSetup &setup) -> Result<std::unique_ptr<StepNode>> {
        return withHooks(std::make_unique<FakeNode>(*this), setup.services, {});
    };
}

NodeKinds FakeKinds::kinds()
{
    const auto find = [this](const KindRef &kind) -> const NodeDescriptor * {
        for (const NodeDescriptor *known :
             {&m_trigger, &m_pure, &m_effect, &m_slowPure, &m_hosted}) {
            if (known->kind == kind.name)
                return known;
        }
        return findDescriptor(kind);
    };
    return {find, [this](const QString &kind, int version) -> const NodeBehaviour * {
                if (const NodeBehaviour *builtIn = findBehaviour(kind, version))
                    return builtIn;
                if (kind == m_trigger.kind)
                    return &m_triggerBehaviour;
                return kind == m_pure.kind ? &m_pureBehaviour : &m_stepBehaviour;
            }};
}

void FakeKinds::look()
{
    m_effect.usesHost = true;
    m_stepBehaviour.simulated = m_stepBehaviour.step;
}

void FakeKinds::hold(const QString &node)
{
    plan(node, [](const StepInput &) { return std::nullopt; });
}

void FakeKinds::finish(const QString &node, const StepOutcome &outcome)
{
    const auto found = std::find_if(
        m_running.begin(), m_running.end(), [&](FakeStep *step) { return step->node() == node; });
    Q_ASSERT(found != m_running.end());
    (*found)->later(outcome);
}

int FakeKinds::held(const QString &node) const
{
    return int(std::count_if(
        m_running.begin(), m_running.end(), [&](FakeStep *step) { return step->node() == node; }));
}

Pipeline makePipeline(const QStringList &nodes, const QStringList &wires)
{
    Pipeline pipeline;
    pipeline.name = QStringLiteral("p");
    for (const QString &line : nodes) {
        const QStringList parts = line.split(u' ');
        Node node;
        node.id = parts.at(0);
        node.kind.name = QStringLiteral("fake.") + parts.at(1);
        if (parts.at(1) == QLatin1StringView("trigger"))
            node.parameters.insert(QStringLiteral("on"),
                                   parts.size() > 2 ? parts.at(2) : QStringLiteral("demo/go"));
        pipeline.nodes += node;
    }
    for (const QString &line : wires) {
        const QStringList ends = line.split(QStringLiteral(" -> "));
        const QStringList from = ends.at(0).split(u'.');
        pipeline.wires += Wire{from.at(0), from.value(1), ends.at(1)};
    }
    return pipeline;
}

} // namespace Saltern::Test
