#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour transformBehaviour()
{
    return {};
}

} // namespace Saltern
