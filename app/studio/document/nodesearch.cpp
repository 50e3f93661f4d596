#include "app/studio/document/nodesearch.h"

#include "app/studio/document/pipelinedocument.h"
#include "engine/nodes/jsontext.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

namespace {

void collectTexts(const QString &name, const QJsonValue &value, QStringList &texts)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            collectTexts(name.isEmpty() ? it.key() : name + u'.' + it.key(), it.value(), texts);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array)
            collectTexts(name, item, texts);
    } else {
        texts.append(name + QStringLiteral(": ") + textOf(value));
    }
}

bool isThat(const PipelineDocument &document, const Node &node, const QString &state)
{
    if (state == QLatin1StringView("disabled"))
        return node.disabled != Disabled::No;
    const QList<Problem> problems = document.problemsOf(node.id);
    if (state == QLatin1StringView("invalid"))
        return hasErrors(problems);
    return state == QLatin1StringView("warning") && !problems.isEmpty() && !hasErrors(problems);
}

bool uses(const Node &node, const QString &what)
{
    for (const char *setting : {"image", "runtime"}) {
        const QJsonValue value = node.parameters.value(QLatin1StringView(setting));
        if (textOf(value).contains(what, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

bool fits(const PipelineDocument &document, const Node &node, const QString &word)
{
    if (word.startsWith(QLatin1StringView("is:")))
        return isThat(document, node, word.mid(3));
    if (word.startsWith(QLatin1StringView("uses:")))
        return uses(node, word.mid(5));
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    QStringList texts{node.id, node.label, node.kind.name, node.note};
    if (descriptor)
        texts.append(descriptor->title);
    collectTexts({}, node.parameters, texts);
    return std::ranges::any_of(
        texts, [&](const QString &text) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

QStringList findNodes(const PipelineDocument &document, const QString &query)
{
    const QStringList words = query.split(u' ', Qt::SkipEmptyParts);
    QStringList found;
    if (words.isEmpty())
        return found;
    for (const Node &node : document.pipeline().nodes) {
        if (std::ranges::all_of(words,
                                [&](const QString &word) { return fits(document, node, word); }))
            found += node.id;
    }
    return found;
}

} // namespace Saltern
