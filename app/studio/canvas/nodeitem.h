#pragma once

#include "app/studio/canvas/nodepainter.h"

#include <QPointer>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// One card on the screen: painted once and moved as a picture until it changes. The canvas makes
/// them through a delegate, which adds what a screen reader needs, and uses them again.
class NodeItem : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString nodeId READ nodeId NOTIFY nodeChanged)
    Q_PROPERTY(QString description READ description NOTIFY nodeChanged)
    Q_PROPERTY(bool selected READ isSelected NOTIFY lookChanged)

public:
    explicit NodeItem(QQuickItem *parent = nullptr);

    void setColors(const CanvasColors *colors);
    void show(const NodeBox &box, const QString &description);
    void setLook(const NodeLook &look);
    /// Also after a move of the node.
    void place(qreal zoom);
    void setScenePosition(QPointF position);

    QString nodeId() const { return m_box.id; }
    QString description() const { return m_description; }
    bool isSelected() const { return m_look.isSelected; }

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void nodeChanged();
    void lookChanged();

private:
    QPointer<const CanvasColors> m_colors;
    NodeBox m_box;
    NodeLook m_look;
    QString m_description;
    qreal m_zoom = 1;
};

} // namespace Saltern
