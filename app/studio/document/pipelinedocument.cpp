#include "app/studio/document/pipelinedocument.h"

#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/document/autolayout.h"
#include "app/studio/document/documentcommand.h"
#include "app/studio/document/handlerfile.h"
#include "app/studio/document/pipelinechanges.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/document/textblocks.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/pipelinegraph.h"
#include "engine/pipeline/validation.h"
#include "engine/pipeline/yamltext.h"
#include "engine/runs/diskfolder.h"

#include <QFileInfo>

#include <algorithm>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto checkAfter = 100ms;

const QByteArray emptyDocument = "saltern: 1\npipeline: untitled\nnodes: {}\nwires: []\n";

SystemClock &systemClock()
{
    static SystemClock clock;
    return clock;
}

/// Those of the program and of the user, as an engine of the same account knows them.
const QStringList &knownRuntimes()
{
    static const QStringList names =
        RuntimeCatalogue::load(RuntimeCatalogue::standardFolders()).names();
    return names;
}

QSizeF sizeOf(const Node &node)
{
    return nodeGeometry(node, outputPortsOf(node).size()).size;
}

// Whether the text can be edited part by part.
bool isEditable(const LoadedPipeline &loaded, const QByteArray &text)
{
    return loaded.understood && (loaded.problems.isEmpty() || YamlText(text).isReadable());
}

} // namespace

PipelineDocument::PipelineDocument(QObject *parent)
    : QObject(parent), m_clock(&systemClock()), m_selection(*this)
{
    m_checkPause.setSingleShot(true);
    m_checkPause.setInterval(checkAfter);
    connect(&m_checkPause, &QTimer::timeout, this, &PipelineDocument::checkNow);
    connect(&m_undo, &QUndoStack::cleanChanged, this, &PipelineDocument::modifiedChanged);
    connect(&m_undo, &QUndoStack::indexChanged, this, &PipelineDocument::historyChanged);
    begin(emptyDocument, {}, true);
}

PipelineDocument::~PipelineDocument()
{
    // The stack tells of its end when the members that listen are gone already.
    m_undo.disconnect(this);
}

void PipelineDocument::begin(const QByteArray &text, const Layout &layout, bool isSaved)
{
    m_undo.clear();
    m_blocks.reset();
    take({text, readAfter(text), layout});
    if (!isSaved)
        m_undo.resetClean();
    checkNow();
    Q_EMIT wasReset();
    Q_EMIT headChanged();
    Q_EMIT framesChanged();
    Q_EMIT notesChanged();
    Q_EMIT edited();
}

void PipelineDocument::take(DocumentState state)
{
    m_graph.reset();
    m_state = std::move(state);
    m_wires = shownWires(pipeline());
    m_readable = isEditable(m_state.loaded, m_state.text);
    placeTheRest();
}

const PipelineGraph &PipelineDocument::graph() const
{
    if (!m_graph)
        m_graph = std::make_unique<PipelineGraph>(m_state.pipeline());
    return *m_graph;
}

void PipelineDocument::placeTheRest()
{
    QSet<QString> missing;
    for (const Node &node : pipeline().nodes) {
        if (!m_state.layout.nodes.contains(node.id) && !m_automatic.contains(node.id))
            missing.insert(node.id);
    }
    if (missing.isEmpty())
        return;
    QHash<QString, QPointF> fixed;
    qreal lowest = 0;
    for (const Node &node : pipeline().nodes) {
        if (missing.contains(node.id))
            continue;
        fixed.insert(node.id, positionOf(node.id));
        lowest = std::max(lowest, positionOf(node.id).y() + sizeOf(node).height() + gridSize);
    }
    const QPointF origin(0, fixed.isEmpty() ? 0 : lowest + gridSize * 4);
    m_automatic.insert(autoLayout({pipeline(), m_wires, sizeOf, fixed, missing, origin}));
}

Result<QByteArray> PipelineDocument::editedText(const QList<DocumentText::Edit> &edits) const
{
    if (!m_readable)
        return fail(ErrorKind::Conflict,
                    QStringLiteral("The text cannot be read as it is."),
                    QStringLiteral("Mend it in the YAML view first."));
    const auto quick = m_blocks ? m_blocks->edited(edits) : std::nullopt;
    return quick ? Result<QByteArray>(*quick) : DocumentText::apply(m_state.text, edits);
}

// Of a text that differs from the present one in a few nodes or wires, only these are read.
LoadedPipeline PipelineDocument::readAfter(const QByteArray &text)
{
    if (auto pipeline = m_blocks ? m_blocks->follow(text, m_state.pipeline()) : std::nullopt) {
        LoadedPipeline loaded = m_state.loaded;
        loaded.pipeline = std::move(*pipeline);
        m_stale = true;
        return loaded;
    }
    LoadedPipeline loaded = readPipeline(text);
    cutBlocks(text, loaded);
    m_stale = false;
    return loaded;
}

void PipelineDocument::cutBlocks(const QByteArray &text, const LoadedPipeline &loaded)
{
    auto blocks = TextBlocks::cut(text, loaded);
    m_blocks = blocks ? std::make_unique<TextBlocks>(std::move(*blocks)) : nullptr;
}

// Brings what readAfter() left behind up to date.
void PipelineDocument::readAll()
{
    if (!m_stale)
        return;
    m_stale = false;
    LoadedPipeline loaded = readPipeline(m_state.text);
    cutBlocks(m_state.text, loaded);
    const DocumentState before = m_state;
    const QList<Wire> wiresBefore = m_wires;
    const bool differs = loaded.pipeline != m_state.pipeline();
    take({m_state.text, std::move(loaded), m_state.layout});
    if (differs)
        tell(changesBetween(before, wiresBefore, m_state, m_wires, {}, {}), {}, {});
}

