#pragma once

#include "engine/runs/liverun.h"

namespace Saltern {

class SecretStore;

/// The host that `place` means for this step: the event's, or the one that a target picks. Empty
/// for kinds without a place when the event has no host.
Result<QString> placeOf(const LiveStep &step, const Services &services);

/// The key that keeps this step in order: `orderBy` rendered, by default the event's subject.
Result<QString> orderKeyOf(const LiveStep &step, const Services &services);

/// What the attempt gets, templates rendered, secrets in clear. Uses `step.host` and
/// `step.attempt`.
Result<StepInput> inputOf(const LiveStep &step, const Services &services, SecretStore *secrets);

/// The parameters as people and the journal may see them: rendered, every secret masked.
Result<QJsonObject> shownParameters(const LiveStep &step, const Services &services);

} // namespace Saltern
