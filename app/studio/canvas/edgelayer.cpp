#include "app/studio/canvas/edgelayer.h"

#include "app/studio/canvas/canvascolors.h"
#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/nodepainter.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr qreal dotSpacing = 24; // scene units; doubled until dots are not too dense
constexpr qreal leastDotSpacing = 16;
constexpr qint64 pulseDuration = 450; // ms
constexpr auto pulseStep = 16ms;
// Above it a dot per event would be a stripe: the wire grows thicker instead.
constexpr double mostPulsesPerSecond = 20;

QColor faded(QColor color, qreal share)
{
    color.setAlphaF(float(color.alphaF() * share));
    return color;
}

} // namespace

EdgeLayer::EdgeLayer(CanvasView *view) : QQuickPaintedItem(view), m_view(view)
{
    setOpaquePainting(true);
    setAntialiasing(true);
    m_step.setInterval(pulseStep);
    connect(&m_step, &QTimer::timeout, this, &EdgeLayer::step);
    m_clock.start();
}

void EdgeLayer::paint(QPainter *painter)
{
    if (!m_view->colors())
        return;
    painter->fillRect(QRectF(QPointF(), size()), m_view->colors()->canvas);
    paintDots(*painter);
    painter->setRenderHint(QPainter::Antialiasing);
    paintFrames(*painter);
    if (m_view->isDistant()) {
        paintDistantWires(*painter);
        paintDistantNodes(*painter);
        return;
    }
    paintWires(*painter);
    paintCounts(*painter);
    paintPulses(*painter);
}

void EdgeLayer::pulse(const QString &key)
{
    if (m_view->isReducedMotion() || m_view->isDistant())
        return;
    const WireBox *wire = m_view->scene()->wire(key);
    if (!wire || (wire->facts && wire->facts->perSecond > mostPulsesPerSecond))
        return;
    m_pulses.append({key, m_clock.elapsed()});
    m_step.start();
}

void EdgeLayer::step()
{
    const qint64 now = m_clock.elapsed();
    m_pulses.removeIf([&](const Pulse &pulse) { return now - pulse.startedAt >= pulseDuration; });
    if (m_pulses.isEmpty())
        m_step.stop();
    update();
}

void EdgeLayer::paintDots(QPainter &painter) const
{
    const ViewTransform &transform = m_view->transform();
    qreal step = dotSpacing;
    while (step * transform.zoom() < leastDotSpacing)
        step *= 2;
    const qreal apart = step * transform.zoom();
    const int dot = transform.zoom() > 1.5 ? 3 : 2;
    const auto first = [&](qreal offset) { return std::fmod(offset, apart) - apart; };
    QList<QRect> dots;
    dots.reserve(qsizetype((width() / apart + 3) * (height() / apart + 3)));
    for (qreal y = first(transform.offset().y()); y < height(); y += apart) {
        for (qreal x = first(transform.offset().x()); x < width(); x += apart)
            dots.append(QRect(qRound(x) - 1, qRound(y) - 1, dot, dot));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_view->colors()->dot);
    painter.drawRects(dots);
}

void EdgeLayer::paintFrames(QPainter &painter) const
{
    const CanvasColors &colors = *m_view->colors();
    const qreal zoom = m_view->zoom();
    QFont font(colors.family);
    font.setPixelSize(std::max(9, qRound(12 * zoom)));
    font.setWeight(QFont::DemiBold);
    for (const Frame &frame : m_view->scene()->frames()) {
        const QRectF rect = m_view->transform().toView(frame.rect);
        if (!rect.intersects(boundingRect()))
            continue;
        const QColor color = colors.ofFrame(frame.color);
        const bool isMarked = m_view->isSelected(frame.id) || m_view->feedback().frame == frame.id;
        painter.setPen(QPen(faded(color, isMarked ? 1 : 0.45), isMarked ? 2 : 1));
        painter.setBrush(faded(color, m_view->feedback().frame == frame.id ? 0.16 : 0.07));
        painter.drawRoundedRect(rect, 10 * zoom, 10 * zoom);
        painter.setFont(font);
        painter.setPen(color);
        const QRectF title(
            rect.x() + 12 * zoom, rect.y() + 4 * zoom, rect.width() - 24 * zoom, 22 * zoom);
        painter.drawText(
            title,
            Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
            QFontMetricsF(font).elidedText(frame.title, Qt::ElideRight, title.width()));
    }
}

QPen EdgeLayer::penOf(const WireBox &wire) const
{
    const CanvasColors &colors = *m_view->colors();
    QColor color = colors.ofCategory(wire.category);
    qreal width = 2;
    const bool isMarked = m_view->isSelected(wire.key) ||
                          m_view->hovered() == CanvasHit{CanvasHit::What::Wire, wire.key};
    const bool isQuiet = wire.isIdle || (wire.facts && wire.facts->count == 0);
    if (wire.facts && wire.facts->perSecond > mostPulsesPerSecond)
        width += std::min(3.0, std::log10(wire.facts->perSecond / mostPulsesPerSecond) * 1.5 + 1);
    if (isMarked || m_view->touchesSelection(wire))
        width += 1;
    if (m_view->feedback().cutWires.contains(wire.key))
        color = colors.danger;
    else if (m_view->feedback().spliceWire == wire.key)
        color = colors.accent;
    else if (isQuiet && !isMarked)
        color = faded(color, 0.6);
    QPen pen(color, width, Qt::SolidLine, Qt::RoundCap);
    const bool isPreview =
        m_view->feedback().cutWires.contains(wire.key) || m_view->feedback().spliceWire == wire.key;
    if (isQuiet || isPreview) {
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({2.5, 2});
    }
    return pen;
}

