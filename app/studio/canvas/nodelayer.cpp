#include "app/studio/canvas/nodelayer.h"

#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/nodedescription.h"
#include "app/studio/canvas/nodeitem.h"

#include <QQmlComponent>
#include <QQmlContext>
#include <QSet>

namespace Saltern {

namespace {

// Cards this near are ready before they come into view.
constexpr qreal readyWithin = 120;

} // namespace

NodeLayer::NodeLayer(CanvasView *view) : QQuickItem(view), m_view(view)
{
}

void NodeLayer::setDelegate(QQmlComponent *delegate)
{
    clear();
    qDeleteAll(m_spare);
    m_spare.clear();
    m_delegate = delegate;
}

void NodeLayer::sync()
{
    setPosition(m_view->transform().offset());
    const qreal zoom = m_view->zoom();
    const QRectF near =
        m_view->visibleScene().adjusted(-readyWithin, -readyWithin, readyWithin, readyWithin);
    QSet<QString> wanted;
    for (const NodeBox &box : m_view->scene()->nodes()) {
        const bool isCurrent = box.id == m_view->currentNode();
        if (isCurrent || (!m_view->isDistant() && box.rect().intersects(near)))
            wanted.insert(box.id);
    }
    for (auto it = m_items.begin(); it != m_items.end();) {
        if (wanted.contains(it.key())) {
            ++it;
            continue;
        }
        put(it.value());
        it = m_items.erase(it);
    }
    const bool hasZoomed = zoom != m_zoom;
    m_zoom = zoom;
    for (const QString &id : wanted) {
        if (NodeItem *shown = item(id)) {
            if (hasZoomed)
                shown->place(zoom);
        } else if (NodeItem *fresh = take()) {
            m_items.insert(id, fresh);
            showIn(fresh, id);
        }
    }
    // The document's order decides which card is on top.
    int order = 0;
    for (const NodeBox &box : m_view->scene()->nodes()) {
        ++order;
        if (NodeItem *shown = item(box.id))
            shown->setZ(order + (m_view->isSelected(box.id) ? 1e6 : 0));
    }
    syncLooks();
}

void NodeLayer::syncLooks()
{
    for (auto it = m_items.cbegin(); it != m_items.cend(); ++it)
        it.value()->setLook(m_view->lookOf(it.key()));
}

void NodeLayer::refresh(const QString &id)
{
    if (NodeItem *shown = item(id))
        showIn(shown, id);
}

void NodeLayer::move(const QStringList &ids)
{
    for (const QString &id : ids) {
        const NodeBox *box = m_view->scene()->node(id);
        if (NodeItem *shown = item(id); shown && box)
            shown->setScenePosition(box->position);
    }
}

void NodeLayer::clear()
{
    for (NodeItem *shown : std::as_const(m_items))
        put(shown);
    m_items.clear();
}

void NodeLayer::showIn(NodeItem *item, const QString &id)
{
    const NodeBox *box = m_view->scene()->node(id);
    if (!box)
        return;
    item->setColors(m_view->colors());
    item->show(*box, nodeDescription(*m_view->scene(), *box));
    item->place(m_view->zoom());
    item->setLook(m_view->lookOf(id));
}

NodeItem *NodeLayer::take()
{
    if (!m_spare.isEmpty()) {
        NodeItem *spare = m_spare.takeLast();
        spare->setVisible(true);
        return spare;
    }
    if (!m_delegate)
        return nullptr;
    QQmlContext *context = m_delegate->creationContext();
    auto *item =
        qobject_cast<NodeItem *>(m_delegate->create(context ? context : qmlContext(m_view)));
    if (item) {
        item->setParent(this);
        item->setParentItem(this);
    }
    return item;
}

void NodeLayer::put(NodeItem *item)
{
    item->setVisible(false);
    item->setFocus(false);
    m_spare.append(item);
}

} // namespace Saltern
