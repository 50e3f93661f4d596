#pragma once

#include <QHash>
#include <QList>
#include <QQuickItem>

class QQmlComponent;

namespace Saltern {

class CanvasView;
class NodeItem;

/// The cards near the viewport as items; those that leave it are used for those that come.
class NodeLayer : public QQuickItem
{
    Q_OBJECT

public:
    explicit NodeLayer(CanvasView *view);

    void setDelegate(QQmlComponent *delegate);

    /// Shows the cards that are in view now, where and as large as they are now.
    void sync();
    /// Repaints those whose look changed: selection, hover, a gesture.
    void syncLooks();
    void refresh(const QString &id);
    void move(const QStringList &ids);
    void clear();

    /// Null when the card is not near the viewport.
    NodeItem *item(const QString &id) const { return m_items.value(id); }

private:
    NodeItem *take();
    void put(NodeItem *item);
    void showIn(NodeItem *item, const QString &id);

    CanvasView *m_view;
    QQmlComponent *m_delegate = nullptr;
    QHash<QString, NodeItem *> m_items;
    QList<NodeItem *> m_spare;
    qreal m_zoom = 0;
};

} // namespace Saltern