void EdgeLayer::paintWires(QPainter &painter) const
{
    const qreal zoom = m_view->zoom();
    const QRectF visible = m_view->visibleScene();
    painter.save();
    painter.translate(m_view->transform().offset());
    painter.scale(zoom, zoom);
    painter.setBrush(Qt::NoBrush);
    QList<const WireBox *> onTop;
    for (const WireBox &wire : m_view->scene()->wires()) {
        if (!wire.curve.bounds().intersects(visible))
            continue;
        if (m_view->isSelected(wire.key) || m_view->touchesSelection(wire))
            onTop.append(&wire);
        else
            paintWire(painter, wire);
    }
    for (const WireBox *wire : onTop)
        paintWire(painter, *wire);
    painter.restore();
}

void EdgeLayer::paintWire(QPainter &painter, const WireBox &wire) const
{
    const QPainterPath path = wire.curve.path();
    if (m_view->isSelected(wire.key) || m_view->hasFocusRing(wire.key)) {
        painter.setPen(QPen(faded(m_view->colors()->accent, 0.3), 9, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(path);
    }
    painter.setPen(penOf(wire));
    painter.drawPath(path);
}

// Under the zoom where text is legible a curve of a few pixels is as good as a line or two.
void EdgeLayer::paintDistantWires(QPainter &painter) const
{
    constexpr int pieces = 4;
    const QRectF visible = m_view->visibleScene();
    const ViewTransform &transform = m_view->transform();
    QHash<QRgb, QList<QLineF>> lines;
    for (const WireBox &wire : m_view->scene()->wires()) {
        if (!wire.curve.bounds().intersects(visible))
            continue;
        const QColor color = m_view->isSelected(wire.key)
                                 ? m_view->colors()->accent
                                 : m_view->colors()->ofCategory(wire.category);
        QList<QLineF> &ofColor = lines[color.rgba()];
        QPointF before = transform.toView(wire.curve.from());
        for (int i = 1; i <= pieces; ++i) {
            const QPointF next = transform.toView(wire.curve.at(qreal(i) / pieces));
            ofColor.append(QLineF(before, next));
            before = next;
        }
    }
    // Smooth lines cost four times as much; with many of them nobody sees the difference.
    painter.setRenderHint(QPainter::Antialiasing, m_view->scene()->wires().size() < 400);
    for (auto it = lines.begin(); it != lines.end(); ++it) {
        painter.setPen(QPen(faded(QColor::fromRgba(it.key()), 0.8), 1));
        painter.drawLines(it.value());
    }
}

void EdgeLayer::paintDistantNodes(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRectF visible = m_view->visibleScene();
    for (const NodeBox &box : m_view->scene()->nodes()) {
        const QRectF card = box.rect();
        if (card.intersects(visible))
            paintNodeBlock(painter,
                           m_view->transform().toView(card),
                           box,
                           m_view->isSelected(box.id),
                           *m_view->colors());
    }
}

void EdgeLayer::paintCounts(QPainter &painter) const
{
    const CanvasColors &colors = *m_view->colors();
    const QRectF visible = m_view->visibleScene();
    QFont font(colors.monoFamily);
    font.setPixelSize(std::max(8, qRound(10 * m_view->zoom())));
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (const WireBox &wire : m_view->scene()->wires()) {
        if (!wire.facts || wire.facts->count == 0 || !visible.contains(wire.curve.middle()))
            continue;
        QString text = QLocale().toString(wire.facts->count);
        if (wire.facts->perSecond > mostPulsesPerSecond)
            text +=
                QStringLiteral(" · %1/s").arg(QLocale().toString(wire.facts->perSecond, 'f', 0));
        const qreal height = metrics.height() + 2;
        QRectF pill(
            0, 0, std::max(metrics.horizontalAdvance(text) + 14 * m_view->zoom(), height), height);
        pill.moveCenter(m_view->transform().toView(wire.curve.middle()));
        painter.setPen(QPen(colors.canvas, 2));
        painter.setBrush(colors.raised);
        painter.drawRoundedRect(pill, height / 2, height / 2);
        painter.setPen(colors.textMuted);
        painter.drawText(pill, Qt::AlignCenter, text);
    }
}

void EdgeLayer::paintPulses(QPainter &painter) const
{
    const qint64 now = m_clock.elapsed();
    for (const Pulse &pulse : m_pulses) {
        const WireBox *wire = m_view->scene()->wire(pulse.key);
        if (!wire)
            continue;
        const qreal share = std::clamp(qreal(now - pulse.startedAt) / pulseDuration, 0.0, 1.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_view->colors()->ofCategory(wire->category));
        const qreal radius = 4.5 * m_view->zoom();
        painter.drawEllipse(m_view->transform().toView(wire->curve.at(share)), radius, radius);
    }
}

} // namespace Saltern
