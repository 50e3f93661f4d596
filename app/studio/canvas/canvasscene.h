#pragma once

#include "app/studio/canvas/nodebox.h"
#include "app/studio/document/layout.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <vector>

namespace Saltern {

class PipelineDocument;

/// What lies under a point of the canvas.
struct CanvasHit
{
    enum class What {
        Nothing,
        Node,
        Badge, // of a node: what is wrong with it
        Input,
        Output,
        Wire,
        Frame,
        FrameCorner,
        Note,
        NoteCorner,
    };
    What what = What::Nothing;
    QString id;   // of the node, frame or note; the key of a wire
    int port = 0; // of an output

    bool isPort() const { return what == What::Input || what == What::Output; }
    bool operator==(const CanvasHit &) const = default;
};

/// A document as boxes and curves, kept up to date by its signals; with what a drag has moved for
/// the moment. Scene units. GUI thread.
class CanvasScene : public QObject
{
    Q_OBJECT

public:
    explicit CanvasScene(QObject *parent = nullptr);
    ~CanvasScene() override;

    PipelineDocument *document() const;
    void setDocument(PipelineDocument *document);
    RunFacts *facts() const { return m_facts; }
    void setFacts(RunFacts *facts);

    const std::vector<NodeBox> &nodes() const { return m_nodes; }
    const NodeBox *node(const QString &id) const;
    const std::vector<WireBox> &wires() const;
    const WireBox *wire(const QString &key) const;
    /// The wires of a node as indices of wires(), those that come in first.
    const QList<int> &wiresOf(const QString &node) const;
    const QList<Frame> &frames() const { return m_frames; }
    const QList<StickyNote> &notes() const { return m_notes; }

    /// Around all there is; empty when there is nothing.
    QRectF bounds() const;
    QRectF boundsOf(const QStringList &nodes) const;
    /// The nodes that stand in a frame: those whose centre is in it.
    QStringList nodesIn(const QRectF &rect) const;

    /// `zoom` makes small targets large enough for a pointer.
    CanvasHit hitAt(QPointF point, qreal zoom) const;
    /// The wire that a card dropped here would be spliced into, or nothing.
    QString wireUnder(const QRectF &card, const QString &except) const;
    /// The frame that holds the point, the smallest first; or nothing.
    QString frameAround(QPointF point) const;

    /// During a drag: shows things elsewhere than the document has them.
    void place(const QHash<QString, QPointF> &nodes);
    void placeFrame(const QString &id, const QRectF &rect);
    void placeNote(const QString &id, const QRectF &rect);
    /// Shows everything where the document has it.
    void restore();

Q_SIGNALS:
    void nodeAdded(const QString &id);
    void nodeRemoved(const QString &id);
    void nodeChanged(const QString &id);
    void nodesPlaced(const QStringList &ids);
    void wiresChanged();
    void pulsed(const QString &key);
    void framesChanged();
    void notesChanged();
    void wasReset();

private:
    void rebuild();
    void tellWires();
    void rebuildWires() const;
    void insertNode(const QString &id);
    void removeNode(const QString &id);
    void refreshNode(const QString &id);
    void refreshFacts(const QString &id);
    void refreshWireFacts(const QString &key);
    void refreshAllFacts();
    void refreshPlaces(const QStringList &ids);
    void refreshProblems();
    void refreshFrames();
    void refreshNotes();
    NodeBox boxOf(const Node &node) const;
    void layWiresOf(const QString &node);
    void layWire(WireBox &wire) const;
    void indexNodes();
    CanvasHit hitOfNode(const NodeBox &box, QPointF point, qreal reach) const;
    CanvasHit hitOfFrame(QPointF point, qreal zoom) const;

    QPointer<PipelineDocument> m_document;
    QPointer<RunFacts> m_facts;
    std::vector<NodeBox> m_nodes; // in the document's order; the last is on top
    QHash<QString, int> m_nodeIndex;
    // A step may change a thousand wires: they are laid anew when somebody looks.
    mutable bool m_wiresAreStale = false;
    mutable std::vector<WireBox> m_wires;
    mutable QHash<QString, int> m_wireIndex;
    mutable QHash<QString, QList<int>> m_wiresOfNode;
    QList<Frame> m_frames;
    QList<StickyNote> m_notes;
};

} // namespace Saltern
