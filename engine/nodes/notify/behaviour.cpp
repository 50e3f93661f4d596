#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour notifyBehaviour()
{
    return {};
}

} // namespace Saltern