void PipelineDocument::setReadOnly(bool readOnly)
{
    if (std::exchange(m_readOnly, readOnly) != readOnly)
        Q_EMIT readOnlyChanged();
}

bool PipelineDocument::perform(const DocumentEdit &edit)
{
    if (m_readOnly)
        return refuse(tr("A demo is not edited. Save it under a name of your own first."));
    const Layout layout = edit.layout.value_or(m_state.layout);
    QByteArray text = edit.wholeText.value_or(m_state.text);
    if (!edit.text.isEmpty()) {
        const auto edited = editedText(edit.text);
        if (!edited)
            return refuse(edited.error().toString());
        text = *edited;
    }
    if (text == m_state.text && layout == m_state.layout)
        return true;
    auto command = std::make_unique<DocumentCommand>(
        *this, edit.name, TextChange::between(m_state.text, text), m_state.layout, layout);
    command->setRenamed(edit.renamedFrom, edit.renamedTo);
    command->setMerging({edit.mergeKey.isEmpty()
                             ? QString()
                             : QStringLiteral("%1 %2").arg(m_typing).arg(edit.mergeKey),
                         edit.mergesOnlySoon,
                         m_clock->steady()});
    m_undo.push(command.release());
    return true;
}

void PipelineDocument::show(const QByteArray &text,
                            const Layout &layout,
                            const QString &renamedFrom,
                            const QString &renamedTo)
{
    const DocumentState before = m_state;
    const QList<Wire> wiresBefore = m_wires;
    if (!renamedTo.isEmpty() && m_automatic.contains(renamedFrom))
        m_automatic.insert(renamedTo, m_automatic.value(renamedFrom));
    take({text, text == before.text ? before.loaded : readAfter(text), layout});
    tell(changesBetween(before, wiresBefore, m_state, m_wires, renamedFrom, renamedTo),
         renamedFrom,
         renamedTo);
    m_checkPause.start();
}

void PipelineDocument::tell(const PipelineChanges &changes, const QString &from, const QString &to)
{
    if (!to.isEmpty())
        Q_EMIT nodeRenamed(from, to);
    if (changes.reordered)
        Q_EMIT wasReset();
    for (const Wire &wire : changes.removedWires)
        Q_EMIT wireRemoved(wire.from, wire.port, wire.to);
    for (const QString &id : changes.removedNodes)
        Q_EMIT nodeRemoved(id);
    for (const QString &id : changes.insertedNodes)
        Q_EMIT nodeInserted(id);
    for (const QString &id : changes.changedNodes)
        Q_EMIT nodeChanged(id);
    if (!changes.movedNodes.isEmpty())
        Q_EMIT nodesMoved(changes.movedNodes);
    for (const Wire &wire : changes.insertedWires)
        Q_EMIT wireInserted(wire.from, wire.port, wire.to);
    if (changes.frames)
        Q_EMIT framesChanged();
    if (changes.notes)
        Q_EMIT notesChanged();
    if (changes.head)
        Q_EMIT headChanged();
    Q_EMIT edited();
}

bool PipelineDocument::refuse(const QString &reason)
{
    Q_EMIT refused(reason);
    return false;
}

void PipelineDocument::endTyping()
{
    ++m_typing;
}

void PipelineDocument::checkNow()
{
    m_checkPause.stop();
    const DiskFolder disk(folder());
    readAll();
    QList<Problem> problems =
        checkPipeline(m_state.loaded, m_path.isEmpty() ? nullptr : &disk, knownRuntimes()).problems;
    if (problems == m_problems)
        return;
    m_problems = std::move(problems);
    Q_EMIT problemsChanged();
}

QList<Problem> PipelineDocument::problemsOf(const QString &nodeId) const
{
    const QString pointer = pointerTo(QStringLiteral("/nodes"), nodeId);
    QList<Problem> found;
    for (const Problem &problem : m_problems) {
        if (problem.pointer == pointer || problem.pointer.startsWith(pointer + u'/'))
            found.append(problem);
    }
    return found;
}

int PipelineDocument::errorCount() const
{
    return static_cast<int>(
        std::count_if(m_problems.begin(), m_problems.end(), [](const Problem &problem) {
            return problem.severity == Severity::Error;
        }));
}

int PipelineDocument::warningCount() const
{
    return static_cast<int>(m_problems.size()) - errorCount();
}

QString PipelineDocument::fileName() const
{
    return QFileInfo(m_path).fileName();
}

QString PipelineDocument::folder() const
{
    return m_path.isEmpty() ? QString() : QFileInfo(m_path).absolutePath();
}

bool PipelineDocument::isModified() const
{
    return !m_undo.isClean() ||
           std::any_of(m_handlers.begin(), m_handlers.end(), [](const HandlerFile *file) {
               return file->isModified();
           });
}

QString PipelineDocument::guarantee() const
{
    return pipeline().guarantee == Guarantee::AtLeastOnce ? QStringLiteral("at-least-once")
                                                          : QStringLiteral("at-most-once");
}

QString PipelineDocument::durability() const
{
    return pipeline().durability == Durability::Full ? QStringLiteral("full")
                                                     : QStringLiteral("process");
}

QString PipelineDocument::missed() const
{
    return pipeline().missed == Missed::Run ? QStringLiteral("run") : QStringLiteral("skip");
}

} // namespace Saltern
