#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour switchBehaviour()
{
    return {};
}

} // namespace Saltern
