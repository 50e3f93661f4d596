#include "app/studio/canvas/canvascommands.h"

#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/gridsnap.h"
#include "app/studio/canvas/kindsearch.h"
#include "app/studio/canvas/nodecard.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/settings/preferences.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace Saltern {

namespace {

constexpr QPointF duplicateOffset(24, 24);
constexpr int rememberedKinds = 5;
const QString recentsKey = QStringLiteral("canvas/recentKinds");
const QString favouritesKey = QStringLiteral("canvas/favouriteKinds");

} // namespace

CanvasCommands::CanvasCommands(CanvasView &view) : QObject(&view), m_view(view)
{
}

QString CanvasCommands::insert(const QString &kind, QPointF scene, const QVariantMap &context)
{
    PipelineDocument *document = m_view.document();
    if (!document)
        return {};
    const auto text = [&](const char *key) {
        return context.value(QString::fromLatin1(key)).toString();
    };
    const QPointF corner = snapped(scene - cardHold);
    const QVariantMap parameters = context.value(QStringLiteral("parameters")).toMap();
    QString id;
    if (!text("wire").isEmpty()) {
        const Wire wire = wireFromKey(text("wire"));
        id = document->addNodeOnWire(kind, corner, wire.from, wire.port, wire.to, parameters);
    } else if (!text("fromNode").isEmpty() || !text("toNode").isEmpty()) {
        id = document->addNodeAndConnect(
            kind, corner, text("fromNode"), text("fromPort"), text("toNode"), parameters);
    } else {
        id = document->addNode(kind, corner, parameters);
    }
    if (!id.isEmpty()) {
        rememberKind(kind);
        document->selection()->set({id});
    }
    return id;
}

QVariantList CanvasCommands::kinds(const QString &text, const QVariantMap &context) const
{
    QSettings &settings = Preferences::instance().settings();
    const bool isOnWire = context.contains(QStringLiteral("wire"));
    const KindSearch search{.text = text,
                            .favourites = settings.value(favouritesKey).toStringList(),
                            .recents = settings.value(recentsKey).toStringList(),
                            .needsInput = isOnWire || context.contains(QStringLiteral("fromNode")),
                            .needsOutput = isOnWire || context.contains(QStringLiteral("toNode"))};
    QVariantList list;
    for (const NodeDescriptor *descriptor : searchKinds(search))
        list.append(QVariantMap{{QStringLiteral("key"), descriptor->kind},
                                {QStringLiteral("title"), descriptor->title},
                                {QStringLiteral("subtitle"), descriptor->summary},
                                {QStringLiteral("category"), categoryName(descriptor)}});
    return list;
}

void CanvasCommands::rememberKind(const QString &kind)
{
    QSettings &settings = Preferences::instance().settings();
    QStringList recents = settings.value(recentsKey).toStringList();
    recents.removeAll(kind);
    recents.prepend(kind);
    settings.setValue(recentsKey, QStringList(recents.mid(0, rememberedKinds)));
}

void CanvasCommands::removeSelected(bool heal)
{
    PipelineDocument *document = m_view.document();
    const QStringList frames = document->selection()->frames();
    const QStringList notes = document->selection()->notes();
    document->removeItems(document->selection()->nodes(), document->selection()->wires(), heal);
    for (const QString &frame : frames)
        document->removeFrame(frame);
    for (const QString &note : notes)
        document->removeStickyNote(note);
}

void CanvasCommands::duplicate()
{
    PipelineDocument *document = m_view.document();
    const QStringList made = document->duplicate(document->selection()->nodes(), duplicateOffset);
    if (!made.isEmpty())
        document->selection()->set(made);
}

void CanvasCommands::copy()
{
    PipelineDocument *document = m_view.document();
    if (document->selection()->nodes().isEmpty())
        return;
    QGuiApplication::clipboard()->setText(document->copy(document->selection()->nodes()));
    m_pasteCount = 0;
}

void CanvasCommands::cut()
{
    copy();
    PipelineDocument *document = m_view.document();
    document->removeItems(document->selection()->nodes());
}

