#pragma once

#include "engine/runs/changes.h"

namespace Saltern {

// What happens, as JSON: in `saltern run --json` and in the control protocol, which describes the
// fields. "what" tells them apart.

QJsonObject changeJson(const EventSeen &seen);
QJsonObject changeJson(const RunChange &change);
QJsonObject changeJson(const StepChange &change);
QJsonObject changeJson(const DeadLetter &letter);

} // namespace Saltern
