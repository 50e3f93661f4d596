#include "engine/pipeline/runnablepart.h"

#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <QSet>

#include <algorithm>

namespace Saltern {

namespace {

bool isEnabledTrigger(const Node &node, const QSet<QString> &ledTo)
{
    if (node.disabled != Disabled::No)
        return false;
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    return descriptor ? !descriptor->hasInput() : !ledTo.contains(node.id);
}

QSet<QString> reachedNodes(const Pipeline &pipeline)
{
    QHash<QString, QStringList> next;
    QSet<QString> ledTo;
    for (const Wire &wire : pipeline.wires) {
        next[wire.from] += wire.to;
        ledTo += wire.to;
    }
    QStringList open;
    QSet<QString> stopping;
    for (const Node &node : pipeline.nodes) {
        if (node.disabled == Disabled::Stop)
            stopping += node.id;
        if (isEnabledTrigger(node, ledTo))
            open += node.id;
    }
    QSet<QString> reached;
    while (!open.isEmpty()) {
        const QString at = open.takeLast();
        if (reached.contains(at))
            continue;
        reached += at;
        if (!stopping.contains(at))
            open += next.value(at);
    }
    return reached;
}

/// The node that a problem is about, or from which the wire leads that it is about.
QString nodeOf(const Problem &problem, const Pipeline &pipeline)
{
    const QStringList path = pointerParts(problem.pointer);
    if (path.size() < 2)
        return {};
    if (path[0] == QLatin1StringView("nodes"))
        return path[1];
    const bool isWire = path[0] == QLatin1StringView("wires");
    return isWire ? pipeline.wires.value(path[1].toInt()).from : QString();
}

} // namespace

Pipeline runnablePart(const Pipeline &pipeline)
{
    const QSet<QString> reached = reachedNodes(pipeline);
    if (reached.isEmpty())
        return pipeline;
    Pipeline part = pipeline;
    part.nodes.removeIf([&](const Node &node) { return !reached.contains(node.id); });
    part.wires.removeIf([&](const Wire &wire) {
        return !reached.contains(wire.from) || !reached.contains(wire.to);
    });
    return part;
}

QList<Problem> problemsForRunning(const LoadedPipeline &checked)
{
    const QSet<QString> reached = reachedNodes(checked.pipeline);
    QList<Problem> problems = checked.problems;
    for (Problem &problem : problems) {
        const QString node = nodeOf(problem, checked.pipeline);
        const bool runs =
            reached.isEmpty() || reached.contains(node) || !checked.pipeline.node(node);
        if (runs || problem.severity == Severity::Warning)
            continue;
        problem.severity = Severity::Warning;
        problem.remedy +=
            QStringLiteral(" It is not run meanwhile: no enabled trigger leads to \"%1\".")
                .arg(node.left(60));
    }
    return problems;
}

} // namespace Saltern
