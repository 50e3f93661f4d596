#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/document/autolayout.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"

#include <QJSValue>

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

constexpr qreal framePadding = 3 * gridSize;
constexpr qreal frameTitle = 4 * gridSize;
constexpr QSizeF noteSize(200, 120);

QString nodesText(const QStringList &ids)
{
    return ids.size() == 1 ? ids.first() : QStringLiteral("%1 nodes").arg(ids.size());
}

QPointF pointOf(const QVariant &value)
{
    const QVariant plain =
        value.userType() == qMetaTypeId<QJSValue>() ? value.value<QJSValue>().toVariant() : value;
    if (plain.userType() == QMetaType::QVariantMap) {
        const QVariantMap map = plain.toMap();
        return {map.value(QStringLiteral("x")).toReal(), map.value(QStringLiteral("y")).toReal()};
    }
    return plain.toPointF();
}

template<typename Item>
QString freeNumber(const QList<Item> &items, const QString &word)
{
    for (int number = 1;; ++number) {
        const QString id = word + QString::number(number);
        if (std::none_of(
                items.begin(), items.end(), [&](const Item &item) { return item.id == id; }))
            return id;
    }
}

template<typename Item>
Item *itemWith(QList<Item> &items, const QString &id)
{
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const Item &item) { return item.id == id; });
    return found == items.end() ? nullptr : &*found;
}

} // namespace

Layout PipelineDocument::placedLayout() const
{
    Layout layout = m_state.layout;
    for (const Node &node : pipeline().nodes) {
        if (!layout.nodes.contains(node.id))
            layout.nodes.insert(node.id, {positionOf(node.id)});
    }
    return layout;
}

void PipelineDocument::place(const QString &name,
                             const QHash<QString, QPointF> &places,
                             const QString &mergeKey)
{
    Layout layout = m_state.layout;
    for (auto place = places.begin(); place != places.end(); ++place) {
        if (hasNode(place.key()) && positionOf(place.key()) != place.value())
            layout.nodes[place.key()].position = place.value();
    }
    perform({.name = name,
             .layout = layout,
             .mergeKey = mergeKey,
             .mergesOnlySoon = !mergeKey.isEmpty()});
}

void PipelineDocument::moveNodes(const QVariantMap &idToPosition)
{
    QHash<QString, QPointF> places;
    for (auto entry = idToPosition.begin(); entry != idToPosition.end(); ++entry)
        places.insert(entry.key(), pointOf(entry.value()));
    place(QStringLiteral("Move ") + nodesText(idToPosition.keys()), places);
}

void PipelineDocument::nudge(const QStringList &ids, qreal dx, qreal dy)
{
    QHash<QString, QPointF> places;
    for (const QString &id : ids)
        places.insert(id, positionOf(id) + QPointF(dx, dy));
    place(QStringLiteral("Move ") + nodesText(ids),
          places,
          QStringLiteral("nudge ") + ids.join(u' '));
}

void PipelineDocument::setPinned(const QStringList &ids, bool pinned)
{
    Layout layout = m_state.layout;
    for (const QString &id : ids) {
        if (hasNode(id) && (pinned || layout.nodes.contains(id)))
            layout.nodes.insert(id, {positionOf(id), pinned});
    }
    perform({.name = (pinned ? QStringLiteral("Pin ") : QStringLiteral("Unpin ")) + nodesText(ids),
             .layout = layout});
}

void PipelineDocument::tidy(const QStringList &ids)
{
    const auto sizeOf = [](const Node &node) {
        return nodeGeometry(node, outputPortsOf(node).size()).size;
    };
    QSet<QString> only;
    QHash<QString, QPointF> fixed;
    QRectF around;
    for (const Node &node : pipeline().nodes) {
        const bool wanted = ids.isEmpty() || ids.contains(node.id);
        if (!wanted || m_state.layout.nodes.value(node.id).pinned) {
            fixed.insert(node.id, positionOf(node.id));
            continue;
        }
        only.insert(node.id);
        around |= rectOf(node.id);
    }
    if (only.isEmpty())
        return;
    place(ids.isEmpty() ? QStringLiteral("Tidy") : QStringLiteral("Tidy ") + nodesText(ids),
          autoLayout({pipeline(), m_wires, sizeOf, fixed, only, around.topLeft()}));
}

void PipelineDocument::align(const QStringList &ids, const QString &edge)
{
    QRectF around;
    for (const QString &id : ids)
        around |= rectOf(id);
    QHash<QString, QPointF> places;
    for (const QString &id : ids) {
        QRectF rect = rectOf(id);
        if (edge == QLatin1StringView("left"))
            rect.moveLeft(around.left());
        else if (edge == QLatin1StringView("right"))
            rect.moveRight(around.right());
        else if (edge == QLatin1StringView("top"))
            rect.moveTop(around.top());
        else if (edge == QLatin1StringView("bottom"))
            rect.moveBottom(around.bottom());
        else if (edge == QLatin1StringView("center"))
            rect.moveCenter({around.center().x(), rect.center().y()});
        else if (edge == QLatin1StringView("middle"))
            rect.moveCenter({rect.center().x(), around.center().y()});
        places.insert(id, rect.topLeft());
    }
    place(QStringLiteral("Align ") + nodesText(ids), places);
}

