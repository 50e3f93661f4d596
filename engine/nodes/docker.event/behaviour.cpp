#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour dockerEventBehaviour()
{
    return {};
}

} // namespace Saltern
