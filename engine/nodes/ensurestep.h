#pragma once

#include "engine/hosts/hostset.h"
#include "engine/nodes/difference.h"
#include "engine/nodes/dockerstep.h"
#include "engine/nodes/momentarystep.h"
#include "engine/nodes/ownaction.h"

#include <QJsonArray>

namespace Saltern {

/// A step that compares how something should be with how it is and changes what differs: what it
/// found, shows and did goes into log, trace and exit event in the same form for all such kinds.
/// With `dryRun` it says what would be done.
class EnsureStep : public DockerStep
{
    Q_OBJECT
public:
    /// `hidden`: the settings that read secrets; their values are not shown.
    EnsureStep(const StepInput &input, const Services &services, const QStringList &hidden);
    ~EnsureStep() override;

protected:
    bool dryRun() const { return m_dryRun; }

    /// Nobody else works on this object until the step ends: Conflict when somebody does. What
    /// happens to it is our own doing.
    Result<void> takeOver(const QString &type, const QString &name);

    /// What happens to it is our own doing; `object` as OwnActions::begin() takes it.
    void own(const QString &object);

    /// Sends a request; any failure ends the step.
    void ask(std::unique_ptr<DockerRequest> request,
             std::function<void(const DockerResponse &)> answered);

    void note(const QString &line) { m_log += line; }
    void note(const QStringList &lines) { m_log += lines; }

    /// Shows a difference; the values of settings that read secrets are masked.
    void differ(Difference difference);

    /// A field of the exit event, and of the trace.
    void show(const QString &field, const QJsonValue &value) { m_shown.insert(field, value); }

    /// Ends the step: by `unchanged` when the action is "none", else by `changed`.
    void done(const QString &action);

    void describeFailure(StepOutcome &outcome) const override;

private:
    bool m_dryRun;
    QStringList m_hidden;
    QStringList m_log;
    QJsonArray m_differences;
    QStringList m_differenceTexts;
    QJsonObject m_shown;
    std::vector<std::unique_ptr<OwnAction>> m_own;
};

/// The settings of a node that read secrets, by name.
QStringList settingsWithSecrets(const NodeSetup &setup);

/// What an ensuring step comes to in a simulation, where there is no host to compare with: it
/// leaves by `changed` and touches nothing. `shown` are the fields that its exit event has on top.
StepOutcome simulatedEnsure(const QString &what, const QJsonObject &shown);

/// What the kind runs where nothing may be touched. Observed, there is a host: the step itself, as
/// a dry run. In a simulation there is none: `simulate`.
template<typename Begin>
std::unique_ptr<Step> lookingStep(StepInput input,
                                  const Services &services,
                                  const MomentaryStep::Act &simulate,
                                  const Begin &begin)
{
    if (!services.hosts->client(input.host))
        return std::make_unique<MomentaryStep>(input, simulate);
    input.parameters.insert(QStringLiteral("dryRun"), true);
    return begin(input);
}

/// The behaviour of an ensuring kind: `StepType`, and what its simulation shows.
template<typename StepType>
NodeBehaviour ensureBehaviour(const MomentaryStep::Act &simulate)
{
    class EnsureNode final : public StepNode
    {
    public:
        EnsureNode(const NodeSetup &setup, const MomentaryStep::Act &instead)
            : m_services(setup.services), m_hidden(settingsWithSecrets(setup)), m_instead(instead)
        {
        }
        std::unique_ptr<Step> begin(const StepInput &input) override
        {
            const auto real = [this](const StepInput &given) -> std::unique_ptr<Step> {
                return std::make_unique<StepType>(given, m_services, m_hidden);
            };
            if (m_instead)
                return lookingStep(input, m_services, m_instead, real);
            return real(input);
        }

    private:
        Services m_services;
        QStringList m_hidden;
        MomentaryStep::Act m_instead; // empty: it is done for real
    };
    const auto make = [](const MomentaryStep::Act &instead) {
        return [instead](const NodeSetup &setup) -> Result<std::unique_ptr<StepNode>> {
            return std::make_unique<EnsureNode>(setup, instead);
        };
    };
    return {.step = make({}), .simulated = make(simulate)};
}

} // namespace Saltern
