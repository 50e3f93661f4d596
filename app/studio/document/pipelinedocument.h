#pragma once

#include "app/studio/document/documentstate.h"
#include "app/studio/document/selection.h"
#include "engine/base/clock.h"
#include "engine/runs/bundle.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

namespace Saltern {

class HandlerFile;
class PipelineGraph;
class TextBlocks;
struct PipelineChanges;

/// A pipeline that is being edited: its text, how it is drawn, and every way to change it. Each
/// verb is one step of undo. The text is edited, never written anew; undone to the bottom it is the
/// same bytes. A verb that cannot be done changes nothing and tells why by refused(). GUI thread.
class PipelineDocument : public QObject
{
    Q_OBJECT
    Q_MOC_INCLUDE("app/studio/document/handlerfile.h")
    QML_ELEMENT
    QML_UNCREATABLE("The workspace opens documents.")
    Q_PROPERTY(QString name READ name NOTIFY headChanged)
    Q_PROPERTY(QString title READ title NOTIFY headChanged)
    Q_PROPERTY(QString description READ description NOTIFY headChanged)
    Q_PROPERTY(QString guarantee READ guarantee NOTIFY headChanged)
    Q_PROPERTY(QString durability READ durability NOTIFY headChanged)
    Q_PROPERTY(QString missed READ missed NOTIFY headChanged)
    Q_PROPERTY(QString path READ path NOTIFY pathChanged)
    Q_PROPERTY(QString fileName READ fileName NOTIFY pathChanged)
    Q_PROPERTY(QString folder READ folder NOTIFY pathChanged)
    Q_PROPERTY(bool modified READ isModified NOTIFY modifiedChanged)
    Q_PROPERTY(QString undoText READ undoText NOTIFY historyChanged)
    Q_PROPERTY(QString redoText READ redoText NOTIFY historyChanged)
    Q_PROPERTY(bool canUndo READ canUndo NOTIFY historyChanged)
    Q_PROPERTY(bool canRedo READ canRedo NOTIFY historyChanged)
    Q_PROPERTY(int errorCount READ errorCount NOTIFY problemsChanged)
    Q_PROPERTY(int warningCount READ warningCount NOTIFY problemsChanged)
    Q_PROPERTY(int nodeCount READ nodeCount NOTIFY edited)
    Q_PROPERTY(int wireCount READ wireCount NOTIFY edited)
    Q_PROPERTY(bool readable READ isReadable NOTIFY edited)
    Q_PROPERTY(bool changedOnDisk READ isChangedOnDisk NOTIFY changedOnDiskChanged)
    Q_PROPERTY(bool readOnly READ isReadOnly NOTIFY readOnlyChanged)
    Q_PROPERTY(Saltern::Selection *selection READ selection CONSTANT)

public:
    /// An empty pipeline that has no file yet.
    explicit PipelineDocument(QObject *parent = nullptr);
    ~PipelineDocument() override;

    /// Opens a file with the layout beside it. A text that cannot be read as a pipeline opens all
    /// the same, with its problems.
    static Result<std::unique_ptr<PipelineDocument>> load(const QString &path);

    /// Puts other contents into a document that has no history yet: a template, a recovered text.
    void begin(const QByteArray &text, const Layout &layout, bool isSaved);

    /// Time for what merges only when it follows soon; the machine's clock unless set.
    void setClock(Clock &clock) { m_clock = &clock; }

    const Pipeline &pipeline() const { return m_state.pipeline(); }
    const Layout &layout() const { return m_state.layout; }
    QByteArray text() const { return m_state.text; }
    /// Where everything stands in the text; as old as the last check, see problems().
    const SourceMap &source() const { return m_state.loaded.source; }
    const DocumentState &state() const { return m_state; }

    /// The wires that can be drawn, with their ports named; see shownWires().
    const QList<Wire> &wires() const { return m_wires; }

    /// What is wrong with the document: up to date within 100 ms after an edit.
    const QList<Problem> &problems() const { return m_problems; }
    QList<Problem> problemsOf(const QString &nodeId) const;
    /// Validates at once instead of after the pause.
    void checkNow();

    /// What Run deploys: the text as it is now and the files that nodes name, with what is typed
    /// but not saved. Files that cannot be read are left out; validation tells of them.
    Bundle bundle() const;

