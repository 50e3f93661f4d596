#include "app/studio/canvas/nodeitem.h"

#include "app/studio/canvas/canvascolors.h"

#include <cmath>

namespace Saltern {

NodeItem::NodeItem(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
}

void NodeItem::setColors(const CanvasColors *colors)
{
    if (m_colors == colors)
        return;
    m_colors = colors;
    if (colors)
        connect(colors, &CanvasColors::changed, this, [this] { update(); });
    update();
}

void NodeItem::show(const NodeBox &box, const QString &description)
{
    m_box = box;
    m_description = description;
    place(m_zoom);
    update();
    Q_EMIT nodeChanged();
}

void NodeItem::setLook(const NodeLook &look)
{
    if (look == m_look)
        return;
    const bool selects = look.isSelected != m_look.isSelected;
    m_look = look;
    update();
    if (selects)
        Q_EMIT lookChanged();
}

void NodeItem::place(qreal zoom)
{
    m_zoom = zoom;
    // Whole pixels: a picture between pixels is blurred.
    const QPointF corner = (m_box.position - QPointF(nodeMargin, nodeMargin)) * zoom;
    setPosition(QPointF(std::round(corner.x()), std::round(corner.y())));
    const QSizeF card = m_box.rect().size();
    setSize(QSizeF(std::ceil((card.width() + 2 * nodeMargin) * zoom),
                   std::ceil((card.height() + 2 * nodeMargin) * zoom)));
}

void NodeItem::setScenePosition(QPointF position)
{
    m_box.position = position;
    place(m_zoom);
}

void NodeItem::paint(QPainter *painter)
{
    if (!m_colors)
        return;
    painter->scale(m_zoom, m_zoom);
    painter->translate(nodeMargin, nodeMargin);
    paintNode(*painter, m_box, m_look, *m_colors);
}

} // namespace Saltern
