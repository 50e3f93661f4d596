#include "app/studio/document/layout.h"

#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlwriter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

constexpr double farthest = 1e6;

// Hand-written numbers may be anything; a scene that spans more than this cannot be drawn.
qreal coordinate(const QJsonValue &value)
{
    return std::clamp(value.toDouble(), -farthest, farthest);
}

QPointF readPoint(const QJsonValue &value)
{
    const QJsonArray pair = value.toArray();
    return {coordinate(pair.at(0)), coordinate(pair.at(1))};
}

QRectF readRect(const QJsonValue &value)
{
    const QJsonArray four = value.toArray();
    return {coordinate(four.at(0)),
            coordinate(four.at(1)),
            std::max(0.0, coordinate(four.at(2))),
            std::max(0.0, coordinate(four.at(3)))};
}

QJsonArray numbers(std::initializer_list<qreal> values)
{
    QJsonArray array;
    for (const qreal value : values)
        array.append(std::round(value * 100) / 100);
    return array;
}

QJsonArray rectArray(const QRectF &rect)
{
    return numbers({rect.x(), rect.y(), rect.width(), rect.height()});
}

QByteArray line(int indent, const QString &key, const QJsonValue &value)
{
    return QByteArray(indent, ' ') + writeYamlKey(key) + ':' + writeYamlValue(value, indent) + '\n';
}

} // namespace

Layout readLayout(const QByteArray &text)
{
    const QJsonObject root = readYaml(text).value.toObject();
    Layout layout;
    const QJsonObject nodes = root.value(QLatin1StringView("nodes")).toObject();
    for (auto node = nodes.begin(); node != nodes.end(); ++node) {
        if (node->isArray())
            layout.nodes.insert(node.key(), {readPoint(*node)});
    }
    const QJsonArray pinned = root.value(QLatin1StringView("pinned")).toArray();
    for (const QJsonValue &id : pinned) {
        if (const auto place = layout.nodes.find(id.toString()); place != layout.nodes.end())
            place->pinned = true;
    }
    const QJsonObject frames = root.value(QLatin1StringView("frames")).toObject();
    for (auto frame = frames.begin(); frame != frames.end(); ++frame) {
        const QJsonObject fields = frame->toObject();
        layout.frames.append({frame.key(),
                              fields.value(QLatin1StringView("title")).toString(),
                              fields.value(QLatin1StringView("color")).toString(),
                              readRect(fields.value(QLatin1StringView("rect")))});
    }
    const QJsonObject notes = root.value(QLatin1StringView("notes")).toObject();
    for (auto note = notes.begin(); note != notes.end(); ++note) {
        const QJsonObject fields = note->toObject();
        layout.notes.append({note.key(),
                             fields.value(QLatin1StringView("text")).toString(),
                             readRect(fields.value(QLatin1StringView("rect")))});
    }
    return layout;
}

QByteArray writeLayout(const Layout &layout)
{
    QByteArray out = "layout: 1\nnodes:";
    QStringList ids = layout.nodes.keys();
    std::sort(ids.begin(), ids.end());
    out += ids.isEmpty() ? " {}\n" : "\n";
    QJsonArray pinned;
    for (const QString &id : std::as_const(ids)) {
        const NodePlace place = layout.nodes.value(id);
        out += line(2, id, numbers({place.position.x(), place.position.y()}));
        if (place.pinned)
            pinned.append(id);
    }
    if (!pinned.isEmpty())
        out += line(0, QStringLiteral("pinned"), pinned);
    if (!layout.frames.isEmpty())
        out += "frames:\n";
    for (const Frame &frame : layout.frames)
        out += "  " + writeYamlKey(frame.id) + ":\n" +
               line(4, QStringLiteral("title"), frame.title) +
               line(4, QStringLiteral("color"), frame.color) +
               line(4, QStringLiteral("rect"), rectArray(frame.rect));
    if (!layout.notes.isEmpty())
        out += "notes:\n";
    for (const StickyNote &note : layout.notes)
        out += "  " + writeYamlKey(note.id) + ":\n" + line(4, QStringLiteral("text"), note.text) +
               line(4, QStringLiteral("rect"), rectArray(note.rect));
    return out;
}

QString layoutPathOf(const QString &documentPath)
{
    QString base = documentPath;
    for (const auto suffix : {QLatin1StringView(".saltern.yaml"), QLatin1StringView(".yaml")}) {
        if (base.endsWith(suffix)) {
            base.chop(suffix.size());
            break;
        }
    }
    return base + QStringLiteral(".layout.yaml");
}

} // namespace Saltern
