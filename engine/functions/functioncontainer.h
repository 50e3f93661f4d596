#pragma once

#include "engine/functions/functionplan.h"

namespace Saltern {

class FunctionHost;
struct FunctionImage;

/// The body of `POST /containers/create` for one call (Docker Engine API 1.41): everything that
/// isolates a function, and what the plan opens.
QJsonObject functionContainer(const FunctionPlan &plan,
                              const FunctionImage &image,
                              const FunctionHost &host,
                              const StepInput &input);

/// The frames that hand a call over to the shim, up to and without the one that starts it. An error
/// when something in it cannot be an argument or an environment variable.
Result<QByteArray>
functionCallFrames(const FunctionPlan &plan, const FunctionImage &image, const StepInput &input);

/// The call number of a cold container, which has only one.
inline constexpr quint32 coldCall = 1;

} // namespace Saltern
