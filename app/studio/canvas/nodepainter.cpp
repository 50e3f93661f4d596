#include "app/studio/canvas/nodepainter.h"

#include "app/studio/canvas/canvascolors.h"
#include "app/studio/canvas/nodetitle.h"
#include "app/studio/canvas/stateicon.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>

#include <algorithm>

namespace Saltern {

namespace {

using namespace NodeShape;

constexpr qreal iconSize = 10;
constexpr qreal badgeRadius = 8;

QColor faded(QColor color, qreal share)
{
    color.setAlphaF(float(color.alphaF() * share));
    return color;
}

QFont textFont(const CanvasColors &colors, int pixels, QFont::Weight weight = QFont::Normal)
{
    QFont font(colors.family);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QFont monoFont(const CanvasColors &colors, int pixels)
{
    QFont font(colors.monoFamily);
    font.setPixelSize(pixels);
    return font;
}

/// As wide as four digits at most: the title stands beside it.
QString shortCount(qint64 count)
{
    if (count < 10'000)
        return QLocale().toString(count);
    return count < 1'000'000
               ? QCoreApplication::translate("NodePainter", "%1k").arg(count / 1000)
               : QCoreApplication::translate("NodePainter", "%1M").arg(count / 1'000'000);
}

/// The text on so many lines, broken between words; what is too much is left out with a sign.
QStringList wrapped(const QString &text, const QFontMetricsF &metrics, qreal room, qsizetype lines)
{
    QStringList broken;
    QString rest = text.simplified();
    while (broken.size() + 1 < lines && metrics.horizontalAdvance(rest) > room) {
        qsizetype end = rest.lastIndexOf(u' ');
        while (end > 0 && metrics.horizontalAdvance(rest.left(end)) > room)
            end = rest.lastIndexOf(u' ', end - 1);
        if (end <= 0)
            break;
        broken.append(rest.left(end));
        rest = rest.mid(end + 1);
    }
    broken.append(metrics.elidedText(rest, Qt::ElideRight, room));
    return broken;
}

/// One card being painted; holds what every part needs.
class NodePainting
{
public:
    NodePainting(QPainter &painter,
                 const NodeBox &box,
                 const NodeLook &look,
                 const CanvasColors &colors)
        : p(painter)
        , m_box(box)
        , m_look(look)
        , m_colors(colors)
        , m_card(QPointF(), box.rect().size())
        , m_category(colors.ofCategory(box.category))
    {
    }

    void paint()
    {
        p.setRenderHint(QPainter::Antialiasing);
        const bool isOff = m_box.disabled != Disabled::No;
        paintShadow();
        paintSurface();
        paintBorder();
        p.setOpacity(isOff || m_look.wireTarget == 0 ? 0.45 : 1);
        paintTitleRow();
        paintRows();
        paintFooter();
        paintPorts();
        p.setOpacity(1);
        paintBadges();
        paintFocusRing();
    }

private:
    void paintShadow()
    {
        p.setPen(Qt::NoPen);
        if (m_look.isSelected || m_look.wireTarget == 2) {
            for (int ring = 4; ring >= 1; --ring) {
                p.setBrush(faded(m_colors.accent, 0.11));
                p.drawRoundedRect(
                    m_card.adjusted(-ring, -ring, ring, ring), radius + ring, radius + ring);
            }
            return;
        }
        for (int ring = 4; ring >= 1; --ring) {
            p.setBrush(faded(m_colors.shadow, 0.16));
            p.drawRoundedRect(
                m_card.adjusted(-ring, 3 - ring, ring, 3 + ring), radius + ring, radius + ring);
        }
    }

    QColor borderColor() const
    {
        if (m_look.isSelected || m_look.wireTarget == 2 || m_look.isSpliceTarget)
            return m_colors.accent;
        if (!m_box.errors.isEmpty())
            return m_colors.danger;
        if (m_box.facts) {
            switch (m_box.facts->state) {
            case NodeRunState::Failed:
            case NodeRunState::TimedOut:
                return m_colors.danger;
            case NodeRunState::Running:
                return m_colors.accent;
            case NodeRunState::Retrying:
                return m_colors.warning;
            default:
                break;
            }
            if (m_box.facts->isStale)
                return m_colors.warning;
        }
        return m_look.isHovered ? m_colors.borderStrong : m_colors.border;
    }

    void paintSurface()
    {
        p.setPen(Qt::NoPen);
        p.setBrush(m_colors.node);
        p.drawRoundedRect(m_card, radius, radius);
        // The bar on top thins out round the corners, as a border of 3 px does.
        QPainterPath outline;
        outline.addRoundedRect(m_card, radius, radius);
        QPainterPath inside(QPointF(1, radius + 1));
        inside.arcTo(QRectF(1, topBar, 2 * radius - 2, 2 * (radius - topBar + 1)), 180, -90);
        inside.lineTo(m_card.right() - radius, topBar);
        inside.arcTo(
            QRectF(
                m_card.right() - 2 * radius + 1, topBar, 2 * radius - 2, 2 * (radius - topBar + 1)),
            90,
            -90);
        inside.lineTo(m_card.right() - 1, m_card.bottom());
        inside.lineTo(1, m_card.bottom());
        inside.closeSubpath();
        QPainterPath top;
        top.addRect(QRectF(0, 0, m_card.width(), radius + 1));
        p.setBrush(m_box.disabled == Disabled::No ? m_category : faded(m_category, 0.5));
        p.drawPath((outline & top) - inside);
    }

    void paintBorder()
    {
        const bool isDashed =
            m_box.disabled != Disabled::No || (m_box.facts && m_box.facts->isStale);
        const bool isStrong = m_look.isSelected || m_look.wireTarget == 2;
        QPen pen(borderColor(), isStrong ? 1.5 : 1);
        if (isDashed)
            pen.setDashPattern({4, 3});
        p.setPen(pen);
        p.setBrush(Qt::NoBrush);
        // Below the bar only: over it the border would grey it.
        p.save();
        if (!isStrong)
            p.setClipRect(QRectF(-1, topBar + 1, m_card.width() + 2, m_card.height()),
                          Qt::IntersectClip);
        p.drawRoundedRect(m_card.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
        p.restore();
    }

    struct Counter
    {
        QString text;
        QColor color;
        NodeRunState icon = NodeRunState::Idle;
    };

    Counter counter() const
    {
        if (m_box.disabled == Disabled::Stop)
            return {.text = QCoreApplication::translate("NodePainter", "muted"),
                    .color = m_colors.textMuted};
        if (m_box.disabled == Disabled::Bypass)
            return {.text = QCoreApplication::translate("NodePainter", "bypassed"),
                    .color = m_colors.textMuted};
        if (!m_box.facts)
            return {};
        const NodeRunFacts &facts = *m_box.facts;
        const bool isBad =
            facts.state == NodeRunState::Failed || facts.state == NodeRunState::TimedOut;
        const qint64 count = isBad && facts.failed > 0 ? facts.failed
                             : facts.out > 0           ? facts.out
                                                       : facts.in;
        if (count == 0 && facts.state == NodeRunState::Idle)
            return {};
        const QColor color = isBad                                   ? m_colors.danger
                             : facts.state == NodeRunState::Ok       ? m_colors.good
                             : facts.state == NodeRunState::Retrying ? m_colors.warning
                             : facts.state == NodeRunState::Running  ? m_colors.accent
                                                                     : m_colors.textMuted;
        return {.text = shortCount(count), .color = color, .icon = facts.state};
    }

    void paintTitleRow()
    {
        const Counter right = counter();
        qreal end = m_card.width() - padding;
        if (!right.text.isEmpty()) {
            const QFont font = monoFont(m_colors, 11);
            const qreal width = QFontMetricsF(font).horizontalAdvance(right.text);
            p.setFont(font);
            p.setPen(right.color);
            end -= width;
            p.drawText(row(titleCentre, end, width),
                       Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip,
                       right.text);
            if (const QPainterPath icon = stateIcon(right.icon); !icon.isEmpty()) {
                end -= iconSize + 4;
                strokeIcon(icon, QPointF(end, titleCentre - iconSize / 2), right.color);
            }
            end -= 6;
        }
        const QFont font = textFont(m_colors, titleSize, QFont::DemiBold);
        const QStringList lines = titleLines(m_box.title);
        for (qsizetype i = 0; i < lines.size(); ++i) {
            drawLine(titleCentre + titleStep * i, font, m_colors.text, lines[i], end - padding);
            end = m_card.width() - padding; // only the first line is beside the counter
        }
    }

    void strokeIcon(const QPainterPath &icon, QPointF at, const QColor &color)
    {
        p.save();
        p.translate(at);
        p.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        p.setBrush(Qt::NoBrush);
        p.drawPath(icon);
        p.restore();
    }

    void paintRows()
    {
        const qreal room = m_card.width() - 2 * padding;
        const qreal kindRow = kindCentre + titleStep * (titleLines(m_box.title).size() - 1);
        drawLine(kindRow, textFont(m_colors, 12), m_colors.textMuted, m_box.kindLine, room);
        const QFont font = monoFont(m_colors, 11);
        // What went wrong says more than what was set.
        const bool hasFailed = m_box.facts && !m_box.facts->lastError.isEmpty();
        const QStringList lines =
            hasFailed ? wrapped(m_box.failure(), QFontMetricsF(font), room, m_box.summary.size())
                      : m_box.summary;
        for (qsizetype i = 0; i < std::min(lines.size(), m_box.summary.size()); ++i)
            drawLine(kindRow + summaryCentre - kindCentre + lineStep * i,
                     font,
                     hasFailed ? m_colors.danger : m_colors.text,
                     lines[i],
                     room);
    }

    void paintFooter()
    {
        const QString footer = m_box.footer();
        if (footer.isEmpty())
            return;
        const qreal line = m_card.height() - NodeShape::footer;
        p.setPen(QPen(m_colors.border, 1));
        p.drawLine(QPointF(1, line + 0.5), QPointF(m_card.width() - 1, line + 0.5));
        const bool isFresh = m_box.facts && !m_box.facts->footer.isEmpty() &&
                             m_box.facts->state == NodeRunState::Ok && !m_box.facts->isStale;
        const bool isBad =
            m_box.facts && !m_box.facts->lastError.isEmpty() && m_box.summary.isEmpty();
        drawLine(line + NodeShape::footer / 2 + 0.5,
                 monoFont(m_colors, 11),
                 isBad     ? m_colors.danger
                 : isFresh ? m_colors.accent
                           : m_colors.textMuted,
                 isBad ? m_box.failure() : footer,
                 m_card.width() - 2 * padding);
    }

    void paintPorts()
    {
        const bool glows = m_look.wireTarget > 0;
        if (m_box.hasInput) {
            const bool isTarget = glows && !m_look.targetsOutputs;
            paintPort(QPointF(0, m_box.geometry.inputY),
                      isTarget ? m_colors.accent : m_colors.textFaint,
                      m_look.isInputHovered || isTarget);
        }
        for (int i = 0; i < m_box.geometry.outputYs.size(); ++i)
            paintPort(QPointF(m_card.width(), m_box.geometry.outputYs[i]),
                      m_category,
                      m_look.hoveredOutput == i || (glows && m_look.targetsOutputs));
    }

    void paintPort(QPointF centre, const QColor &color, bool isLarge)
    {
        const qreal size = isLarge ? portRadius + 1.5 : portRadius - 0.5;
        if (isLarge) {
            p.setPen(Qt::NoPen);
            p.setBrush(faded(color, 0.25));
            p.drawEllipse(centre, size + 3, size + 3);
        }
        p.setPen(QPen(color, 2));
        p.setBrush(m_colors.canvas);
        p.drawEllipse(centre, size, size);
    }

    void paintBadges()
    {
        const QPointF corner(m_card.width() - 2, 1);
        if (!m_box.errors.isEmpty())
            paintErrorBadge(corner);
        else if (!m_box.warnings.isEmpty())
            paintWarningBadge(corner);
        if (m_box.facts && m_box.facts->isChanged) {
            p.setPen(QPen(m_colors.canvas, 2));
            p.setBrush(m_colors.action);
            p.drawEllipse(QPointF(2, 2), 5, 5);
        }
        if (m_box.isPinned) {
            p.setPen(QPen(m_colors.textMuted, 1.5));
            p.setBrush(m_colors.node);
            p.drawEllipse(QPointF(m_card.width() / 2, 0), 4, 4);
        }
    }

    // An octagon, as a stop sign: its shape says what its colour says.
    void paintErrorBadge(QPointF centre)
    {
        const qreal flat = badgeRadius * 0.414;
        QPolygonF sign({{-flat, -badgeRadius},
                        {flat, -badgeRadius},
                        {badgeRadius, -flat},
                        {badgeRadius, flat},
                        {flat, badgeRadius},
                        {-flat, badgeRadius},
                        {-badgeRadius, flat},
                        {-badgeRadius, -flat}});
        paintSign(sign.translated(centre), centre, m_colors.danger);
    }

    void paintWarningBadge(QPointF centre)
    {
        QPolygonF sign({{0, -badgeRadius},
                        {badgeRadius + 1, badgeRadius - 1},
                        {-badgeRadius - 1, badgeRadius - 1}});
        paintSign(sign.translated(centre), centre + QPointF(0, 1.5), m_colors.warning);
    }

    void paintSign(const QPolygonF &sign, QPointF centre, const QColor &color)
    {
        p.setPen(QPen(m_colors.canvas, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        p.setBrush(color);
        p.drawPolygon(sign);
        p.setPen(QPen(m_colors.canvas, 1.8, Qt::SolidLine, Qt::RoundCap));
        p.drawLine(centre - QPointF(0, 3.6), centre + QPointF(0, 0.6));
        p.drawPoint(centre + QPointF(0, 3.8));
    }

    void paintFocusRing()
    {
        if (!m_look.hasFocusRing)
            return;
        p.setPen(QPen(m_colors.accent, 2));
        p.setBrush(Qt::NoBrush);
        p.drawRoundedRect(m_card.adjusted(-4.5, -4.5, 4.5, 4.5), radius + 4, radius + 4);
    }

    static QRectF row(qreal centre, qreal x, qreal width) { return {x, centre - 10, width, 20}; }

    void
    drawLine(qreal centre, const QFont &font, const QColor &color, const QString &text, qreal room)
    {
        p.setFont(font);
        p.setPen(color);
        p.drawText(row(centre, padding, room),
                   Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine | Qt::TextDontClip,
                   QFontMetricsF(font).elidedText(text, Qt::ElideRight, room));
    }

    QPainter &p;
    const NodeBox &m_box;
    const NodeLook &m_look;
    const CanvasColors &m_colors;
    QRectF m_card;
    QColor m_category;
};

} // namespace

void paintNode(QPainter &painter,
               const NodeBox &box,
               const NodeLook &look,
               const CanvasColors &colors)
{
    NodePainting(painter, box, look, colors).paint();
}

void paintNodeBlock(QPainter &painter,
                    const QRectF &rect,
                    const NodeBox &box,
                    bool isSelected,
                    const CanvasColors &colors)
{
    painter.fillRect(rect, colors.node);
    const bool isBad =
        !box.errors.isEmpty() || (box.facts && (box.facts->state == NodeRunState::Failed ||
                                                box.facts->state == NodeRunState::TimedOut));
    const QColor color = isBad ? colors.danger : colors.ofCategory(box.category);
    painter.fillRect(rect, faded(color, box.disabled == Disabled::No ? 0.35 : 0.15));
    painter.fillRect(
        QRectF(rect.topLeft(), QSizeF(rect.width(), std::max(2.0, rect.height() / 16))), color);
    if (isSelected) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(-1, -1, 1, 1));
    }
}

} // namespace Saltern
