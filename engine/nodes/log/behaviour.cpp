#include "engine/runs/behaviour.h"

namespace Saltern {

NodeBehaviour logBehaviour()
{
    return {};
}

} // namespace Saltern
