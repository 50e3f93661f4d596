#include "tests/nodes/nodefixture.h"

#include "engine/events/matcher.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/registry.h"

#include <QJsonDocument>
#include <QTest>

namespace Saltern {

namespace {

class EventScope final : public TemplateScope
{
public:
    explicit EventScope(const Event &event) : m_event(event) {}

    std::optional<QJsonValue> root(const QString &name) const override
    {
        if (name == QLatin1StringView("event") || name == QLatin1StringView("trigger"))
            return m_event.object();
        return std::nullopt;
    }

    Result<QString> secret(const QString &) const override { return QStringLiteral("s3cret"); }

private:
    Event m_event;
};

struct FieldCollection final : NodeProblems
{
    void add(const QString &field, const QString &, const QString &, const QString &) override
    {
        found += field;
    }
    QStringList found;
};

} // namespace

NodeFixture::NodeFixture(const QString &kind, const QByteArray &parameters)
{
    m_node = {.id = QStringLiteral("node"), .kind = {kind, 1}, .parameters = json(parameters)};
    const NodeDescriptor *descriptor = findDescriptor(m_node.kind);
    Q_ASSERT(descriptor);
    m_parameters = parametersWithDefaults(*descriptor, m_node);
    services = {.clock = &clock,
                .hosts = &hosts,
                .ownActions = &ownActions,
                .scripts = &scripts,
                .network = &network,
                .engineId = QStringLiteral("test")};
}

NodeSetup NodeFixture::setup()
{
    return {QStringLiteral("pipe"), m_node, m_parameters, bundle, services};
}

Result<std::unique_ptr<TriggerNode>> NodeFixture::trigger()
{
    return findBehaviour(m_node.kind.name, m_node.kind.version)->trigger(setup());
}

bool NodeFixture::triggers(const Event &event)
{
    const auto made = trigger();
    if (!made) {
        QTest::qFail(qPrintable(made.error().toString()), __FILE__, __LINE__);
        return false;
    }
    Matcher matcher({Matcher::Entry{7, (*made)->pattern()}});
    std::vector<quint32> matches;
    const bool read = matcher.match(event.json(), matches).has_value();
    return read && !matches.empty() && (*made)->accepts(event);
}

Result<StepInput> NodeFixture::input(const Event &event) const
{
    const auto rendered =
        renderParameters(*findDescriptor(m_node.kind), m_parameters, EventScope(event));
    if (!rendered)
        return fail(rendered.error());
    return StepInput{.pipeline = QStringLiteral("pipe"),
                     .node = m_node.id,
                     .run = QStringLiteral("run1"),
                     .step = QStringLiteral("step1"),
                     .event = event,
                     .parameters = *rendered,
                     .host = host,
                     .timeout = timeout};
}

std::unique_ptr<Step> NodeFixture::begin(const Event &event)
{
    const NodeBehaviour *behaviour = findBehaviour(m_node.kind.name, m_node.kind.version);
    auto made = behaviour->step(setup());
    const auto ready = input(event);
    if (!made || !ready) {
        const Error error = made ? ready.error() : made.error();
        QTest::qFail(qPrintable(error.toString()), __FILE__, __LINE__);
        return nullptr;
    }
    m_stepNode = std::move(*made);
    return m_stepNode->begin(*ready);
}

StepOutcome NodeFixture::run(const Event &event)
{
    const NodeBehaviour *behaviour = findBehaviour(m_node.kind.name, m_node.kind.version);
    const auto ready = input(event);
    if (!ready)
        return StepOutcome::failed(ready.error());
    if (!behaviour->pure) {
        const auto step = begin(event);
        return step ? finish(*step) : StepOutcome{};
    }
    auto made = behaviour->pure(setup());
    return made ? (*made)->evaluate(*ready) : StepOutcome::failed(made.error());
}

StepOutcome finish(Step &step)
{
    std::vector<StepOutcome> outcomes;
    QObject::connect(&step, &Step::finished, &step, [&](const StepOutcome &outcome) {
        outcomes.push_back(outcome);
    });
    step.start();
    const bool early = !outcomes.empty();
    const bool came = QTest::qWaitFor([&] { return !outcomes.empty(); }, 60'000);
    QCoreApplication::processEvents(); // a second finished() would come now
    step.disconnect();
    if (early || !came || outcomes.size() > 1) {
        QTest::qFail(early ? "finished() came from inside start()"
                           : (came ? "finished() came twice" : "the step never finished"),
                     __FILE__,
                     __LINE__);
    }
    return outcomes.empty() ? StepOutcome{} : outcomes.front();
}

QStringList refusedFields(const QString &kind, const QByteArray &parameters)
{
    Node node;
    node.parameters = json(parameters);
    FieldCollection problems;
    findDescriptor({kind, 1})->check(node, problems);
    return problems.found;
}

QJsonObject json(const QByteArray &text)
{
    QJsonParseError error;
    const QByteArray bytes = QByteArray(text).replace('\'', '"');
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError)
        QTest::qFail(qPrintable(error.errorString()), __FILE__, __LINE__);
    return document.object();
}

Event makeEvent(const char *type, const QByteArray &data, const EventFields &fields)
{
    EventFields complete = fields;
    complete.type = QString::fromUtf8(type);
    complete.source = QStringLiteral("test");
    complete.timeNs = 1'700'000'000'000'000'000;
    return Event::make(complete, json(data));
}

} // namespace Saltern
