#include "engine/pipeline/placement.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

namespace {

QJsonValue text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

Parameter timeoutParameter()
{
    return {.name = QStringLiteral("timeout"),
            .type = ParameterType::Duration,
            .title = QStringLiteral("Time limit"),
            .help =
                QStringLiteral("How long one attempt may take; then it is stopped and counts as "
                               "failed."),
            .defaultValue = text("60s"),
            .minimum = 100,
            .maximum = 24.0 * 3600 * 1000,
            .example = text("10s"),
            .advanced = true};
}

Parameter retryParameter()
{
    return {
        .name = QStringLiteral("retry"),
        .type = ParameterType::Object,
        .title = QStringLiteral("Try again"),
        .help = QStringLiteral("What happens when an attempt fails and trying again may help. The "
                               "waits vary by up to a fifth, so that many steps do not retry at "
                               "the same moment."),
        .defaultValue = QJsonObject{{QStringLiteral("max"), 0},
                                    {QStringLiteral("backoff"), text("exponential")},
                                    {QStringLiteral("first"), text("1s")},
                                    {QStringLiteral("cap"), text("30s")}},
        .example = QJsonObject{{QStringLiteral("max"), 3}, {QStringLiteral("first"), text("1s")}},
        .fields =
            {
                {.name = QStringLiteral("max"),
                 .type = ParameterType::Integer,
                 .title = QStringLiteral("Further attempts"),
                 .help = QStringLiteral("How often it is tried again after the first attempt."),
                 .defaultValue = 0,
                 .minimum = 0,
                 .maximum = 100,
                 .example = 3},
                {.name = QStringLiteral("backoff"),
                 .type = ParameterType::Choice,
                 .title = QStringLiteral("Back-off"),
                 .help = QStringLiteral("Whether the wait stays the same or doubles each time."),
                 .defaultValue = text("exponential"),
                 .choices = {QStringLiteral("exponential"), QStringLiteral("fixed")},
                 .example = text("fixed")},
                {.name = QStringLiteral("first"),
                 .type = ParameterType::Duration,
                 .title = QStringLiteral("First wait"),
                 .help = QStringLiteral("The wait before the second attempt."),
                 .defaultValue = text("1s"),
                 .minimum = 10,
                 .maximum = 24.0 * 3600 * 1000,
                 .example = text("500ms")},
                {.name = QStringLiteral("cap"),
                 .type = ParameterType::Duration,
                 .title = QStringLiteral("Longest wait"),
                 .help = QStringLiteral("Doubling stops here."),
                 .defaultValue = text("30s"),
                 .minimum = 10,
                 .maximum = 24.0 * 3600 * 1000,
                 .example = text("1m")},
            },
        .advanced = true};
}

Parameter concurrencyParameter()
{
    return {.name = QStringLiteral("concurrency"),
            .type = ParameterType::Integer,
            .title = QStringLiteral("At the same time"),
            .help =
                QStringLiteral("How many steps of this node may run side by side. Steps with the "
                               "same order key still follow one another."),
            .defaultValue = 4,
            .minimum = 1,
            .maximum = 256,
            .example = 8,
            .advanced = true};
}

Parameter rateParameter()
{
    return {
        .name = QStringLiteral("rate"),
        .type = ParameterType::Object,
        .title = QStringLiteral("Rate"),
        .help = QStringLiteral("How many attempts may begin within any stretch of time; others "
                               "wait. Without it there is no such limit."),
        .example = QJsonObject{{QStringLiteral("max"), 10}, {QStringLiteral("per"), text("1s")}},
        .fields = {{.name = QStringLiteral("max"),
                    .type = ParameterType::Integer,
                    .title = QStringLiteral("At most"),
                    .help = QStringLiteral("How many attempts begin, further ones of the same step "
                                           "included."),
                    .required = true,
                    .minimum = 1,
                    .maximum = 10'000,
                    .example = 10},
                   {.name = QStringLiteral("per"),
                    .type = ParameterType::Duration,
                    .title = QStringLiteral("Within"),
                    .help = QStringLiteral("The length of the stretch."),
                    .defaultValue = text("1s"),
                    .minimum = 100,
                    .maximum = 24.0 * 3600 * 1000,
                    .example = text("1m")}},
        .advanced = true};
}

Parameter orderByParameter()
{
    return {.name = QStringLiteral("orderBy"),
            .type = ParameterType::Text,
            .title = QStringLiteral("Keep order per"),
            .help =
                QStringLiteral("Steps whose key is equal run one after another, in the order of "
                               "their events. Without it, the key is the event's `subject`."),
            .templated = true,
            .example = text("{{ event.data.container.name }}"),
            .advanced = true};
}

Parameter placeParameter()
{
    return {.name = QStringLiteral("place"),
            .type = ParameterType::Target,
            .title = QStringLiteral("Place"),
            .help = QStringLiteral(
                "The Docker host that the step works on: `event-host` is the one that the event "
                "came from; a host's name or a target expression picks one; `any TARGET` is the "
                "least busy that the target picks, `all TARGET` each of them."),
            .defaultValue = text("event-host"),
            .choices = Placement::words(),
            .example = text("all G@zone:edge"),
            .advanced = true};
}

Parameter batchParameter()
{
    return {.name = QStringLiteral("batch"),
            .type = ParameterType::Integer,
            .title = QStringLiteral("Hosts at the same time"),
            .help =
                QStringLiteral("With `place: all`, on how many hosts it works at the same time. "
                               "Without it, on all of them."),
            .minimum = 1,
            .maximum = 256,
            .example = 1,
            .advanced = true};
}

Parameter stopOnFailureParameter()
{
    return {.name = QStringLiteral("stopOnFailure"),
            .type = ParameterType::Boolean,
            .title = QStringLiteral("Stop at a failure"),
            .help = QStringLiteral("With `place: all`, no further host is begun once one has "
                                   "failed; those that work already come to their end."),
            .defaultValue = false,
            .example = true,
            .advanced = true};
}

QJsonObject withDefaults(QJsonObject values, const std::vector<Parameter> &parameters);

QJsonValue completed(const QJsonValue &value, const Parameter &parameter)
{
    return parameter.type == ParameterType::Object && value.isObject()
               ? QJsonValue(withDefaults(value.toObject(), parameter.fields))
               : value;
}

QJsonObject withDefaults(QJsonObject values, const std::vector<Parameter> &parameters)
{
    for (const Parameter &parameter : parameters) {
        const QJsonValue written = values.value(parameter.name);
        const QJsonValue &used = written.isUndefined() ? parameter.defaultValue : written;
        if (!used.isUndefined())
            values.insert(parameter.name, completed(used, parameter));
    }
    return values;
}

} // namespace

