#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour busEventBehaviour()
{
    return {};
}

} // namespace Saltern
