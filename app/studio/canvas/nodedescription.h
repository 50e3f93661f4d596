#pragma once

#include <QString>

namespace Saltern {

class CanvasScene;
struct NodeBox;
struct WireBox;

/// What a screen reader says: "Filter 'web only', 1 input from Container died, 2 outputs, failed".
QString nodeDescription(const CanvasScene &scene, const NodeBox &box);
/// "Wire from Container died, out, to Crash loop?, 214 events".
QString wireDescription(const CanvasScene &scene, const WireBox &wire);

} // namespace Saltern
