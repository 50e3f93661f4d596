#include "tests/bench/stepworkload.h"

#include <QJsonArray>

namespace Saltern::Bench {

namespace {

class Trigger final : public TriggerNode
{
public:
    explicit Trigger(Pattern pattern) : m_pattern(std::move(pattern)) {}
    Pattern pattern() const override { return m_pattern; }

private:
    Pattern m_pattern;
};

class PassOn final : public PureNode
{
public:
    StepOutcome evaluate(const StepInput &) override
    {
        return StepOutcome::passOn(QStringLiteral("out"));
    }
};

class EndAtOnce final : public Step
{
public:
    void start() override
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                Q_EMIT finished(StepOutcome::leave(QStringLiteral("ok"),
                                                   QJsonObject{{QStringLiteral("done"), true}}));
            },
            Qt::QueuedConnection);
    }
    void cancel() override {}
};

class EffectNode final : public StepNode
{
public:
    std::unique_ptr<Step> begin(const StepInput &) override
    {
        return std::make_unique<EndAtOnce>();
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

Node node(const char *id, const char *kind)
{
    Node made;
    made.id = QString::fromLatin1(id);
    made.kind.name = QString::fromLatin1(kind);
    return made;
}

} // namespace

StepKinds::StepKinds()
    : m_trigger(descriptor("bench.trigger", Effect::Source, {{QStringLiteral("out"), {}, {}}}))
    , m_pure(descriptor("bench.pure", Effect::Pure, {{QStringLiteral("out"), {}, {}}}))
    , m_effect(descriptor("bench.effect",
                          Effect::External,
                          {{QStringLiteral("ok"), {}, {}}, {QStringLiteral("error"), {}, {}}}))
{
    m_effect.parameters = {{.name = QStringLiteral("text"), .templated = true}};
    m_triggerBehaviour.trigger = [](const NodeSetup &) -> Result<std::unique_ptr<TriggerNode>> {
        const auto pattern =
            Pattern::fromJson({{QStringLiteral("type"), QJsonArray{QStringLiteral("bench/go")}}});
        if (!pattern)
            return fail(pattern.error());
        return std::make_unique<Trigger>(*pattern);
    };
    m_pureBehaviour.pure = [](const NodeSetup &) -> Result<std::unique_ptr<PureNode>> {
        return std::make_unique<PassOn>();
    };
    m_effectBehaviour.step = [](const NodeSetup &) -> Result<std::unique_ptr<StepNode>> {
        return std::make_unique<EffectNode>();
    };
}

NodeKinds StepKinds::kinds()
{
    return {[this](const KindRef &kind) -> const NodeDescriptor * {
                for (const NodeDescriptor *known : {&m_trigger, &m_pure, &m_effect}) {
                    if (known->kind == kind.name)
                        return known;
                }
                return nullptr;
            },
            [this](const QString &kind, int) -> const NodeBehaviour * {
                if (kind == m_trigger.kind)
                    return &m_triggerBehaviour;
                return kind == m_pure.kind ? &m_pureBehaviour : &m_effectBehaviour;
            }};
}

Pipeline stepPipeline(Durability durability)
{
    Pipeline pipeline;
    pipeline.name = QStringLiteral("bench");
    pipeline.durability = durability;
    pipeline.nodes += node("go", "bench.trigger");
    pipeline.nodes += node("pass", "bench.pure");
    pipeline.wires += Wire{QStringLiteral("go"), {}, QStringLiteral("pass")};
    QString before = QStringLiteral("pass");
    for (const char *id : {"first", "second", "third"}) {
        Node effect = node(id, "bench.effect");
        effect.parameters.insert(QStringLiteral("text"),
                                 QStringLiteral("{{ trigger.data.container.name }} died"));
        pipeline.nodes += effect;
        pipeline.wires += Wire{before, {}, effect.id};
        before = effect.id;
    }
    return pipeline;
}

} // namespace Saltern::Bench
