#include "engine/pipeline/newrun.h"

#include "engine/pipeline/pipeline.h"

namespace Saltern {

namespace {

using Name = QLatin1StringView;

} // namespace

NewRun newRunBehind(const Node &node, const QString &port)
{
    if (node.kind.name != Name("window"))
        return NewRun::Never;
    const QString mode = node.parameters.value(Name("mode")).toString();
    const bool first = port.isEmpty() || port == Name("out") || port == Name("absent");
    if (first && (mode == Name("once-after") || mode == Name("absence")))
        return NewRun::Always;
    // A list that became full goes on in the run of the event that made it so.
    return first && mode == Name("accumulate") ? NewRun::Sometimes : NewRun::Never;
}

} // namespace Saltern