std::vector<Parameter> commonParameters(const NodeDescriptor &descriptor)
{
    if (descriptor.effect != Effect::External)
        return {};
    std::vector<Parameter> common{timeoutParameter(),
                                  retryParameter(),
                                  concurrencyParameter(),
                                  orderByParameter(),
                                  rateParameter()};
    if (descriptor.usesHost) {
        for (const auto &make : {placeParameter, batchParameter, stopOnFailureParameter})
            common.push_back(make());
    }
    return common;
}

void checkCommonParameters(const Node &node, NodeProblems &problems)
{
    const auto place =
        Placement::parse(node.parameters.value(QLatin1StringView("place")).toString());
    if (!place || place->kind == Placement::Kind::All)
        return;
    for (const auto &name : {QStringLiteral("batch"), QStringLiteral("stopOnFailure")}) {
        if (node.parameters.contains(name))
            problems.add(name,
                         QStringLiteral("conflicting-fields"),
                         QStringLiteral("`%1` means nothing for a step on one host.").arg(name),
                         QStringLiteral("Remove it, or set `place: all`."));
    }
}

std::vector<Parameter> allParameters(const NodeDescriptor &descriptor)
{
    std::vector<Parameter> all = descriptor.parameters;
    for (const Parameter &common : commonParameters(descriptor)) {
        const bool own = std::any_of(descriptor.parameters.begin(),
                                     descriptor.parameters.end(),
                                     [&](const Parameter &p) { return p.name == common.name; });
        if (!own)
            all.push_back(common);
    }
    return all;
}

QJsonObject parametersWithDefaults(const NodeDescriptor &descriptor, const Node &node)
{
    return withDefaults(node.parameters, allParameters(descriptor));
}

} // namespace Saltern
