#include "app/studio/canvas/canvasview.h"

#include "app/studio/canvas/canvascommands.h"
#include "app/studio/canvas/canvasdrop.h"
#include "app/studio/canvas/edgelayer.h"
#include "app/studio/canvas/gestures/gesture.h"
#include "app/studio/canvas/nodedescription.h"
#include "app/studio/canvas/nodeitem.h"
#include "app/studio/canvas/nodelayer.h"
#include "app/studio/canvas/overlaylayer.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/settings/preferences.h"

#include <QCryptographicHash>

#include <algorithm>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr qreal leastZoom = 0.1; // as shown
constexpr qreal mostZoom = 4;
constexpr qreal smallestFit = 0.8; // below, letters are too small to read
constexpr qreal fitMargin = 48;
constexpr qreal openingMargin = 24;
constexpr qreal revealMargin = 32;
constexpr auto rememberAfter = 400ms;
constexpr auto edgeScrollStep = 16ms;

// Views are kept by the file's place, which may hold what a settings key must not.
QString viewKey(const QString &path)
{
    const QByteArray digest =
        QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QStringLiteral("views/") + QString::fromLatin1(digest);
}

} // namespace

CanvasView::CanvasView(QQuickItem *parent)
    : QQuickItem(parent)
    , m_commands(std::make_unique<CanvasCommands>(*this))
    , m_edges(new EdgeLayer(this))
    , m_nodes(new NodeLayer(this))
    , m_overlay(new OverlayLayer(this))
{
    setAcceptedMouseButtons(Qt::AllButtons);
    setAcceptHoverEvents(true);
    setFlag(ItemAcceptsDrops);
    setFlag(ItemIsFocusScope);
    setFlag(ItemClipsChildrenToShape);
    setClip(true);
    setActiveFocusOnTab(true);
    m_nodes->setZ(2);
    m_overlay->setZ(3);
    m_rememberPause.setSingleShot(true);
    m_rememberPause.setInterval(rememberAfter);
    connect(&m_rememberPause, &QTimer::timeout, this, &CanvasView::rememberView);
    m_dropLeaves.setSingleShot(true);
    m_dropLeaves.setInterval(0);
    connect(&m_dropLeaves, &QTimer::timeout, this, &CanvasView::endDrop);
    m_edgeScroll.setInterval(edgeScrollStep);
    connect(&m_edgeScroll, &QTimer::timeout, this, &CanvasView::scrollAtEdge);
    connectScene();
}

CanvasView::~CanvasView()
{
    rememberView();
}

void CanvasView::connectScene()
{
    connect(&m_scene, &CanvasScene::wasReset, this, [this] {
        m_nodes->clear();
        repaint();
    });
    connect(&m_scene, &CanvasScene::nodeAdded, this, &CanvasView::repaint);
    connect(&m_scene, &CanvasScene::nodeRemoved, this, &CanvasView::repaint);
    connect(&m_scene, &CanvasScene::nodeChanged, this, [this](const QString &id) {
        m_nodes->refresh(id);
        if (isDistant())
            m_edges->update();
        Q_EMIT pictureChanged();
    });
    connect(&m_scene, &CanvasScene::nodesPlaced, this, [this](const QStringList &ids) {
        m_nodes->move(ids);
        repaint();
    });
    connect(&m_scene, &CanvasScene::wiresChanged, m_edges, [this] { m_edges->update(); });
    connect(&m_scene, &CanvasScene::framesChanged, this, &CanvasView::repaint);
    connect(&m_scene, &CanvasScene::notesChanged, this, [this] {
        Q_EMIT notesChanged();
        repaint();
    });
    connect(&m_scene, &CanvasScene::pulsed, m_edges, &EdgeLayer::pulse);
}

void CanvasView::setDocument(PipelineDocument *fresh)
{
    if (fresh == document())
        return;
    endGesture(false);
    endDrop();
    rememberView();
    if (document()) {
        document()->disconnect(this);
        selection()->disconnect(this);
    }
    m_current.clear();
    m_hovered = {};
    m_isPlaced = false;
    m_scene.setDocument(fresh);
    if (fresh)
        connectDocument();
    restoreView();
    Q_EMIT documentChanged();
    Q_EMIT notesChanged();
    repaint();
}

