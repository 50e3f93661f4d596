#pragma once

#include <QLatin1StringView>

/// The Docker labels on what Saltern makes for functions (docs/functions.md).
namespace Saltern::FunctionLabels {

inline constexpr QLatin1StringView engine{"saltern.engine"};   // which engine made it
inline constexpr QLatin1StringView process{"saltern.process"}; // which start of that engine
inline constexpr QLatin1StringView role{"saltern.role"};
inline constexpr QLatin1StringView pipeline{"saltern.pipeline"};
inline constexpr QLatin1StringView node{"saltern.node"};
inline constexpr QLatin1StringView step{"saltern.step"};
inline constexpr QLatin1StringView base{"saltern.base"}; // name of an image's base image
inline constexpr QLatin1StringView shim{"saltern.shim"}; // hash of the shim in an image

inline constexpr QLatin1StringView functionRole{"function"};    // containers; intake drops them
inline constexpr QLatin1StringView imageRole{"function-image"}; // derived images

} // namespace Saltern::FunctionLabels
