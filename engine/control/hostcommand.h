#pragma once

#include "engine/runs/behaviour.h"

namespace Saltern {

/// Something that can be done on a host by one word and its arguments (docs/hosts.md, `saltern
/// cmd`): `ps`, `images`, `version`, `inspect NAME`, `exec NAME COMMAND...`, and what the kind
/// container.action can do with a container. Arguments are taken as they are, never as templates.
struct HostCommand
{
    std::unique_ptr<StepNode> node;
    QJsonObject parameters; // of its steps

    static QStringList names();

    /// `services` outlives it.
    static Result<HostCommand>
    make(const QString &name, const QStringList &arguments, Services &services);
};

} // namespace Saltern
