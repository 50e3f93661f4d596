#pragma once

#include <QHash>
#include <QMap>
#include <QString>

namespace Saltern {

/// The hosts of a simulation by name, each with its labels.
using HostLabels = QMap<QString, QHash<QString, QString>>;

} // namespace Saltern
