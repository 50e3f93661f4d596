#include "app/studio/canvas/smartguides.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace Saltern {

namespace {

struct Match
{
    bool found = false;
    qreal shift = 0;
    qreal line = 0;
    QRectF other;
};

/// The lines of a rectangle in one direction: start, centre, end.
std::array<qreal, 3> linesOf(const QRectF &rect, Qt::Orientation direction)
{
    return direction == Qt::Horizontal ? std::array{rect.left(), rect.center().x(), rect.right()}
                                       : std::array{rect.top(), rect.center().y(), rect.bottom()};
}

Match nearest(const QRectF &moving,
              const QList<QRectF> &others,
              qreal reach,
              Qt::Orientation direction)
{
    Match best;
    const auto own = linesOf(moving, direction);
    for (const QRectF &other : others) {
        const auto theirs = linesOf(other, direction);
        for (std::size_t i = 0; i < own.size(); ++i) {
            const qreal shift = theirs[i] - own[i];
            if (std::abs(shift) > reach || (best.found && std::abs(shift) >= std::abs(best.shift)))
                continue;
            best = {.found = true, .shift = shift, .line = theirs[i], .other = other};
        }
    }
    return best;
}

} // namespace

Alignment alignWithNeighbours(const QRectF &moving, const QList<QRectF> &others, qreal reach)
{
    const Match x = nearest(moving, others, reach, Qt::Horizontal);
    const Match y = nearest(moving, others, reach, Qt::Vertical);
    Alignment result{
        .shift = QPointF(x.shift, y.shift), .alignsX = x.found, .alignsY = y.found, .guides = {}};
    const QRectF placed = moving.translated(result.shift);
    if (x.found) {
        const QRectF both = placed.united(x.other);
        result.guides.append(QLineF(x.line, both.top(), x.line, both.bottom()));
    }
    if (y.found) {
        const QRectF both = placed.united(y.other);
        result.guides.append(QLineF(both.left(), y.line, both.right(), y.line));
    }
    return result;
}

} // namespace Saltern
