#include "app/studio/canvas/pipelineminiature.h"

#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/document/autolayout.h"
#include "app/studio/document/layout.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/registry.h"

#include <QPainter>
#include <QPainterPath>

namespace Saltern {

namespace {

constexpr qreal margin = 14;
constexpr qreal dotStep = 16;
constexpr qreal largestScale = 0.42;
constexpr qreal topBar = 2.5;

QSizeF sizeOf(const Node &node)
{
    return nodeGeometry(node, outputPortsOf(node).size()).size;
}

} // namespace

PipelineMiniature::PipelineMiniature(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &PipelineMiniature::changed, this, [this] { update(); });
}

void PipelineMiniature::setText(const QString &text)
{
    m_text = text;
    read();
}

void PipelineMiniature::setLayoutText(const QString &text)
{
    m_layoutText = text;
    read();
}

void PipelineMiniature::read()
{
    m_pipeline = readPipeline(m_text.toUtf8()).pipeline;
    m_wires = shownWires(m_pipeline);
    const Layout layout = readLayout(m_layoutText.toUtf8());
    QHash<QString, QPointF> places;
    for (auto place = layout.nodes.cbegin(); place != layout.nodes.cend(); ++place)
        places.insert(place.key(), place->position);
    places.insert(autoLayout({m_pipeline, m_wires, sizeOf, places, {}, {}}));
    m_rects.clear();
    m_bounds = {};
    for (const Node &node : std::as_const(m_pipeline.nodes)) {
        const QRectF rect(places.value(node.id), sizeOf(node));
        m_rects.insert(node.id, rect);
        m_bounds |= rect;
    }
    Q_EMIT changed();
}

QColor PipelineMiniature::colorOf(const Node &node) const
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    switch (descriptor ? descriptor->category : Category::Action) {
    case Category::Trigger:
        return m_trigger;
    case Category::Logic:
        return m_logic;
    case Category::Function:
        return m_function;
    case Category::Action:
        break;
    }
    return m_action;
}

void PipelineMiniature::paint(QPainter *painter)
{
    paintDots(*painter);
    if (m_bounds.isEmpty())
        return;
    const qreal scale = std::min({largestScale,
                                  (width() - 2 * margin) / m_bounds.width(),
                                  (height() - 2 * margin) / m_bounds.height()});
    painter->translate(width() / 2, height() / 2);
    painter->scale(scale, scale);
    painter->translate(-m_bounds.center());
    paintWires(*painter);
    for (const Node &node : std::as_const(m_pipeline.nodes))
        paintNode(*painter, node);
}

void PipelineMiniature::paintDots(QPainter &painter) const
{
    for (qreal y = dotStep / 2; y < height(); y += dotStep) {
        for (qreal x = dotStep / 2; x < width(); x += dotStep)
            painter.fillRect(QRectF(x, y, 1, 1), m_dot);
    }
}

void PipelineMiniature::paintWires(QPainter &painter) const
{
    for (const Wire &wire : m_wires) {
        const QRectF from = m_rects.value(wire.from);
        const QRectF to = m_rects.value(wire.to);
        const QPointF begin(from.right(), from.center().y());
        const QPointF end(to.left(), to.center().y());
        const qreal bend = std::max(24.0, std::abs(end.x() - begin.x()) / 2);
        QPainterPath path(begin);
        path.cubicTo(begin + QPointF(bend, 0), end - QPointF(bend, 0), end);
        QColor color = colorOf(*m_pipeline.node(wire.from));
        color.setAlphaF(0.7F);
        QPen pen(color, 1.4);
        pen.setCosmetic(true);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
}

void PipelineMiniature::paintNode(QPainter &painter, const Node &node) const
{
    const QRectF rect = m_rects.value(node.id);
    const qreal scale = painter.worldTransform().m11();
    QPainterPath card;
    card.addRoundedRect(rect, 4 / scale, 4 / scale);
    QPen pen(m_border, 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(m_node);
    painter.drawPath(card);
    painter.save();
    painter.setClipPath(card);
    painter.fillRect(QRectF(rect.topLeft(), QSizeF(rect.width(), topBar / scale)), colorOf(node));
    painter.restore();
}

} // namespace Saltern
