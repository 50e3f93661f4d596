#include "app/studio/canvas/stateicon.h"

#include <QPolygonF>

namespace Saltern {

QPainterPath stateIcon(NodeRunState state)
{
    QPainterPath path;
    switch (state) {
    case NodeRunState::Idle:
        break;
    case NodeRunState::Ok:
        path.addPolygon(QPolygonF({{1.5, 5.5}, {4, 8}, {8.5, 2}}));
        break;
    case NodeRunState::Failed:
        path.addPolygon(QPolygonF({{2, 2}, {8, 8}}));
        path.addPolygon(QPolygonF({{8, 2}, {2, 8}}));
        break;
    case NodeRunState::Running:
        path.addPolygon(QPolygonF({{3, 1.5}, {8, 5}, {3, 8.5}, {3, 1.5}}));
        break;
    case NodeRunState::Queued:
        for (const qreal y : {2.0, 5.0, 8.0})
            path.addPolygon(QPolygonF({{1.5, y}, {8.5, y}}));
        break;
    case NodeRunState::Retrying:
        path.arcMoveTo(QRectF(1.5, 1.5, 7, 7), 60);
        path.arcTo(QRectF(1.5, 1.5, 7, 7), 60, 290);
        path.addPolygon(QPolygonF({{8.6, 0.6}, {8, 3.4}, {5.4, 2.6}}));
        break;
    case NodeRunState::Skipped:
        path.addPolygon(QPolygonF({{1.5, 2}, {4.5, 5}, {1.5, 8}}));
        path.addPolygon(QPolygonF({{5.5, 2}, {8.5, 5}, {5.5, 8}}));
        break;
    case NodeRunState::TimedOut:
        path.addEllipse(QRectF(1, 1, 8, 8));
        path.addPolygon(QPolygonF({{5, 2.8}, {5, 5}, {6.8, 6}}));
        break;
    case NodeRunState::Cancelled:
        path.addEllipse(QRectF(1, 1, 8, 8));
        path.addPolygon(QPolygonF({{2.4, 7.6}, {7.6, 2.4}}));
        break;
    }
    return path;
}

} // namespace Saltern
