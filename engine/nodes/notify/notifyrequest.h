#pragma once

#include "engine/events/event.h"
#include "engine/nodes/webrequest.h"

namespace Saltern {

/// Lays the rendered settings of a notify node out as its `preset` says.
Result<WebRequest> makeNotifyRequest(const QJsonObject &parameters, const Event &event);

} // namespace Saltern