void CanvasCommands::paste(bool keepIncoming)
{
    const QString yaml = QGuiApplication::clipboard()->text();
    if (yaml.isEmpty())
        return;
    const QRectF inside(QPointF(), m_view.size());
    const QPointF at = inside.contains(m_view.pointer()) ? m_view.pointer() : inside.center();
    const QString place = QStringLiteral("%1 %2 ").arg(at.x()).arg(at.y()) + yaml;
    m_pasteCount = place == m_lastPasted ? m_pasteCount + 1 : 0;
    m_lastPasted = place;
    const QPointF corner = snapped(m_view.toScene(at) - cardHold) + duplicateOffset * m_pasteCount;
    const QStringList made = m_view.document()->paste(yaml, corner, keepIncoming);
    if (!made.isEmpty())
        m_view.document()->selection()->set(made);
}

bool CanvasCommands::canPaste() const
{
    return !QGuiApplication::clipboard()->text().isEmpty();
}

void CanvasCommands::nudge(QPointF way)
{
    PipelineDocument *document = m_view.document();
    if (!document->selection()->nodes().isEmpty())
        document->nudge(document->selection()->nodes(), way.x(), way.y());
}

void CanvasCommands::toggleDisabled(const QString &how)
{
    PipelineDocument *document = m_view.document();
    const QStringList ids = document->selection()->nodes();
    const Disabled wanted = how == QLatin1StringView("stop") ? Disabled::Stop : Disabled::Bypass;
    const bool areThat = std::ranges::all_of(ids, [&](const QString &id) {
        const Node *node = document->pipeline().node(id);
        return node && node->disabled == wanted;
    });
    if (!ids.isEmpty())
        document->setDisabled(ids, areThat ? QStringLiteral("no") : how);
}

void CanvasCommands::frameSelected()
{
    PipelineDocument *document = m_view.document();
    const QStringList ids = document->selection()->nodes();
    if (ids.isEmpty())
        return;
    const QString id = document->addFrame(ids, tr("Frame"), QStringLiteral("accent"));
    if (id.isEmpty())
        return;
    document->selection()->setFrame(id);
    Q_EMIT m_view.frameEditRequested(id);
}

void CanvasCommands::addNote(QPointF scene)
{
    const QString id = m_view.document()->addStickyNote(scene, QString());
    if (id.isEmpty())
        return;
    m_view.document()->selection()->setNote(id);
    Q_EMIT m_view.noteEditRequested(id);
}

void CanvasCommands::tidy()
{
    PipelineDocument *document = m_view.document();
    const QStringList chosen = document->selection()->nodes();
    document->tidy(chosen.size() > 1 ? chosen : QStringList());
}

void CanvasCommands::togglePinned()
{
    PipelineDocument *document = m_view.document();
    const QStringList ids = document->selection()->nodes();
    const bool arePinned = std::ranges::all_of(ids, [&](const QString &id) {
        const NodeBox *box = m_view.scene()->node(id);
        return box && box->isPinned;
    });
    document->setPinned(ids, !arePinned);
}

void CanvasCommands::align(const QString &edge)
{
    m_view.document()->align(m_view.selection()->nodes(), edge);
}

void CanvasCommands::distribute(bool horizontally)
{
    m_view.document()->distribute(m_view.selection()->nodes(), horizontally);
}

QVariantList CanvasCommands::targetsOf(const QString &node, const QString &port) const
{
    const QVariantMap refusals = m_view.document()->refusals(node, port);
    QVariantList targets;
    for (const NodeBox &box : m_view.scene()->nodes()) {
        if (!refusals.contains(box.id) && box.id != node)
            targets.append(QVariantMap{{QStringLiteral("node"), box.id},
                                       {QStringLiteral("title"), box.title},
                                       {QStringLiteral("kindLine"), box.kindLine},
                                       {QStringLiteral("category"), box.category}});
    }
    return targets;
}

QVariantList CanvasCommands::outputsOf(const QString &node) const
{
    QVariantList outputs;
    if (const NodeBox *box = m_view.scene()->node(node)) {
        for (qsizetype i = 0; i < box->outputNames.size(); ++i)
            outputs.append(QVariantMap{{QStringLiteral("name"), box->outputNames[i]},
                                       {QStringLiteral("title"), box->outputTitles[i]}});
    }
    return outputs;
}

} // namespace Saltern
