#pragma once

#include "engine/base/error.h"

namespace Saltern {

struct ImageReference;
struct RegistryCredentials;

/// Why an image could not be pulled and what to do about it. `reason` is what the daemon answered,
/// or why it could not be asked; its words are the detail.
Error pullError(const ImageReference &image,
                const RegistryCredentials &credentials,
                const Error &reason);

} // namespace Saltern
