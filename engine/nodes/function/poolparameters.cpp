#include "engine/nodes/function/poolparameters.h"

namespace Saltern {

namespace {

constexpr double longest = 24.0 * 3600 * 1000;

std::vector<Parameter> sizeFields()
{
    return {
        {.name = QStringLiteral("min"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("At least"),
         .help = QStringLiteral("So many containers start with the pipeline and stay, even when "
                                "there is nothing to do."),
         .defaultValue = 0,
         .minimum = 0,
         .maximum = 100,
         .example = 1},
        {.name = QStringLiteral("max"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("At most"),
         .help = QStringLiteral("The most containers on one host; further calls wait."),
         .defaultValue = 4,
         .minimum = 1,
         .maximum = 100,
         .example = 2},
        {.name = QStringLiteral("concurrency"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Calls at once"),
         .help = QStringLiteral("Calls at a time in one container; they share its memory. A warm "
                                "container runs a process for each, a hot one hands all of them "
                                "to its one handler."),
         .defaultValue = 1,
         .minimum = 1,
         .maximum = 64,
         .example = 8},
        {.name = QStringLiteral("idle"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Idle"),
         .help = QStringLiteral("A container without a call for so long is removed."),
         .defaultValue = QStringLiteral("10m"),
         .minimum = 1000,
         .maximum = longest,
         .example = QStringLiteral("1m")},
    };
}

std::vector<Parameter> renewalFields()
{
    return {
        {.name = QStringLiteral("maxCalls"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Calls"),
         .help = QStringLiteral("After so many calls a container is replaced; 0 = never."),
         .defaultValue = 0,
         .minimum = 0,
         .maximum = 1'000'000'000,
         .example = 10'000},
        {.name = QStringLiteral("maxAge"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Age"),
         .help = QStringLiteral("A container older than this is replaced after its call."),
         .minimum = 1000,
         .maximum = 30 * longest,
         .example = QStringLiteral("1h")},
        {.name = QStringLiteral("maxMemory"),
         .type = ParameterType::ByteSize,
         .title = QStringLiteral("Memory"),
         .help = QStringLiteral("A hot handler that holds more than this after a call is replaced, "
                                "before the container's limit kills it."),
         .minimum = 1024.0 * 1024,
         .maximum = 1024.0 * 1024 * 1024 * 1024,
         .example = QStringLiteral("96MiB")},
    };
}

} // namespace

std::vector<Parameter> functionPoolParameters()
{
    std::vector<Parameter> fields = sizeFields();
    for (Parameter &field : renewalFields())
        fields.push_back(std::move(field));
    return {
        {.name = QStringLiteral("mode"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Mode"),
         .help = QStringLiteral(
             "`cold` starts a new container for every call. `warm` keeps containers and starts "
             "the code anew in them for every call. `hot` keeps the code itself running: what a "
             "call leaves in its variables, the next one sees."),
         .defaultValue = QStringLiteral("cold"),
         .choices = {QStringLiteral("cold"), QStringLiteral("warm"), QStringLiteral("hot")}},
        {.name = QStringLiteral("pool"),
         .type = ParameterType::Object,
         .title = QStringLiteral("Pool"),
         .help = QStringLiteral("The containers that stay, in the modes warm and hot. Every host "
                                "has a pool of its own."),
         .example = QJsonObject{{QStringLiteral("min"), 1},
                                {QStringLiteral("idle"), QStringLiteral("1m")}},
         .fields = fields,
         .advanced = true},
    };
}

} // namespace Saltern
