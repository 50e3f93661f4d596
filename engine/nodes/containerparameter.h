#pragma once

#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// `container` of the kinds that act on one or look at one: by default that of the arriving event.
Parameter containerParameter(const QString &example);

} // namespace Saltern
