#include "engine/nodes/ensureparameters.h"

namespace Saltern {

Parameter presenceParameter()
{
    return {.name = QStringLiteral("state"),
            .type = ParameterType::Choice,
            .title = QStringLiteral("State"),
            .help = QStringLiteral("Whether it should be there."),
            .defaultValue = QStringLiteral("present"),
            .choices = {QStringLiteral("present"), QStringLiteral("absent")}};
}

Parameter dryRunParameter()
{
    return {.name = QStringLiteral("dryRun"),
            .type = ParameterType::Boolean,
            .title = QStringLiteral("Dry run"),
            .help = QStringLiteral("Only say what would be done."),
            .defaultValue = false,
            .example = true};
}

std::vector<Port> changeOutputs()
{
    return {{QStringLiteral("changed"),
             QStringLiteral("Changed"),
             QStringLiteral("It was not so, and is now.")},
            {QStringLiteral("unchanged"),
             QStringLiteral("Unchanged"),
             QStringLiteral("It was so already.")},
            {QStringLiteral("error"),
             QStringLiteral("Error"),
             QStringLiteral("It could not be done; `data.error` says why.")}};
}

void refuseForState(const Node &node,
                    const QStringList &fields,
                    const QString &state,
                    NodeProblems &problems)
{
    for (const QString &field : fields) {
        if (node.parameters.contains(field))
            problems.add(field,
                         QStringLiteral("conflicting-fields"),
                         QStringLiteral("`%1` means nothing for `state: %2`.").arg(field, state),
                         QStringLiteral("Remove it."));
    }
}

} // namespace Saltern