    QUndoStack *undoStack() { return &m_undo; }
    Selection *selection() { return &m_selection; }

    QString name() const { return pipeline().name; }
    QString title() const { return pipeline().title; }
    QString description() const { return pipeline().description; }
    QString guarantee() const;
    QString durability() const;
    QString missed() const;
    QString path() const { return m_path; }
    QString fileName() const;
    QString folder() const;
    bool isModified() const;
    QString undoText() const { return m_undo.undoText(); }
    QString redoText() const { return m_undo.redoText(); }
    bool canUndo() const { return m_undo.canUndo(); }
    bool canRedo() const { return m_undo.canRedo(); }
    int errorCount() const;
    int warningCount() const;
    int nodeCount() const { return static_cast<int>(pipeline().nodes.size()); }
    int wireCount() const { return static_cast<int>(m_wires.size()); }
    /// Whether the text is YAML that can be edited part by part. When not, only the raw text can
    /// be.
    bool isReadable() const { return m_readable; }
    bool isChangedOnDisk() const { return m_changedOnDisk; }
    /// A demo is looked at and run, not edited: every verb is refused until it is saved under a
    /// name of one's own.
    bool isReadOnly() const { return m_readOnly; }
    void setReadOnly(bool readOnly);

    Q_INVOKABLE void undo() { m_undo.undo(); }
    Q_INVOKABLE void redo() { m_undo.redo(); }
    /// What is typed from now on is a step of its own: a field was left.
    Q_INVOKABLE void endTyping();

    // Looking.
    Q_INVOKABLE bool hasNode(const QString &id) const { return pipeline().node(id) != nullptr; }
    Q_INVOKABLE QStringList nodeIds() const;
    Q_INVOKABLE QString kindOf(const QString &id) const;
    Q_INVOKABLE QString labelOf(const QString &id) const; // the id when it has none
    Q_INVOKABLE QString noteOf(const QString &id) const;
    Q_INVOKABLE QVariant parameter(const QString &id, const QString &pointer) const;
    /// Where the node stands, placed by hand or not.
    Q_INVOKABLE QPointF positionOf(const QString &id) const;
    Q_INVOKABLE QRectF rectOf(const QString &id) const;
    /// Around the nodes, frames and notes of the drawing.
    Q_INVOKABLE QRectF boundingRect() const;
    Q_INVOKABLE QStringList nodesIn(const QRectF &rect) const;
    Q_INVOKABLE QStringList outputPorts(const QString &id) const;
    Q_INVOKABLE QVariantList problemList(const QString &id = {}) const;
    /// The ids of the nodes that fit, see nodesearch.h.
    Q_INVOKABLE QStringList findNodes(const QString &query) const;

    // Nodes. An id as the answer; empty when refused.
    Q_INVOKABLE QString addNode(const QString &kind,
                                QPointF position,
                                const QVariantMap &parameters = {},
                                const QString &id = {});
    /// Adds a node and a wire from `fromNode`, or to `toNode`; the other of the two is empty. An
    /// empty port is the first output.
    Q_INVOKABLE QString addNodeAndConnect(const QString &kind,
                                          QPointF position,
                                          const QString &fromNode,
                                          const QString &fromPort = {},
                                          const QString &toNode = {},
                                          const QVariantMap &parameters = {});
    /// Puts a node into a wire; what follows moves to the right as far as it has to.
    Q_INVOKABLE bool
    spliceNode(const QString &id, const QString &from, const QString &port, const QString &to);
    Q_INVOKABLE QString addNodeOnWire(const QString &kind,
                                      QPointF position,
                                      const QString &from,
                                      const QString &port,
                                      const QString &to,
                                      const QVariantMap &parameters = {});
    /// Why a new node of the kind cannot be put into the wire; with an empty `to`, why not behind
    /// `from`, and with an empty `from`, why not before `to`. Empty when it can.
    Q_INVOKABLE QString whyNotAdd(const QString &kind,
                                  const QString &from,
                                  const QString &port,
                                  const QString &to) const;
    /// The node that addNode() would add.
    Result<Node> draftNode(const QString &kind,
                           const QVariantMap &parameters = {},
                           const QString &id = {}) const;
    /// `wires` holds keys ("from.port->to").
    Q_INVOKABLE void
    removeItems(const QStringList &nodeIds, const QStringList &wires = {}, bool heal = false);
    /// One place earlier in the text (`by` < 0) or later; it is the order in the outline.
    Q_INVOKABLE void moveInFile(const QStringList &ids, int by);
    Q_INVOKABLE bool renameNode(const QString &id, const QString &newId);
    Q_INVOKABLE QString whyNotRename(const QString &id, const QString &newId) const;
    Q_INVOKABLE void setLabel(const QStringList &ids, const QString &label);
    Q_INVOKABLE void setNote(const QString &id, const QString &text);
    /// "no", "stop" or "bypass".
    Q_INVOKABLE void setDisabled(const QStringList &ids, const QString &how);
    /// `pointer` leads to a setting inside the node: "/match", "/retry/max".
    Q_INVOKABLE void
    setParameter(const QStringList &ids, const QString &pointer, const QVariant &value);
    Q_INVOKABLE void clearParameter(const QStringList &ids, const QString &pointer);