void CanvasView::connectDocument()
{
    connect(selection(), &Selection::changed, this, [this] {
        if (m_scene.node(selection()->current()) && selection()->current() != m_current)
            setCurrent(selection()->current(), m_showsFocusRing);
        repaint();
    });
    connect(document(),
            &PipelineDocument::nodeRenamed,
            this,
            [this](const QString &from, const QString &to) {
                if (m_current == from)
                    m_current = to;
            });
    connect(document(), &QObject::destroyed, this, [this] { setDocument(nullptr); });
}

void CanvasView::setRunFacts(RunFacts *facts)
{
    if (facts == m_scene.facts())
        return;
    m_scene.setFacts(facts);
    Q_EMIT runFactsChanged();
}

void CanvasView::setColors(CanvasColors *colors)
{
    if (m_colors == colors)
        return;
    m_colors = colors;
    if (colors)
        connect(colors, &CanvasColors::changed, this, [this] {
            m_edges->update();
            m_overlay->update();
            Q_EMIT pictureChanged();
        });
    Q_EMIT colorsChanged();
    repaint();
}

void CanvasView::setNodeDelegate(QQmlComponent *delegate)
{
    if (m_nodeDelegate == delegate)
        return;
    m_nodeDelegate = delegate;
    m_nodes->setDelegate(delegate);
    Q_EMIT nodeDelegateChanged();
    repaint();
}

void CanvasView::repaint()
{
    m_edges->update();
    polish();
    Q_EMIT pictureChanged();
}

void CanvasView::updatePolish()
{
    m_nodes->sync();
    m_overlay->refresh();
    // The item of a node that the keyboard is on may have been made just now.
    if (NodeItem *item = m_nodes->item(currentNode());
        item && hasActiveFocus() && !item->hasFocus())
        item->setFocus(true);
}

void CanvasView::geometryChange(const QRectF &fresh, const QRectF &old)
{
    QQuickItem::geometryChange(fresh, old);
    m_edges->setSize(fresh.size());
    m_overlay->setSize(fresh.size());
    if (!m_isPlaced)
        restoreView();
    Q_EMIT viewChanged();
    repaint();
}

void CanvasView::setTransform(const ViewTransform &transform)
{
    if (transform == m_transform)
        return;
    m_transform = transform;
    m_isAsOpened = false;
    m_rememberPause.start();
    Q_EMIT viewChanged();
    Q_EMIT notesChanged();
    repaint();
}

QRectF CanvasView::visibleScene() const
{
    return m_transform.toScene(QRectF(QPointF(), size()));
}

void CanvasView::setTextScale(qreal scale)
{
    if (scale <= 0 || qFuzzyCompare(scale, m_textScale))
        return;
    const qreal shown = shownZoom();
    m_textScale = scale;
    setTransform(zoomedTo(shown, QPointF(width(), height()) / 2));
}

ViewTransform CanvasView::zoomedTo(qreal wanted, QPointF anchor) const
{
    return m_transform.zoomedTo(std::clamp(wanted, leastZoom, mostZoom) * m_textScale, anchor);
}

ViewTransform CanvasView::fitting(const QRectF &scene) const
{
    return ViewTransform::fitting(scene, size(), fitMargin, m_textScale);
}

ViewTransform CanvasView::opening() const
{
    const QRectF all = m_scene.bounds();
    const ViewTransform fitted = fitting(all);
    if (all.isEmpty() || fitted.zoom() >= smallestFit * m_textScale)
        return fitted;
    // All of it cannot be read at once: as it is, from where events come in.
    const qreal zoom = m_textScale;
    // Below stand the buttons of the zoom.
    const QRectF room = QRectF(QPointF(), size())
                            .adjusted(openingMargin, openingMargin, -openingMargin, -fitMargin);
    const QSizeF seen = room.size() / zoom;
    QRectF start;
    for (const NodeBox &box : m_scene.nodes()) {
        if (box.category == QLatin1StringView("trigger"))
            start |= box.rect();
    }
    QPointF centre = all.center();
    if (all.width() > seen.width())
        centre.setX(all.left() + seen.width() / 2);
    if (all.height() > seen.height()) {
        const qreal wanted = start.isNull() ? all.top() : start.center().y();
        centre.setY(
            std::clamp(wanted, all.top() + seen.height() / 2, all.bottom() - seen.height() / 2));
    }
    return {zoom, room.center() - centre * zoom};
}

