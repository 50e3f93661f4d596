#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour filterBehaviour()
{
    return {};
}

} // namespace Saltern
