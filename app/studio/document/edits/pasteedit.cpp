#include "app/studio/document/edits/pasteedit.h"

#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/document/autolayout.h"
#include "app/studio/document/edits/references.h"
#include "app/studio/document/edits/wireedits.h"
#include "app/studio/document/nodetext.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlwriter.h"

#include <QSet>

#include <algorithm>

namespace Saltern {

using TextEdit = DocumentText::Edit;

namespace {

const QString nodesPointer = QStringLiteral("/nodes");

tl::unexpected<Error> noNodes(const QString &detail = {})
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The clipboard holds no nodes of a pipeline."),
                QStringLiteral("Copy nodes, or YAML with \"nodes:\", first."),
                detail);
}

QByteArray block(const QByteArray &yaml, int indent)
{
    QByteArray out;
    for (const QByteArray &line : yaml.trimmed().split('\n'))
        out += line.trimmed().isEmpty() ? QByteArray("\n") : QByteArray(indent, ' ') + line + '\n';
    return out;
}

// "id:" with its settings may be pasted alone, without "nodes:" around it.
QByteArray withNodesAround(const QByteArray &yaml, const QJsonObject &root)
{
    const bool isAll = !root.isEmpty() && std::all_of(root.begin(), root.end(), [](auto value) {
        return value.toObject().contains(QLatin1StringView("kind"));
    });
    return isAll ? "nodes:\n" + block(yaml, 2) : yaml;
}

// A copied text that is read, with new ids where the old ones are taken.
struct Clip
{
    QByteArray text;
    Pipeline pipeline;
    QHash<QString, QString> ids; // old to new
    QHash<QString, QPointF> places;
};

Result<Clip> readClip(const QByteArray &yaml, const QSet<QString> &taken)
{
    const YamlDocument document = readYaml(yaml);
    if (!document.problems.isEmpty() || !document.value.isObject())
        return noNodes();
    const QJsonObject root = document.value.toObject();
    Clip clip{.text = withNodesAround(yaml, root)};
    clip.pipeline = readPipeline(clip.text).pipeline;
    if (clip.pipeline.nodes.isEmpty())
        return noNodes();
    QSet<QString> all = taken;
    for (const Node &node : std::as_const(clip.pipeline.nodes)) {
        const QString id = freeId(node.id, all);
        clip.ids.insert(node.id, id);
        all.insert(id);
    }
    const QJsonObject layout = root.value(QLatin1StringView("layout")).toObject();
    for (auto place = layout.begin(); place != layout.end(); ++place)
        clip.places.insert(place.key(),
                           {place->toArray().at(0).toDouble(), place->toArray().at(1).toDouble()});
    return clip;
}

// The clip's text with the references of its nodes to one another renamed.
Result<QByteArray> renamedText(const Clip &clip)
{
    QList<TextEdit> edits;
    for (const Node &node : clip.pipeline.nodes) {
        const auto texts = withStepsRenamed(node, clip.ids);
        for (auto text = texts.begin(); text != texts.end(); ++text)
            edits += TextEdit::set(pointerTo(nodesPointer, node.id) + text.key(), text.value());
    }
    return DocumentText::apply(clip.text, edits);
}

QHash<QString, QPointF> placesOf(const Clip &clip)
{
    const auto sizeOf = [](const Node &node) {
        return nodeGeometry(node, outputPortsOf(node).size()).size;
    };
    QHash<QString, QPointF> places = clip.places;
    const bool known = std::all_of(clip.pipeline.nodes.begin(),
                                   clip.pipeline.nodes.end(),
                                   [&](const Node &node) { return places.contains(node.id); });
    if (!known)
        places = autoLayout({clip.pipeline, shownWires(clip.pipeline), sizeOf, {}, {}, {}});
    return places;
}

QPointF cornerOf(const Clip &clip, const QHash<QString, QPointF> &places)
{
    QPointF corner = places.value(clip.pipeline.nodes.first().id);
    for (const Node &node : clip.pipeline.nodes) {
        const QPointF place = places.value(node.id);
        corner = {std::min(corner.x(), place.x()), std::min(corner.y(), place.y())};
    }
    return corner;
}