    // Wires. An empty port is the first output.
    Q_INVOKABLE bool connectNodes(const QString &from, const QString &port, const QString &to);
    Q_INVOKABLE QString whyNotConnect(const QString &from,
                                      const QString &port,
                                      const QString &to) const;
    /// Node ids with the reason why a wire from the port may not end there; others may.
    Q_INVOKABLE QVariantMap refusals(const QString &from, const QString &port) const;
    /// The same for a wire that is drawn backwards from an input: why it may not begin at a node.
    Q_INVOKABLE QVariantMap refusalsTo(const QString &to) const;
    Q_INVOKABLE void disconnectWire(const QString &from, const QString &port, const QString &to);
    /// All wires of an output port, or with an empty port those that lead into the node.
    Q_INVOKABLE void disconnectAll(const QString &node, const QString &port);
    /// Gives wires of one port another beginning (C14).
    Q_INVOKABLE void moveWires(const QStringList &keys, const QString &from, const QString &port);

    // Places.
    Q_INVOKABLE void moveNodes(const QVariantMap &idToPosition);
    Q_INVOKABLE void nudge(const QStringList &ids, qreal dx, qreal dy);
    Q_INVOKABLE void setPinned(const QStringList &ids, bool pinned);
    Q_INVOKABLE void tidy(const QStringList &ids = {});
    /// "left", "right", "top", "bottom", "center", "middle".
    Q_INVOKABLE void align(const QStringList &ids, const QString &edge);
    Q_INVOKABLE void distribute(const QStringList &ids, bool horizontally);

    // Frames and notes.
    Q_INVOKABLE QString addFrame(const QStringList &ids,
                                 const QString &title,
                                 const QString &color);
    Q_INVOKABLE void setFrameTitle(const QString &id, const QString &title);
    Q_INVOKABLE void setFrameColor(const QString &id, const QString &color);
    Q_INVOKABLE void setFrameRect(const QString &id, const QRectF &rect);
    /// Moves the frame with the nodes and notes that stand in it.
    Q_INVOKABLE void moveFrame(const QString &id, qreal dx, qreal dy);
    Q_INVOKABLE QStringList nodesInFrame(const QString &id) const;
    Q_INVOKABLE void removeFrame(const QString &id);
    Q_INVOKABLE QString addStickyNote(QPointF position, const QString &text);
    Q_INVOKABLE void setStickyNoteText(const QString &id, const QString &text);
    Q_INVOKABLE void setStickyNoteRect(const QString &id, const QRectF &rect);
    Q_INVOKABLE void removeStickyNote(const QString &id);
    /// {id, title, color, rect} and {id, text, rect}.
    Q_INVOKABLE QVariantList frames() const;
    Q_INVOKABLE QVariantList stickyNotes() const;

    // Text.
    Q_INVOKABLE QString nodeYaml(const QString &id) const;
    Q_INVOKABLE bool setNodeYaml(const QString &id, const QString &yaml);
    Q_INVOKABLE QString yaml() const { return QString::fromUtf8(m_state.text); }
    Q_INVOKABLE bool setYaml(const QString &text);
    Q_INVOKABLE QString copy(const QStringList &ids) const;
    Q_INVOKABLE QStringList paste(const QString &yaml, QPointF at, bool keepIncoming = false);
    Q_INVOKABLE QStringList duplicate(const QStringList &ids, QPointF offset);
    /// One of pipeline, title, description, guarantee, durability, missed.
    Q_INVOKABLE void setHead(const QString &field, const QString &value);

