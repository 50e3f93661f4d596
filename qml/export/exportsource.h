#pragma once

#include "engine/exporters/exporter.h"

#include <optional>

namespace Saltern {

/// The hosts that an export is made for: those of the engine that the studio works with.
struct ExportSource
{
    std::optional<QList<ExportHost>> hosts; // nothing = no engine tells: the standard hosts file
    QString file; // that names them; empty = the engine was told otherwise

    /// Of the engine as it is now. GUI thread.
    static ExportSource ofEngine();

    /// "Hosts of ~/.config/saltern/hosts.yaml".
    QString title() const;

    bool operator==(const ExportSource &) const = default;
};

} // namespace Saltern