// What is pasted twice in the same place would hide what is there.
QPointF freeOffset(const Layout &layout, const QHash<QString, QPointF> &places, QPointF offset)
{
    const auto hides = [&](QPointF by) {
        return std::any_of(layout.nodes.begin(), layout.nodes.end(), [&](const NodePlace &there) {
            return std::any_of(places.begin(), places.end(), [&](QPointF place) {
                return place + by == there.position;
            });
        });
    };
    while (hides(offset))
        offset += QPointF(2 * gridSize, 2 * gridSize);
    return offset;
}

} // namespace

Result<QByteArray>
Edits::copyNodes(const DocumentState &state, const Layout &layout, const QStringList &ids)
{
    const QSet<QString> wanted(ids.begin(), ids.end());
    QStringList pointers;
    QStringList ordered;
    for (const Node &node : state.pipeline().nodes) {
        if (!wanted.contains(node.id))
            continue;
        ordered += node.id;
        pointers += pointerTo(nodesPointer, node.id);
    }
    const auto blocks = DocumentText::raw(state.text, pointers);
    if (!blocks)
        return fail(blocks.error());
    QByteArray out = "nodes:\n";
    for (qsizetype i = 0; i < ordered.size(); ++i)
        out += "  " + writeYamlKey(ordered[i]) + ":\n" + block(blocks->at(i), 4);
    QByteArray wires;
    for (const Wire &wire : state.pipeline().wires) {
        if (wanted.contains(wire.to) && state.pipeline().node(wire.from))
            wires += "  - " + writeYamlScalar(wire.toString()) + '\n';
    }
    out += wires.isEmpty() ? QByteArray() : "wires:\n" + wires;
    out += "layout:\n";
    for (const QString &id : std::as_const(ordered)) {
        const QPointF at = layout.nodes.value(id).position;
        out += "  " + writeYamlKey(id) + ": " + writeYamlFlow(QJsonArray{at.x(), at.y()}) + '\n';
    }
    return out;
}

Result<Edits::Pasted> Edits::pasteNodes(const DocumentState &state,
                                        const Layout &layout,
                                        const QByteArray &yaml,
                                        QPointF at,
                                        bool keepIncoming)
{
    QSet<QString> taken;
    for (const Node &node : state.pipeline().nodes)
        taken.insert(node.id);
    const auto clip = readClip(yaml, taken);
    if (!clip)
        return fail(clip.error());
    const auto text = renamedText(*clip);
    if (!text)
        return fail(text.error());
    QStringList pointers;
    for (const Node &node : clip->pipeline.nodes)
        pointers += pointerTo(nodesPointer, node.id);
    const auto blocks = DocumentText::raw(*text, pointers);
    if (!blocks)
        return fail(blocks.error());

    Pasted pasted{.edit = {.layout = state.layout}};
    const QHash<QString, QPointF> places = placesOf(*clip);
    const QPointF offset = freeOffset(layout, places, at - cornerOf(*clip, places));
    for (qsizetype i = 0; i < blocks->size(); ++i) {
        const QString old = clip->pipeline.nodes[i].id;
        const QString id = clip->ids.value(old);
        pasted.ids += id;
        pasted.edit.text += TextEdit::setRaw(pointerTo(nodesPointer, id), blocks->at(i));
        pasted.edit.layout->nodes.insert(id, {places.value(old) + offset});
    }
    QList<Wire> wires;
    for (const Wire &wire : clip->pipeline.wires) {
        const bool isInner = clip->ids.contains(wire.from) && clip->ids.contains(wire.to);
        const bool isIncoming = keepIncoming && !clip->ids.contains(wire.from) &&
                                taken.contains(wire.from) && clip->ids.contains(wire.to);
        if (isInner || isIncoming)
            wires.append(
                {clip->ids.value(wire.from, wire.from), wire.port, clip->ids.value(wire.to)});
    }
    pasted.edit.text += addWires(state, wires);
    pasted.edit.name = pasted.ids.size() == 1
                           ? QStringLiteral("Paste ") + pasted.ids.first()
                           : QStringLiteral("Paste %1 nodes").arg(pasted.ids.size());
    return pasted;
}

} // namespace Saltern
