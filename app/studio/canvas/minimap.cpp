#include "app/studio/canvas/minimap.h"

#include <QPainter>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qreal margin = 6;
constexpr qreal leastBlock = 3;

QColor faded(QColor color, float share)
{
    color.setAlphaF(color.alphaF() * share);
    return color;
}

QColor colorOf(const NodeBox &box, const CanvasColors &colors)
{
    if (!box.errors.isEmpty())
        return colors.danger;
    if (box.facts) {
        switch (box.facts->state) {
        case NodeRunState::Failed:
        case NodeRunState::TimedOut:
            return colors.danger;
        case NodeRunState::Running:
            return colors.good;
        case NodeRunState::Retrying:
            return colors.warning;
        default:
            break;
        }
    }
    return faded(colors.ofCategory(box.category), 0.6F);
}

} // namespace

Minimap::Minimap(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    setAcceptedMouseButtons(Qt::LeftButton);
}

void Minimap::setCanvas(CanvasView *canvas)
{
    if (m_canvas == canvas)
        return;
    m_canvas = canvas;
    if (canvas) {
        connect(canvas, &CanvasView::pictureChanged, this, [this] { update(); });
        connect(canvas, &CanvasView::viewChanged, this, [this] { update(); });
    }
    Q_EMIT canvasChanged();
    update();
}

Minimap::Map Minimap::map() const
{
    if (m_held)
        return *m_held;
    const QRectF all = m_canvas->scene()->bounds().united(m_canvas->visibleScene());
    if (all.isEmpty())
        return {};
    const qreal scale =
        std::min((width() - 2 * margin) / all.width(), (height() - 2 * margin) / all.height());
    return {scale, QPointF(width(), height()) / 2 - all.center() * scale};
}

void Minimap::paint(QPainter *painter)
{
    if (!m_canvas || !m_canvas->colors())
        return;
    const CanvasColors &colors = *m_canvas->colors();
    const Map small = map();
    painter->setPen(Qt::NoPen);
    for (const Frame &frame : m_canvas->scene()->frames()) {
        painter->setBrush(faded(colors.ofFrame(frame.color), 0.15F));
        painter->drawRect(small.toItem(frame.rect));
    }
    const bool isSmall = small.scale * NodeShape::width > 8;
    painter->setRenderHint(QPainter::Antialiasing, isSmall);
    for (const NodeBox &box : m_canvas->scene()->nodes()) {
        QRectF block = small.toItem(box.rect());
        block.setWidth(std::max(leastBlock, block.width()));
        block.setHeight(std::max(leastBlock - 1, block.height()));
        painter->setBrush(colorOf(box, colors));
        if (isSmall)
            painter->drawRoundedRect(block, 1.5, 1.5);
        else
            painter->drawRect(block);
    }
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(faded(colors.accent, 0.8F), 1));
    painter->setBrush(faded(colors.accent, 0.05F));
    painter->drawRoundedRect(
        small.toItem(m_canvas->visibleScene()).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    if (!m_canvas)
        return event->ignore();
    const QPointF scene = map().toScene(event->position());
    const QRectF view = m_canvas->visibleScene();
    m_held = map();
    m_grip = view.contains(scene) ? scene - view.center() : QPointF();
    if (m_grip.isNull())
        m_canvas->centreOn(scene);
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    if (m_canvas && m_held)
        m_canvas->centreOn(m_held->toScene(event->position()) - m_grip);
}

void Minimap::mouseReleaseEvent(QMouseEvent *)
{
    m_held.reset();
    update();
}

void Minimap::geometryChange(const QRectF &fresh, const QRectF &old)
{
    QQuickPaintedItem::geometryChange(fresh, old);
    update();
}

} // namespace Saltern
