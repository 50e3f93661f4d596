#pragma once

#include "engine/base/result.h"
#include "engine/pipeline/pipeline.h"

namespace Saltern {

/// The label on what a demo starts; its value is the demo run.
inline constexpr QLatin1StringView demoLabel{"saltern.demo"};

/// What begins the name of everything that a demo run makes.
QString demoPrefix(const QString &run);

/// The secret that a demo's document calls `name`, as its run has it: nobody else has set that one.
QString demoSecret(const QString &name, const QString &run);

/// What a demo's webhooks ask for; see demoSecret().
inline constexpr QLatin1StringView demoToken{"DEMO_TOKEN"};

/// Narrows a demo's pipeline down to what its run started, whatever the document says:
///
/// * docker.event reacts only to containers with the label `saltern.demo=<run>`, and to images
/// whose
///   name begins with the run's,
/// * bus.event only to exit events of this pipeline, and a webhook only to who knows the token,
/// * actions on containers take the one of such an event; containers that are ensured get the run's
///   name and label, and only what has the label is pruned,
/// * messages go only to addresses that the run itself provides.
///
/// Fails when it has a node that cannot be narrowed down like this.
Result<Pipeline> scopedToDemoRun(const Pipeline &pipeline, const QString &run);

} // namespace Saltern
