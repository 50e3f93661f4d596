#include "app/studio/document/edits/settingedits.h"

#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern {

using TextEdit = DocumentText::Edit;

namespace {

QString nodePointer(const QString &id)
{
    return pointerTo(QStringLiteral("/nodes"), id);
}

QString nameOf(const DocumentState &state, const QStringList &ids)
{
    if (ids.size() != 1)
        return QStringLiteral("%1 nodes").arg(ids.size());
    const Node *node = state.pipeline().node(ids.first());
    return node && !node->label.isEmpty() ? node->label : ids.first();
}

// The title of the setting that a pointer leads to, as the inspector shows it.
QString titleOf(const Node *node, const QString &pointer)
{
    const QStringList parts = pointer.split(u'/').mid(1);
    const NodeDescriptor *descriptor = node ? findDescriptor(node->kind) : nullptr;
    std::vector<Parameter> fields;
    if (descriptor)
        fields = allParameters(*descriptor);
    QString title = parts.value(0);
    for (const QString &part : parts) {
        const auto found = std::find_if(fields.begin(), fields.end(), [&](const Parameter &field) {
            return field.name == part;
        });
        if (found != fields.end()) {
            title = found->title.isEmpty() ? found->name : found->title;
            const std::vector<Parameter> inner = found->fields;
            fields = inner;
        } else if (fields.size() == 1 && !fields.front().fields.empty()) {
            const std::vector<Parameter> inner = fields.front().fields; // an entry of a list
            fields = inner;
        }
    }
    return title;
}

QJsonValue valueAt(QJsonValue value, const QString &pointer)
{
    const QStringList parts = pointer.split(u'/').mid(1);
    for (QString part : parts) {
        part.replace(QLatin1StringView("~1"), QLatin1StringView("/"))
            .replace(QLatin1StringView("~0"), QLatin1StringView("~"));
        value = value.isArray() ? value.toArray().at(part.toInt()) : value.toObject().value(part);
    }
    return value;
}

bool isThere(const Node *node, const QString &pointer)
{
    return node && !valueAt(node->parameters, pointer).isUndefined();
}

} // namespace

DocumentEdit Edits::setField(const DocumentState &state,
                             const QStringList &ids,
                             const QString &field,
                             const QJsonValue &value)
{
    const bool isText = field == QLatin1StringView("label") || field == QLatin1StringView("note");
    DocumentEdit edit{
        .name =
            field == QLatin1StringView("disabled")
                ? (value.isUndefined() ? QStringLiteral("Enable %1") : QStringLiteral("Disable %1"))
                      .arg(nameOf(state, ids))
                : QStringLiteral("Set %1 of %2").arg(field, nameOf(state, ids)),
        .mergeKey = isText ? QStringLiteral("%1 of %2").arg(field, ids.join(u' ')) : QString()};
    const bool takesOut = value.isUndefined() || (isText && value.toString().isEmpty());
    for (const QString &id : ids) {
        const Node *node = state.pipeline().node(id);
        if (!node)
            continue;
        const QString pointer = pointerTo(nodePointer(id), field);
        const bool there = state.loaded.source.keys.contains(pointer);
        if (!takesOut)
            edit.text +=
                TextEdit::set(pointer, value, {QStringLiteral("kind"), QStringLiteral("label")});
        else if (there)
            edit.text += TextEdit::remove(pointer);
    }
    return edit;
}

DocumentEdit Edits::setParameter(const DocumentState &state,
                                 const QStringList &ids,
                                 const QString &pointer,
                                 const QJsonValue &value)
{
    const Node *first = state.pipeline().node(ids.value(0));
    DocumentEdit edit{
        .name = QStringLiteral("Set %1 of %2").arg(titleOf(first, pointer), nameOf(state, ids)),
        .mergeKey = QStringLiteral("%1 of %2").arg(pointer, ids.join(u' '))};
    for (const QString &id : ids) {
        const Node *node = state.pipeline().node(id);
        if (node && valueAt(node->parameters, pointer) != value)
            edit.text += TextEdit::set(nodePointer(id) + pointer, value);
    }
    return edit;
}

DocumentEdit
Edits::clearParameter(const DocumentState &state, const QStringList &ids, const QString &pointer)
{
    const Node *first = state.pipeline().node(ids.value(0));
    DocumentEdit edit{
        .name = QStringLiteral("Reset %1 of %2").arg(titleOf(first, pointer), nameOf(state, ids))};
    for (const QString &id : ids) {
        const Node *node = state.pipeline().node(id);
        if (!isThere(node, pointer))
            continue;
        QString gone = pointer;
        for (QString above = parentPointer(gone); !above.isEmpty(); above = parentPointer(above)) {
            const QJsonValue around = valueAt(node->parameters, above);
            if (!around.isObject() || around.toObject().size() > 1)
                break;
            gone = above;
        }
        edit.text += TextEdit::remove(nodePointer(id) + gone);
    }
    return edit;
}

DocumentEdit Edits::setHead(const DocumentState &state, const QString &field, const QString &value)
{
    static const QStringList order{QStringLiteral("saltern"),
                                   QStringLiteral("pipeline"),
                                   QStringLiteral("title"),
                                   QStringLiteral("description"),
                                   QStringLiteral("guarantee"),
                                   QStringLiteral("durability"),
                                   QStringLiteral("missed")};
    const QString pointer = pointerTo(QString(), field);
    DocumentEdit edit{.name = QStringLiteral("Set %1").arg(field),
                      .mergeKey = QStringLiteral("head ") + field};
    if (!value.isEmpty())
        edit.text += TextEdit::set(pointer, value, order.first(order.indexOf(field)));
    else if (state.loaded.source.keys.contains(pointer))
        edit.text += TextEdit::remove(pointer);
    return edit;
}

} // namespace Saltern
