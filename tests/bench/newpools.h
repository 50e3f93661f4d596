#pragma once

namespace Saltern {

class FunctionRig;

/// The first call of a pool that is not there yet, on a host that has prepared the base image; and
/// what the shim holds after many calls.
void measureNewPools(FunctionRig &rig);

} // namespace Saltern
