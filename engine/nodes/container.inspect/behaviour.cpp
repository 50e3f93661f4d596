#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour containerInspectBehaviour()
{
    return {};
}

} // namespace Saltern
