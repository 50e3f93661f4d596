#pragma once

#include "engine/runs/liverun.h"

namespace Saltern {

class SecretStore;

/// The host that `place` means for this step: the event's, or the one that a target picks. Empty
/// for kinds that use none.
Result<QString> placeOf(const LiveStep &step, const Services &services);

/// The key that keeps this step in order: `orderBy` rendered, by default the event's subject.
Result<QString> orderKeyOf(const LiveStep &step, const Services &services);

/// What the attempt gets, templates rendered, secrets in clear. Uses `step.host` and
/// `step.attempt`.
Result<StepInput> inputOf(const LiveStep &step, const Services &services, SecretStore *secrets);

/// What of an attempt's parameters people and the journal may see: every secret masked.
QJsonObject shownParameters(const LiveStep &step, const Services &services, const StepInput &input);

/// The same without an attempt: renders them.
Result<QJsonObject> shownParameters(const LiveStep &step, const Services &services);

} // namespace Saltern
