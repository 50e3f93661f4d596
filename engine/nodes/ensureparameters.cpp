#include "engine/nodes/ensureparameters.h"

#include <QJsonObject>

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

Parameter driverOptionsParameter(const QJsonObject &example)
{
    return {.name = QStringLiteral("options"),
            .type = ParameterType::Map,
            .title = QStringLiteral("Options"),
            .help = QStringLiteral("Options of the driver."),
            .templated = true,
            .example = example,
            .fields = {{.name = QStringLiteral("value"),
                        .title = QStringLiteral("Value"),
                        .templated = true}}};
}

Parameter labelsParameter()
{
    return {.name = QStringLiteral("labels"),
            .type = ParameterType::Map,
            .title = QStringLiteral("Labels"),
            .help = QStringLiteral("Labels that it has; others may be there."),
            .templated = true,
            .example = QJsonObject{{QStringLiteral("app"), QStringLiteral("shop")}},
            .fields = {{.name = QStringLiteral("value"),
                        .title = QStringLiteral("Value"),
                        .templated = true}}};
}

Parameter recreateParameter(const QString &condition)
{
    return {.name = QStringLiteral("recreate"),
            .type = ParameterType::Boolean,
            .title = QStringLiteral("Make it anew"),
            .help = QStringLiteral("When it differs, remove it and make it again; only when %1.")
                        .arg(condition),
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

void refuseWhenAbsent(const Node &node,
                      const std::vector<Parameter> &description,
                      NodeProblems &problems)
{
    const QString absent = QStringLiteral("absent");
    if (node.parameters.value(QLatin1StringView("state")).toString() != absent)
        return;
    QStringList fields;
    for (const Parameter &parameter : description)
        fields += parameter.name;
    refuseForState(node, fields, absent, problems);
}

} // namespace Saltern
