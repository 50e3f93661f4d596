#pragma once

#include "engine/events/template.h"
#include "engine/runs/liverun.h"

namespace Saltern {

class HostSet;
class SecretStore;

/// What templates of a step can read: event, trigger, steps, run, host, secret. Refers to its
/// arguments; for use within one call.
class StepScope final : public TemplateScope
{
public:
    enum class Secrets { Reveal, Mask };

    struct Sources
    {
        const LiveRun &run;
        const Event &event;
        const Path &path;
        QString host; // the step's; may be empty
        const HostSet *hosts = nullptr;
        SecretStore *secrets = nullptr;
    };

    StepScope(Sources sources, Secrets secrets);

    std::optional<QJsonValue> root(const QString &name) const override;
    Result<QString> secret(const QString &name) const override;

private:
    QJsonObject steps() const;
    QJsonObject run() const;
    QJsonObject host() const;

    Sources m_sources;
    Secrets m_secrets;
};

} // namespace Saltern
