#include "app/studio/canvas/canvasscene.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace Saltern {

namespace {

// In pixels of the screen, whatever the zoom.
constexpr qreal portReach = 10;
constexpr qreal wireReach = 6;
constexpr qreal borderReach = 5;
constexpr qreal cornerReach = 16;

constexpr qreal frameTitleHeight = 28;
constexpr qreal badgeRadius = 9;

qreal distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

bool isInCorner(const QRectF &rect, QPointF point, qreal reach)
{
    return QRectF(rect.bottomRight() - QPointF(reach, reach), QSizeF(reach, reach)).contains(point);
}

} // namespace

CanvasHit CanvasScene::hitAt(QPointF point, qreal zoom) const
{
    for (const NodeBox &box : m_nodes | std::views::reverse) {
        if (const CanvasHit hit = hitOfNode(box, point, portReach / zoom); hit != CanvasHit())
            return hit;
    }
    for (const StickyNote &note : m_notes | std::views::reverse) {
        if (isInCorner(note.rect, point, cornerReach / zoom))
            return {.what = CanvasHit::What::NoteCorner, .id = note.id};
        if (note.rect.contains(point))
            return {.what = CanvasHit::What::Note, .id = note.id};
    }
    const qreal reach = wireReach / zoom;
    CanvasHit nearest;
    qreal least = reach;
    for (const WireBox &wire : wires()) {
        if (!wire.curve.bounds().adjusted(-reach, -reach, reach, reach).contains(point))
            continue;
        const qreal away = wire.curve.distanceTo(point);
        if (away <= least) {
            least = away;
            nearest = {.what = CanvasHit::What::Wire, .id = wire.key};
        }
    }
    return nearest == CanvasHit() ? hitOfFrame(point, zoom) : nearest;
}

CanvasHit CanvasScene::hitOfNode(const NodeBox &box, QPointF point, qreal reach) const
{
    const QRectF card = box.rect();
    if (!card.adjusted(-reach, -reach, reach, reach).contains(point))
        return {};
    const bool hasBadge = !box.errors.isEmpty() || !box.warnings.isEmpty();
    if (hasBadge && distance(card.topRight(), point) <= badgeRadius)
        return {.what = CanvasHit::What::Badge, .id = box.id};
    int nearest = -1;
    qreal least = reach;
    for (int i = 0; i < box.geometry.outputYs.size(); ++i) {
        const qreal away = distance(box.outputPoint(i), point);
        if (away <= least) {
            least = away;
            nearest = i;
        }
    }
    if (nearest >= 0)
        return {.what = CanvasHit::What::Output, .id = box.id, .port = nearest};
    if (box.hasInput && distance(box.inputPoint(), point) <= reach)
        return {.what = CanvasHit::What::Input, .id = box.id};
    return card.contains(point) ? CanvasHit{.what = CanvasHit::What::Node, .id = box.id}
                                : CanvasHit();
}

// Only its title and its border are a frame; what is inside is canvas.
CanvasHit CanvasScene::hitOfFrame(QPointF point, qreal zoom) const
{
    const qreal border = borderReach / zoom;
    for (const Frame &frame : m_frames | std::views::reverse) {
        if (!frame.rect.adjusted(-border, -border, border, border).contains(point))
            continue;
        if (isInCorner(frame.rect, point, cornerReach / zoom))
            return {.what = CanvasHit::What::FrameCorner, .id = frame.id};
        const QRectF inside = frame.rect.adjusted(border, frameTitleHeight, -border, -border);
        if (!inside.contains(point))
            return {.what = CanvasHit::What::Frame, .id = frame.id};
    }
    return {};
}

QString CanvasScene::wireUnder(const QRectF &card, const QString &except) const
{
    QString nearest;
    qreal least = HUGE_VAL;
    for (const WireBox &wire : wires()) {
        if (wire.from == except || wire.to == except || !wire.curve.crosses(card))
            continue;
        const qreal away = wire.curve.distanceTo(card.center());
        if (away < least) {
            least = away;
            nearest = wire.key;
        }
    }
    return nearest;
}

QString CanvasScene::frameAround(QPointF point) const
{
    const Frame *smallest = nullptr;
    for (const Frame &frame : m_frames) {
        const auto area = [](const QRectF &rect) { return rect.width() * rect.height(); };
        if (frame.rect.contains(point) && (!smallest || area(frame.rect) < area(smallest->rect)))
            smallest = &frame;
    }
    return smallest ? smallest->id : QString();
}

} // namespace Saltern
