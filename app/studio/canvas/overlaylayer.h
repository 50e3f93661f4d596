#pragma once

#include <QQuickPaintedItem>

namespace Saltern {

class CanvasView;

/// What a gesture shows above the cards. Hidden, and therefore free of cost, when there is none.
class OverlayLayer : public QQuickPaintedItem
{
    Q_OBJECT

public:
    explicit OverlayLayer(CanvasView *view);

    void paint(QPainter *painter) override;
    /// After a change of the canvas's feedback.
    void refresh();

private:
    bool hasSomething() const;
    void paintGhosts(QPainter &painter) const;
    void paintWires(QPainter &painter) const;
    void paintPortNames(QPainter &painter) const;

    CanvasView *m_view;
};

} // namespace Saltern