void PipelineDocument::distribute(const QStringList &ids, bool horizontally)
{
    QStringList sorted = ids;
    const auto start = [&](const QString &id) {
        return horizontally ? rectOf(id).left() : rectOf(id).top();
    };
    const auto length = [&](const QString &id) {
        return horizontally ? rectOf(id).width() : rectOf(id).height();
    };
    std::stable_sort(sorted.begin(), sorted.end(), [&](const QString &a, const QString &b) {
        return start(a) < start(b);
    });
    if (sorted.size() < 3)
        return;
    qreal space = start(sorted.last()) - start(sorted.first());
    for (const QString &id : std::as_const(sorted).first(sorted.size() - 1))
        space -= length(id);
    const qreal gap = space / static_cast<qreal>(sorted.size() - 1);
    QHash<QString, QPointF> places;
    qreal at = start(sorted.first());
    for (const QString &id : std::as_const(sorted)) {
        const QPointF now = positionOf(id);
        places.insert(
            id, horizontally ? QPointF(std::round(at), now.y()) : QPointF(now.x(), std::round(at)));
        at += length(id) + gap;
    }
    places.insert(sorted.last(), positionOf(sorted.last()));
    place(QStringLiteral("Distribute ") + nodesText(ids), places);
}

QString
PipelineDocument::addFrame(const QStringList &ids, const QString &title, const QString &color)
{
    QRectF around;
    for (const QString &id : ids)
        around |= rectOf(id);
    if (around.isEmpty()) {
        refuse(QStringLiteral("Select the nodes that the frame is to hold."));
        return {};
    }
    Layout layout = m_state.layout;
    const QString id = freeNumber(layout.frames, QStringLiteral("frame"));
    layout.frames.append(
        {id,
         title,
         color,
         around.adjusted(-framePadding, -framePadding - frameTitle, framePadding, framePadding)});
    return perform({.name = QStringLiteral("Frame ") + nodesText(ids), .layout = layout})
               ? id
               : QString();
}

void PipelineDocument::changeFrame(const QString &id,
                                   const QString &name,
                                   const std::function<void(Frame &)> &change,
                                   bool merges)
{
    Layout layout = m_state.layout;
    Frame *frame = itemWith(layout.frames, id);
    if (!frame)
        return;
    change(*frame);
    perform({.name = name, .layout = layout, .mergeKey = merges ? name + id : QString()});
}

void PipelineDocument::setFrameTitle(const QString &id, const QString &title)
{
    changeFrame(
        id, QStringLiteral("Name frame"), [&](Frame &frame) { frame.title = title; }, true);
}

void PipelineDocument::setFrameColor(const QString &id, const QString &color)
{
    changeFrame(id, QStringLiteral("Colour frame"), [&](Frame &frame) { frame.color = color; });
}

void PipelineDocument::setFrameRect(const QString &id, const QRectF &rect)
{
    changeFrame(
        id, QStringLiteral("Resize frame"), [&](Frame &frame) { frame.rect = rect.normalized(); });
}

QStringList PipelineDocument::nodesInFrame(const QString &id) const
{
    QList<Frame> frames = layout().frames;
    const Frame *frame = itemWith(frames, id);
    QStringList inside;
    for (const Node &node : pipeline().nodes) {
        if (frame && frame->rect.contains(rectOf(node.id).center()))
            inside += node.id;
    }
    return inside;
}

void PipelineDocument::moveFrame(const QString &id, qreal dx, qreal dy)
{
    Layout layout = m_state.layout;
    Frame *frame = itemWith(layout.frames, id);
    if (!frame)
        return;
    const QPointF by(dx, dy);
    const QStringList inside = nodesInFrame(id);
    for (const QString &node : inside)
        layout.nodes[node].position = positionOf(node) + by;
    for (StickyNote &note : layout.notes) {
        if (frame->rect.contains(note.rect.center()))
            note.rect.translate(by);
    }
    frame->rect.translate(by);
    perform({.name = QStringLiteral("Move frame"), .layout = layout});
}

void PipelineDocument::removeFrame(const QString &id)
{
    Layout layout = m_state.layout;
    layout.frames.removeIf([&](const Frame &frame) { return frame.id == id; });
    perform({.name = QStringLiteral("Remove frame"), .layout = layout});
}

QString PipelineDocument::addStickyNote(QPointF position, const QString &text)
{
    Layout layout = m_state.layout;
    const QString id = freeNumber(layout.notes, QStringLiteral("note"));
    layout.notes.append({id, text, {position, noteSize}});
    return perform({.name = QStringLiteral("Add note"), .layout = layout}) ? id : QString();
}

void PipelineDocument::changeNote(const QString &id,
                                  const QString &name,
                                  const std::function<void(StickyNote &)> &change,
                                  bool merges)
{
    Layout layout = m_state.layout;
    StickyNote *note = itemWith(layout.notes, id);
    if (!note)
        return;
    change(*note);
    perform({.name = name, .layout = layout, .mergeKey = merges ? name + id : QString()});
}

void PipelineDocument::setStickyNoteText(const QString &id, const QString &text)
{
    changeNote(
        id, QStringLiteral("Write note"), [&](StickyNote &note) { note.text = text; }, true);
}

void PipelineDocument::setStickyNoteRect(const QString &id, const QRectF &rect)
{
    changeNote(
        id, QStringLiteral("Move note"), [&](StickyNote &note) { note.rect = rect.normalized(); });
}

void PipelineDocument::removeStickyNote(const QString &id)
{
    Layout layout = m_state.layout;
    layout.notes.removeIf([&](const StickyNote &note) { return note.id == id; });
    perform({.name = QStringLiteral("Remove note"), .layout = layout});
}

} // namespace Saltern
