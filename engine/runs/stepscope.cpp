#include "engine/runs/stepscope.h"

#include "engine/hosts/hostset.h"
#include "engine/runs/secretstore.h"

namespace Saltern {

StepScope::StepScope(Sources sources, Secrets secrets)
    : m_sources(std::move(sources)), m_secrets(secrets)
{
}

std::optional<QJsonValue> StepScope::root(const QString &name) const
{
    if (name == QLatin1StringView("event"))
        return m_sources.event.object();
    if (name == QLatin1StringView("trigger"))
        return m_sources.run.trigger.object();
    if (name == QLatin1StringView("steps"))
        return steps();
    if (name == QLatin1StringView("run"))
        return run();
    if (name == QLatin1StringView("host"))
        return host();
    return std::nullopt;
}

Result<QString> StepScope::secret(const QString &name) const
{
    if (m_secrets == Secrets::Mask)
        return QString(secretMask);
    if (!m_sources.secrets)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The secret %1 cannot be read here.").arg(name));
    return m_sources.secrets->value(name);
}

QJsonObject StepScope::steps() const
{
    QJsonObject steps;
    for (const PathEntry *entry = m_sources.path.get(); entry; entry = entry->previous.get()) {
        if (steps.contains(entry->node))
            continue;
        QJsonObject exit = entry->event.object();
        exit.insert(QStringLiteral("port"), entry->port);
        steps.insert(entry->node, exit);
    }
    return steps;
}

QJsonObject StepScope::run() const
{
    const LiveRun &run = m_sources.run;
    return {
        {QStringLiteral("id"), run.id},
        {QStringLiteral("pipeline"), run.pipeline->name()},
        {QStringLiteral("revision"), run.pipeline->revision()},
        {QStringLiteral("guarantee"),
         run.pipeline->guarantee() == Guarantee::AtLeastOnce ? QStringLiteral("at-least-once")
                                                             : QStringLiteral("at-most-once")},
        {QStringLiteral("started"), formatTimeNs(run.startedNs)},
    };
}

QJsonObject StepScope::host() const
{
    QJsonObject labels;
    const HostConfig *config = m_sources.hosts ? m_sources.hosts->config(m_sources.host) : nullptr;
    if (config) {
        for (auto label = config->labels.cbegin(); label != config->labels.cend(); ++label)
            labels.insert(label.key(), label.value());
    }
    return {{QStringLiteral("name"), m_sources.host}, {QStringLiteral("labels"), labels}};
}

} // namespace Saltern
