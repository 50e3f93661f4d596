#include "engine/nodes/ensurestep.h"

#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/secretstore.h"

namespace Saltern {

EnsureStep::EnsureStep(const StepInput &input, const Services &services, const QStringList &hidden)
    : DockerStep(input, services)
    , m_dryRun(input.parameters.value(QLatin1StringView("dryRun")).toBool())
    , m_hidden(hidden)
{
}

EnsureStep::~EnsureStep() = default;

Result<void> EnsureStep::takeOver(const QString &type, const QString &name)
{
    const QString object = type + u'/' + name;
    if (services().ownActions->isActing(input().host, object))
        return fail(
            ErrorKind::Conflict,
            QStringLiteral("Another step is working on the %1 %2 at this moment.").arg(type, name),
            QStringLiteral("Give the node `retry`, or the same `orderBy` to both."));
    own(object);
    return {};
}

void EnsureStep::own(const QString &object)
{
    if (!m_dryRun)
        m_own.push_back(std::make_unique<OwnAction>(services().ownActions, input(), object));
}

void EnsureStep::ask(std::unique_ptr<DockerRequest> request,
                     std::function<void(const DockerResponse &)> answered)
{
    send(std::move(request),
         [this, answered = std::move(answered)](const Result<DockerResponse> &response) {
             if (response)
                 answered(*response);
             else
                 failWith(response.error());
         });
}

void EnsureStep::differ(Difference difference)
{
    if (m_hidden.contains(difference.setting.section(u'.', 0, 0))) {
        difference.from = secretMask;
        difference.to = QString(secretMask) + QStringLiteral(" (another value)");
    }
    m_differences.append(difference.toJson());
    m_differenceTexts += difference.toString();
    m_log += difference.toString();
}

void EnsureStep::done(const QString &action)
{
    const bool changed = action != QLatin1StringView("none");
    if (m_dryRun && changed)
        m_log += QStringLiteral("dry run: nothing was touched");
    QJsonObject data = m_shown;
    data.insert(QStringLiteral("action"), action);
    data.insert(QStringLiteral("changed"), changed);
    data.insert(QStringLiteral("dryRun"), m_dryRun);
    data.insert(QStringLiteral("differences"), m_differences);
    StepOutcome outcome =
        StepOutcome::leave(changed ? QStringLiteral("changed") : QStringLiteral("unchanged"), data);
    describeFailure(outcome);
    outcome.detail.insert(QStringLiteral("action"), action);
    outcome.detail.insert(QStringLiteral("changed"), changed);
    finish(outcome);
}

void EnsureStep::describeFailure(StepOutcome &outcome) const
{
    outcome.log = m_log.join(u'\n');
    outcome.detail = m_shown;
    outcome.detail.insert(QStringLiteral("host"), input().host);
    outcome.detail.insert(QStringLiteral("differences"),
                          QJsonArray::fromStringList(m_differenceTexts));
    if (m_dryRun)
        outcome.detail.insert(QStringLiteral("dryRun"), true);
}

QStringList settingsWithSecrets(const NodeSetup &setup)
{
    QStringList names;
    const NodeDescriptor *descriptor = findDescriptor(setup.node.kind);
    visitTemplates(*descriptor, setup.parameters, [&](const QString &path, const QString &text) {
        const auto parsed = Template::parse(text);
        const auto references = parsed ? parsed->references() : QList<TemplateReference>();
        for (const TemplateReference &reference : references) {
            if (reference.segments.value(0) == QLatin1StringView("secret"))
                names += path.section(u'/', 1, 1);
        }
    });
    return names;
}

StepOutcome simulatedEnsure(const QString &what, const QJsonObject &shown)
{
    QJsonObject data = shown;
    data.insert(QStringLiteral("simulated"), true);
    data.insert(QStringLiteral("action"), QStringLiteral("none"));
    data.insert(QStringLiteral("changed"), true);
    data.insert(QStringLiteral("dryRun"), true);
    data.insert(QStringLiteral("differences"), QJsonArray());
    StepOutcome outcome = StepOutcome::leave(QStringLiteral("changed"), data);
    outcome.log = QStringLiteral("would see to it that %1").arg(what);
    outcome.detail = {{QStringLiteral("simulated"), true}, {QStringLiteral("wanted"), what}};
    return outcome;
}

} // namespace Saltern
