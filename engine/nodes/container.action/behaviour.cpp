#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour containerActionBehaviour()
{
    return {};
}

} // namespace Saltern
