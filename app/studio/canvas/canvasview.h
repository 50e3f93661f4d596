#pragma once

#include "app/studio/canvas/canvascolors.h"
#include "app/studio/canvas/canvasfeedback.h"
#include "app/studio/canvas/canvasscene.h"
#include "app/studio/canvas/nodepainter.h"
#include "app/studio/canvas/viewtransform.h"
#include "app/studio/document/pipelinedocument.h"

#include <QPointer>
#include <QQmlComponent>
#include <QQuickItem>
#include <QTimer>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace Saltern {

class CanvasCommands;
class CanvasDrop;
class EdgeLayer;
class Gesture;
class NodeLayer;
class OverlayLayer;
struct CanvasPointer;

/// The canvas: shows a document and changes it by mouse, wheel and keys. What needs words (search
/// for a node, menus, names) it asks QML for by its signals. GUI thread.
class CanvasView : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(Saltern::RunFacts *runFacts READ runFacts WRITE setRunFacts NOTIFY runFactsChanged)
    Q_PROPERTY(Saltern::CanvasColors *colors READ colors WRITE setColors NOTIFY colorsChanged)
    Q_PROPERTY(QQmlComponent *nodeDelegate READ nodeDelegate WRITE setNodeDelegate NOTIFY
                   nodeDelegateChanged)
    Q_PROPERTY(Saltern::CanvasCommands *commands READ commands CONSTANT)
    /// "select" or "pan": what a drag over nothing does.
    Q_PROPERTY(QString dragOnEmpty MEMBER m_dragOnEmpty NOTIFY dragOnEmptyChanged)
    Q_PROPERTY(bool reducedMotion MEMBER m_reducedMotion NOTIFY reducedMotionChanged)
    /// How large text is shown everywhere: what counts as 100 % on the canvas, so that cards grow
    /// with their text and nothing has to be placed anew.
    Q_PROPERTY(qreal textScale READ textScale WRITE setTextScale NOTIFY viewChanged)
    /// Pixels for a scene unit.
    Q_PROPERTY(qreal zoom READ zoom NOTIFY viewChanged)
    /// What a person sees as the zoom; 1 = 100 %.
    Q_PROPERTY(qreal shownZoom READ shownZoom NOTIFY viewChanged)
    /// Too small for text.
    Q_PROPERTY(bool distant READ isDistant NOTIFY viewChanged)
    /// Where the scene's origin is, in pixels of this item.
    Q_PROPERTY(QPointF origin READ origin NOTIFY viewChanged)
    Q_PROPERTY(QString currentNode READ currentNode NOTIFY currentChanged)
    Q_PROPERTY(QString currentWire READ currentWire NOTIFY currentChanged)
    Q_PROPERTY(QString currentWireDescription READ currentWireDescription NOTIFY currentChanged)
    /// What there is to say about what is under the pointer; empty = nothing.
    Q_PROPERTY(QString tip READ tip NOTIFY tipChanged)
    /// Whether it is why something cannot be done here.
    Q_PROPERTY(bool refuses READ refuses NOTIFY tipChanged)
    /// The key of the wire under the pointer; empty = there is none.
    Q_PROPERTY(QString hoveredWire READ hoveredWire NOTIFY hoveredChanged)
    Q_PROPERTY(QPointF pointer READ pointer NOTIFY pointerChanged)
    /// {id, text, rect} in pixels of this item.
    Q_PROPERTY(QVariantList notes READ notes NOTIFY notesChanged)
    Q_PROPERTY(bool busy READ isBusy NOTIFY busyChanged)

