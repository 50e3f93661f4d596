#pragma once

#include <QJsonObject>

namespace Saltern {

/// `state` of the exit event, from what ContainerInspect answered. Fields as the node's help lists
/// them.
QJsonObject stateReport(const QJsonObject &container);

/// `config` of the exit event. Values of environment variables are masked unless `showValues`.
QJsonObject configReport(const QJsonObject &container, bool showValues);

} // namespace Saltern
