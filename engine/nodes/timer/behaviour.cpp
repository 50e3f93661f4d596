#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour timerBehaviour()
{
    return {};
}

} // namespace Saltern