public:
    explicit CanvasView(QQuickItem *parent = nullptr);
    ~CanvasView() override;

    PipelineDocument *document() const { return m_scene.document(); }
    void setDocument(PipelineDocument *document);
    Selection *selection() const { return document()->selection(); }
    RunFacts *runFacts() const { return m_scene.facts(); }
    void setRunFacts(RunFacts *facts);
    CanvasColors *colors() const { return m_colors; }
    void setColors(CanvasColors *colors);
    QQmlComponent *nodeDelegate() const { return m_nodeDelegate; }
    void setNodeDelegate(QQmlComponent *delegate);
    CanvasCommands *commands() const { return m_commands.get(); }
    CanvasScene *scene() { return &m_scene; }
    const CanvasScene *scene() const { return &m_scene; }

    // The view.
    const ViewTransform &transform() const { return m_transform; }
    void setTransform(const ViewTransform &transform);
    qreal textScale() const { return m_textScale; }
    void setTextScale(qreal scale);
    qreal zoom() const { return m_transform.zoom(); }
    qreal shownZoom() const { return zoom() / m_textScale; }
    QPointF origin() const { return m_transform.offset(); }
    /// What of the scene is in view.
    QRectF visibleScene() const;
    /// Too small for text: cards are plain blocks, painted by the layer of the wires.
    bool isDistant() const { return shownZoom() < 0.4; }
    Q_INVOKABLE void zoomBy(qreal factor);
    Q_INVOKABLE void zoomTo(qreal shownZoom);
    /// However small that makes it; opening a pipeline does not go below readable text.
    Q_INVOKABLE void fitAll();
    /// The selected nodes, or all when none is.
    Q_INVOKABLE void fitSelection();
    Q_INVOKABLE void centreOn(QPointF scene);
    Q_INVOKABLE void reveal(const QString &node);
    /// As little further as needed, and not in the middle of a gesture.
    Q_INVOKABLE void bringIntoView(const QString &node);
    Q_INVOKABLE QPointF toScene(QPointF view) const { return m_transform.toScene(view); }
    Q_INVOKABLE QPointF toView(QPointF scene) const { return m_transform.toView(scene); }
    /// In pixels of this item; empty when there is no such node.
    Q_INVOKABLE QRectF nodeRect(const QString &id) const;
    Q_INVOKABLE QRectF frameTitleRect(const QString &id) const;
    Q_INVOKABLE QString nodeTitle(const QString &id) const;
    Q_INVOKABLE QString frameTitle(const QString &id) const;
    Q_INVOKABLE QStringList problemsOf(const QString &node) const;
    /// {from, port, to} of a wire by its key.
    Q_INVOKABLE QVariantMap wireEnds(const QString &key) const;

    // What painters ask.
    const CanvasFeedback &feedback() const { return m_feedback; }
    const CanvasHit &hovered() const { return m_hovered; }
    QString hoveredWire() const
    {
        return m_hovered.what == CanvasHit::What::Wire ? m_hovered.id : QString();
    }
    NodeLook lookOf(const QString &node) const;
    /// Of a node, a wire's key, a frame or a note.
    bool isSelected(const QString &id) const;
    /// Whether both ends of the wire are selected (C28).
    bool touchesSelection(const WireBox &wire) const;
    bool hasFocusRing(const QString &id) const;
    bool isReducedMotion() const { return m_reducedMotion; }
    /// The node whose ports are named now, or nothing.
    QString nodeWithPortNames() const;

    // The keyboard's place: a node or a wire.
    QString currentNode() const { return m_scene.node(m_current) ? m_current : QString(); }
    QString currentWire() const { return m_scene.wire(m_current) ? m_current : QString(); }
    QString currentWireDescription() const;
    Q_INVOKABLE void setCurrent(const QString &id, bool byKeyboard = true);
    /// The next wire of the current node or wire's node.
    Q_INVOKABLE void nextWire();
    /// Lets go of a drag, or else of the selection.
    Q_INVOKABLE void escape();

    QString tip() const { return m_tip; }
    QPointF pointer() const { return m_pointer; }
    QVariantList notes() const;
    bool refuses() const { return !m_feedback.refusal.isEmpty(); }
    bool isBusy() const { return m_gesture || m_drop; }
    /// Shows that a new node would be put into this wire; an empty key shows nothing again.
    Q_INVOKABLE void previewWire(const QString &key);
    /// The context of quickAddRequested() for this place: the wire that is under it, or else the
    /// one that the keyboard is on, with `at`, where that is.
    Q_INVOKABLE QVariantMap quickAddContextAt(QPointF view) const;

    // For gestures.
    void setFeedback(const CanvasFeedback &feedback);
    /// Dims the nodes in `refusals` and lets the others glow; `target` is under the pointer.
    void setWireTargets(const QVariantMap &refusals, const QString &target, bool atOutputs);
    void clearWireTargets();
    QStringList wiresAt(const CanvasHit &port) const;
    /// Left third of a card: what leads to it; right third: what follows; between: both.
    void selectAlong(const QString &node, QPointF scene);
    void requestQuickAdd(QPointF view, const QVariantMap &context);

