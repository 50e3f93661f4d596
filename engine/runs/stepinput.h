#pragma once

#include "engine/runs/liverun.h"

namespace Saltern {

class SecretStore;

/// Settles which host or hosts `place` means for this step: `host`, or `hosts` with `place: all`.
Result<void> settlePlace(LiveStep &step, const Services &services);

/// The step's place as people see it.
QString placeText(const LiveStep &step);

/// The key that keeps this step in order: `orderBy` rendered, by default the event's subject.
Result<QString> orderKeyOf(const LiveStep &step, const Services &services);

/// The attempt as far as it is known without its templates, which stay as they are written.
StepInput plainInputOf(const LiveStep &step);

/// What the attempt gets, templates rendered, secrets in clear. Uses `step.host` and
/// `step.attempt`.
Result<StepInput> inputOf(const LiveStep &step, const Services &services, SecretStore *secrets);

/// The same for one of the hosts of a step on several.
Result<StepInput>
inputOn(const QString &host, const LiveStep &step, const Services &services, SecretStore *secrets);

/// Models of the first steps of a node, one for each host on which they can be foreseen.
std::vector<StepInput> foreseenInputs(DeployedNode &node,
                                      const std::shared_ptr<DeployedPipeline> &pipeline,
                                      const Services &services,
                                      SecretStore *secrets);

/// What of an attempt's parameters people and the journal may see: every secret masked.
QJsonObject shownParameters(const LiveStep &step, const Services &services, const StepInput &input);

/// The same without an attempt: renders them.
Result<QJsonObject> shownParameters(const LiveStep &step, const Services &services);

} // namespace Saltern
