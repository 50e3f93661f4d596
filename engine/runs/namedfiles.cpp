#include "engine/runs/namedfiles.h"

#include "engine/pipeline/registry.h"

#include <QJsonArray>

namespace Saltern {

namespace {

// The files that a value of this parameter names, containers walked.
void collectPaths(const Parameter &parameter, const QJsonValue &value, QStringList &paths)
{
    if (parameter.type == ParameterType::Path && value.isString())
        paths += value.toString();
    if (parameter.fields.empty())
        return;
    if (parameter.type == ParameterType::List) {
        for (const QJsonValue &entry : value.toArray())
            collectPaths(parameter.fields.front(), entry, paths);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (parameter.type == ParameterType::Map)
            collectPaths(parameter.fields.front(), *entry, paths);
        for (const Parameter &field : parameter.fields) {
            if (parameter.type == ParameterType::Object && field.name == entry.key())
                collectPaths(field, *entry, paths);
        }
    }
}

} // namespace

QStringList namedFiles(const Pipeline &pipeline)
{
    QStringList paths;
    for (const Node &node : pipeline.nodes) {
        const NodeDescriptor *descriptor = findDescriptor(node.kind);
        if (!descriptor)
            continue;
        for (const Parameter &parameter : allParameters(*descriptor))
            collectPaths(parameter, node.parameters.value(parameter.name), paths);
    }
    return paths;
}

} // namespace Saltern
