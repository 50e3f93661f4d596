#include "engine/runs/behaviour.h"

#include "engine/hosts/hostset.h"
#include "engine/nodes/eventtypes.h"
#include "engine/nodes/jsontext.h"

#include <QJsonArray>

namespace Saltern {

namespace {

class DockerEventTrigger final : public TriggerNode
{
public:
    DockerEventTrigger(Pattern pattern, Target target, const NodeSetup &setup)
        : m_pattern(std::move(pattern))
        , m_hosts(setup.services.hosts)
        , m_target(std::move(target))
        , m_takesAll(setup.parameters.value(QLatin1StringView("hosts")) ==
                     QJsonValue(QLatin1StringView("*")))
        , m_takesOwn(setup.parameters.value(QLatin1StringView("own")).toString() ==
                     QLatin1StringView("include"))
    {
    }

    Pattern pattern() const override { return m_pattern; }

    bool accepts(const Event &event) const override
    {
        if (!m_takesOwn && !event.cause().isEmpty())
            return false;
        return m_takesAll || m_hosts->isPicked(event.host(), m_target);
    }

private:
    Pattern m_pattern;
    const HostSet *m_hosts;
    Target m_target;
    bool m_takesAll;
    bool m_takesOwn;
};

// The settings that are short for a clause of `match`.
Result<QJsonObject> dockerEventClauses(const QJsonObject &parameters)
{
    QJsonObject match = parameters.value(QLatin1StringView("match")).toObject();
    QJsonObject clauses;
    const auto addText = [&](QLatin1StringView field, QLatin1StringView path) {
        if (const QString text = parameters.value(field).toString(); !text.isEmpty())
            clauses.insert(path, QJsonArray{globClause(text)});
    };
    addText(QLatin1StringView("container"), QLatin1StringView("data.container.name"));
    addText(QLatin1StringView("image"), QLatin1StringView("data.container.image"));
    const QJsonObject labels = parameters.value(QLatin1StringView("labels")).toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        clauses.insert(QStringLiteral("data.container.labels.") + it.key(),
                       QJsonArray{globClause(it.value().toString())});
    }
    for (auto it = clauses.begin(); it != clauses.end(); ++it) {
        if (match.contains(it.key())) {
            return fail(ErrorKind::BadInput,
                        QStringLiteral("`match` speaks of %1, which another setting of the node "
                                       "already does.")
                            .arg(it.key()),
                        QStringLiteral("Say it in one of the two places."));
        }
        match.insert(it.key(), it.value());
    }
    return match;
}

Result<std::unique_ptr<TriggerNode>> makeDockerEvent(const NodeSetup &setup)
{
    const auto match = dockerEventClauses(setup.parameters);
    if (!match)
        return fail(match.error());
    QStringList actions = oneOrMany(setup.parameters.value(QLatin1StringView("action")));
    if (actions.isEmpty())
        actions = QStringList{QStringLiteral("*")};
    QStringList types;
    const QString object = setup.parameters.value(QLatin1StringView("type")).toString();
    for (const QString &action : std::as_const(actions))
        types.append(QStringLiteral("docker/%1/%2").arg(object, action));
    auto pattern = typePattern(types, *match);
    if (!pattern)
        return fail(pattern.error());
    auto target = Target::parse(setup.parameters.value(QLatin1StringView("hosts")).toString());
    if (!target)
        return fail(target.error());
    return std::make_unique<DockerEventTrigger>(*std::move(pattern), *std::move(target), setup);
}

} // namespace

NodeBehaviour dockerEventBehaviour()
{
    return {.trigger = makeDockerEvent};
}

} // namespace Saltern
