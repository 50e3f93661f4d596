#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour functionBehaviour()
{
    return {.step = [](const NodeSetup &setup) -> Result<std::unique_ptr<StepNode>> {
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("The node %1 is a function, and this build cannot run any.")
                        .arg(setup.node.id));
    }};
}

} // namespace Saltern