Q_SIGNALS:
    void documentChanged();
    void runFactsChanged();
    void colorsChanged();
    void nodeDelegateChanged();
    void dragOnEmptyChanged();
    void reducedMotionChanged();
    void viewChanged();
    void currentChanged();
    void tipChanged();
    void hoveredChanged();
    void pointerChanged();
    void notesChanged();
    void busyChanged();
    /// Anything that a picture of the whole has to show anew: the minimap.
    void pictureChanged();
    /// `context`: {fromNode, fromPort} or {toNode} to connect with, {wire} to put it into.
    void quickAddRequested(QPointF at, const QVariantMap &context);
    /// `what`: "canvas", "node", "wire", "frame" or "note".
    void menuRequested(const QString &what, const QString &id, QPointF at);
    void renameRequested(const QString &node);
    void noteEditRequested(const QString &note);
    void frameEditRequested(const QString &frame);
    /// To show a node's settings; `problem` when it is about what is wrong.
    void inspectorRequested(const QString &node, bool problem);

protected:
    void geometryChange(const QRectF &fresh, const QRectF &old) override;
    void updatePolish() override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseUngrabEvent() override;
    void wheelEvent(QWheelEvent *event) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    CanvasPointer pointerAt(QPointF view, Qt::KeyboardModifiers modifiers) const;
    std::unique_ptr<Gesture> gestureFor(const CanvasHit &hit, const QMouseEvent &event);
    void pressWire(const QString &key, Qt::KeyboardModifiers modifiers);
    void endGesture(bool drops);
    void carryTo(QPointF view, Qt::KeyboardModifiers modifiers);
    void endDrop();
    void requestMenu(QPointF at);
    void scrollAtEdge();
    void scrollAtEdgeWhile(bool scrolls);
    bool isAtEdge() const;
    void setHovered(const CanvasHit &hit);
    void setTip(const QString &tip);
    QString tipFor(const CanvasHit &hit) const;
    bool navigate(const QKeyEvent &event);
    bool navigateFromWire(int key);
    bool visitNext(bool backwards);
    std::vector<std::pair<QString, QRectF>> placedNodes() const;
    void setFocusRing(bool shown);
    void connectScene();
    void connectDocument();
    void repaint();
    /// Within the limits of what is shown as the zoom.
    ViewTransform zoomedTo(qreal shownZoom, QPointF anchor) const;
    ViewTransform fitting(const QRectF &scene) const;
    /// All of it, or as much as can be read: then where it begins.
    ViewTransform opening() const;
    void open();
    void rememberView();
    void restoreView();

    CanvasScene m_scene;
    std::unique_ptr<CanvasCommands> m_commands;
    QPointer<CanvasColors> m_colors;
    QPointer<QQmlComponent> m_nodeDelegate;
    EdgeLayer *m_edges = nullptr;
    NodeLayer *m_nodes = nullptr;
    OverlayLayer *m_overlay = nullptr;
    QString m_dragOnEmpty = QStringLiteral("select");
    bool m_reducedMotion = false;
    ViewTransform m_transform;
    qreal m_textScale = 1;
    bool m_isPlaced = false; // whether the view of this document has been restored or fitted
    bool m_isAsOpened = false;
    QTimer m_rememberPause;

    std::unique_ptr<Gesture> m_gesture;
    std::unique_ptr<CanvasDrop> m_drop;
    QTimer m_dropLeaves;
    CanvasFeedback m_feedback;
    QVariantMap m_refusals;
    QString m_wireTarget;
    bool m_targetsOutputs = false;
    QTimer m_edgeScroll;
    bool m_dropScrolls = false; // once it has been away from the edge that it came in by
    QPointF m_pointer;
    QPointF m_menuPress;
    Qt::KeyboardModifiers m_modifiers;
    bool m_isSpaceHeld = false;
    bool m_isDetached = false; // X was pressed during the drag: as if Alt were held

    CanvasHit m_hovered;
    QString m_tip;
    QString m_current;
    bool m_showsFocusRing = false;
};

} // namespace Saltern
