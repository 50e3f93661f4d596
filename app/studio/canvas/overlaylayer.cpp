#include "app/studio/canvas/overlaylayer.h"

#include "app/studio/canvas/canvascolors.h"
#include "app/studio/canvas/canvasview.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace Saltern {

namespace {

QColor faded(QColor color, float share)
{
    color.setAlphaF(color.alphaF() * share);
    return color;
}

} // namespace

OverlayLayer::OverlayLayer(CanvasView *view) : QQuickPaintedItem(view), m_view(view)
{
    setAntialiasing(true);
    setVisible(false);
}

void OverlayLayer::refresh()
{
    setVisible(hasSomething());
    update();
}

bool OverlayLayer::hasSomething() const
{
    const CanvasFeedback &feedback = m_view->feedback();
    return !feedback.lasso.isNull() || !feedback.guides.isEmpty() || !feedback.knife.isNull() ||
           !feedback.wires.isEmpty() || !feedback.ghosts.isEmpty() ||
           !m_view->nodeWithPortNames().isEmpty();
}

void OverlayLayer::paint(QPainter *painter)
{
    if (!m_view->colors())
        return;
    const CanvasFeedback &feedback = m_view->feedback();
    const CanvasColors &colors = *m_view->colors();
    const ViewTransform &transform = m_view->transform();
    painter->setRenderHint(QPainter::Antialiasing);
    paintPortNames(*painter);
    paintGhosts(*painter);
    painter->setPen(QPen(colors.accent, 1));
    for (const QLineF &guide : feedback.guides)
        painter->drawLine(transform.toView(guide.p1()), transform.toView(guide.p2()));
    paintWires(*painter);
    if (!feedback.knife.isNull()) {
        painter->setPen(QPen(colors.danger, 2, Qt::DashLine));
        painter->drawLine(transform.toView(feedback.knife.p1()),
                          transform.toView(feedback.knife.p2()));
    }
    if (!feedback.lasso.isNull()) {
        painter->setPen(QPen(colors.accent, 1));
        painter->setBrush(faded(colors.accent, 0.12F));
        painter->drawRect(transform.toView(feedback.lasso).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void OverlayLayer::paintGhosts(QPainter &painter) const
{
    const CanvasColors &colors = *m_view->colors();
    const ViewTransform &transform = m_view->transform();
    QFont font(colors.family);
    font.setPixelSize(std::max(1, qRound(13 * transform.zoom())));
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    for (const QRectF &ghost : m_view->feedback().ghosts) {
        const QRectF card = transform.toView(ghost);
        const qreal radius = NodeShape::radius * transform.zoom();
        painter.setPen(QPen(colors.accent, 1, Qt::DashLine));
        painter.setBrush(faded(colors.accent, 0.1F));
        painter.drawRoundedRect(card, radius, radius);
        const qreal padding = NodeShape::padding * transform.zoom();
        const QRectF row(card.x() + padding,
                         card.y(),
                         card.width() - 2 * padding,
                         2 * NodeShape::titleCentre * transform.zoom());
        painter.setPen(colors.text);
        painter.drawText(row,
                         Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(font).elidedText(
                             m_view->feedback().ghostTitle, Qt::ElideRight, row.width()));
    }
}

void OverlayLayer::paintWires(QPainter &painter) const
{
    const CanvasColors &colors = *m_view->colors();
    painter.save();
    painter.translate(m_view->transform().offset());
    painter.scale(m_view->zoom(), m_view->zoom());
    painter.setBrush(Qt::NoBrush);
    for (const DrawnWire &wire : m_view->feedback().wires) {
        QPen pen(wire.isRefused ? colors.danger : colors.ofCategory(wire.category),
                 2,
                 Qt::SolidLine,
                 Qt::RoundCap);
        if (wire.isRefused)
            pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawPath(WireCurve(wire.from, wire.to).path());
    }
    painter.restore();
}

// Beside the ports of the node that is pointed at: a card has no room for them.
void OverlayLayer::paintPortNames(QPainter &painter) const
{
    const NodeBox *box = m_view->scene()->node(m_view->nodeWithPortNames());
    if (!box)
        return;
    const CanvasColors &colors = *m_view->colors();
    QFont font(colors.monoFamily);
    const qreal scale = m_view->textScale();
    font.setPixelSize(qRound(10 * scale));
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (int i = 0; i < box->outputNames.size(); ++i) {
        const QString &name = box->outputNames[i];
        if (name.isEmpty())
            continue;
        const QPointF port = m_view->transform().toView(box->outputPoint(i));
        const QRectF pill(port.x() + 11 * scale,
                          port.y() - 8 * scale,
                          metrics.horizontalAdvance(name) + 12 * scale,
                          16 * scale);
        painter.setPen(QPen(colors.border, 1));
        painter.setBrush(colors.raised);
        painter.drawRoundedRect(pill, 8 * scale, 8 * scale);
        painter.setPen(colors.text);
        painter.drawText(pill, Qt::AlignCenter, name);
    }
}

} // namespace Saltern
