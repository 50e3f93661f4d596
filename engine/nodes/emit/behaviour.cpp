#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour emitBehaviour()
{
    return {};
}

} // namespace Saltern