void CanvasView::zoomBy(qreal factor)
{
    setTransform(zoomedTo(shownZoom() * factor, QPointF(width(), height()) / 2));
}

void CanvasView::zoomTo(qreal wanted)
{
    setTransform(zoomedTo(wanted, QPointF(width(), height()) / 2));
}

void CanvasView::fitAll()
{
    setTransform(fitting(m_scene.bounds()));
}

void CanvasView::fitSelection()
{
    const QStringList ids = document() ? selection()->nodes() : QStringList();
    if (ids.isEmpty())
        fitAll();
    else
        setTransform(fitting(m_scene.boundsOf(ids)));
}

void CanvasView::centreOn(QPointF scene)
{
    setTransform(m_transform.centredOn(scene, size()));
}

void CanvasView::bringIntoView(const QString &node)
{
    const NodeBox *box = m_scene.node(node);
    if (!box || isBusy())
        return;
    const qreal margin = revealMargin / zoom();
    const QRectF seen = visibleScene();
    const QRectF wanted = box->rect().adjusted(-margin, -margin, margin, margin);
    const QPointF by(
        std::min(0.0, seen.right() - wanted.right()) + std::max(0.0, seen.left() - wanted.left()),
        std::min(0.0, seen.bottom() - wanted.bottom()) + std::max(0.0, seen.top() - wanted.top()));
    if (!by.isNull())
        centreOn(seen.center() - by);
}

void CanvasView::reveal(const QString &node)
{
    const NodeBox *box = m_scene.node(node);
    if (!box)
        return;
    const qreal margin = revealMargin / zoom();
    if (!visibleScene().contains(box->rect().adjusted(-margin, -margin, margin, margin)))
        centreOn(box->rect().center());
}

QRectF CanvasView::nodeRect(const QString &id) const
{
    const NodeBox *box = m_scene.node(id);
    return box ? m_transform.toView(box->rect()) : QRectF();
}

QRectF CanvasView::frameTitleRect(const QString &id) const
{
    const auto frame = std::ranges::find(m_scene.frames(), id, &Frame::id);
    if (frame == m_scene.frames().end())
        return {};
    const QRectF rect = m_transform.toView(frame->rect);
    return {rect.topLeft(), QSizeF(rect.width(), 28 * zoom())};
}

QString CanvasView::nodeTitle(const QString &id) const
{
    const NodeBox *box = m_scene.node(id);
    return box ? box->title : QString();
}

QString CanvasView::frameTitle(const QString &id) const
{
    const auto frame = std::ranges::find(m_scene.frames(), id, &Frame::id);
    return frame == m_scene.frames().end() ? QString() : frame->title;
}

QStringList CanvasView::problemsOf(const QString &node) const
{
    const NodeBox *box = m_scene.node(node);
    return box ? box->errors + box->warnings : QStringList();
}

QVariantMap CanvasView::wireEnds(const QString &key) const
{
    const WireBox *wire = m_scene.wire(key);
    if (!wire)
        return {};
    return {{QStringLiteral("from"), wire->from},
            {QStringLiteral("port"), wire->port},
            {QStringLiteral("to"), wire->to}};
}

QVariantList CanvasView::notes() const
{
    QVariantList all;
    for (const StickyNote &note : m_scene.notes())
        all.append(QVariantMap{{QStringLiteral("id"), note.id},
                               {QStringLiteral("text"), note.text},
                               {QStringLiteral("rect"), m_transform.toView(note.rect)}});
    return all;
}

void CanvasView::rememberView()
{
    m_rememberPause.stop();
    if (!document() || document()->path().isEmpty() || !m_isPlaced || m_isAsOpened)
        return;
    Preferences::instance().settings().setValue(
        viewKey(document()->path()), QVariantList{shownZoom(), origin().x(), origin().y()});
}

// What nobody has moved is opened anew next time: the window may have another size by then.
void CanvasView::open()
{
    setTransform(opening());
    m_isAsOpened = true;
}

void CanvasView::restoreView()
{
    if (!document() || size().isEmpty())
        return;
    m_isAsOpened = false;
    const QVariantList kept =
        Preferences::instance().settings().value(viewKey(document()->path())).toList();
    if (kept.size() == 3 && !document()->path().isEmpty())
        setTransform({kept[0].toReal() * m_textScale, QPointF(kept[1].toReal(), kept[2].toReal())});
    else
        open();
    m_isPlaced = true;
}

} // namespace Saltern