    // Files.
    Q_INVOKABLE bool save();
    Q_INVOKABLE bool saveAs(const QString &path);
    /// Takes what the file holds now, as a step that can be undone.
    Q_INVOKABLE bool reload();
    /// The file changed, and what is here stays: saving will replace it.
    Q_INVOKABLE void keepMine();
    /// What reload() would change, as lineDiff() writes it.
    Q_INVOKABLE QString diskDiff() const;
    /// Looks whether the file still is what was read or written last; the workspace's watcher calls
    /// it.
    void checkDisk();
    /// The document's file and those of its handlers that are open; absolute.
    QStringList watchedFiles() const;
    /// What is typed into handler files and not saved, by path relative to the document.
    QMap<QString, QByteArray> unsavedFiles() const;
    /// The layout with the automatic places written down.
    Layout placedLayout() const;
    /// A file that nodes name, for the code editor; the same object each time.
    Q_INVOKABLE Saltern::HandlerFile *handlerFile(const QString &relativePath);

    /// Does an edit as one step, or says why it cannot be done.
    bool perform(const DocumentEdit &edit);

    /// For DocumentCommand: makes this the state and tells what changed.
    void show(const QByteArray &text,
              const Layout &layout,
              const QString &renamedFrom,
              const QString &renamedTo);

Q_SIGNALS:
    void nodeInserted(const QString &id);
    void nodeRemoved(const QString &id);
    void nodeChanged(const QString &id);
    void nodesMoved(const QStringList &ids);
    void nodeRenamed(const QString &from, const QString &to);
    void wireInserted(const QString &from, const QString &port, const QString &to);
    void wireRemoved(const QString &from, const QString &port, const QString &to);
    void framesChanged();
    void notesChanged();
    void problemsChanged();
    void headChanged();
    /// Nodes or wires are others altogether: read everything anew.
    void wasReset();
    void readOnlyChanged();
    /// After all other signals of a step.
    void edited();
    void saved();
    void pathChanged();
    void modifiedChanged();
    void historyChanged();
    void changedOnDiskChanged();
    /// Something was typed into a handler file, or one was opened.
    void filesEdited();
    void refused(const QString &reason);

private:
    bool refuse(const QString &reason);
    LoadedPipeline readAfter(const QByteArray &text);
    void readAll();
    void cutBlocks(const QByteArray &text, const LoadedPipeline &loaded);
    Result<QByteArray> editedText(const QList<DocumentText::Edit> &edits) const;
    void take(DocumentState state);
    void tell(const PipelineChanges &changes, const QString &from, const QString &to);
    void placeTheRest();
    void
    place(const QString &name, const QHash<QString, QPointF> &places, const QString &mergeKey = {});
    const PipelineGraph &graph() const;
    QSet<QString> takenIds() const;
    Result<DocumentEdit> additionOnWire(const Node &node, QPointF position, const Wire &wire) const;
    bool setOnNodes(const QStringList &ids,
                    const QString &pointer,
                    const QJsonValue &value,
                    const QString &name,
                    const QString &mergeKey);
    void changeFrame(const QString &id,
                     const QString &name,
                     const std::function<void(Frame &)> &change,
                     bool merges = false);
    void changeNote(const QString &id,
                    const QString &name,
                    const std::function<void(StickyNote &)> &change,
                    bool merges = false);
    bool writeTo(const QString &path);
    bool takeFilesTo(const QString &target);
    void setChangedOnDisk(bool changed);

    DocumentState m_state;
    std::unique_ptr<TextBlocks> m_blocks; // of the present text, when it can be cut
    bool m_stale = false;                 // the source map and the reader's problems are older
    QList<Wire> m_wires;
    bool m_readable = true;
    QHash<QString, QPointF> m_automatic; // places of nodes that nobody has placed
    QList<Problem> m_problems;
    mutable std::unique_ptr<PipelineGraph> m_graph; // of the present pipeline, when asked for
    QUndoStack m_undo;
    QTimer m_checkPause;
    Clock *m_clock;
    QString m_path;
    QByteArray m_onDisk; // what the file held when it was last read or written
    bool m_changedOnDisk = false;
    bool m_readOnly = false;
    int m_typing = 0;
    QHash<QString, HandlerFile *> m_handlers;
    Selection m_selection;
};

} // namespace Saltern
