#include "engine/pipeline/testcheck.h"

namespace Saltern {

const std::vector<Parameter> &testParameters()
{
    static const std::vector<Parameter> parameters{
        {.name = QStringLiteral("name"),
         .title = QStringLiteral("Name"),
         .help = QStringLiteral("What the test shows, in a few words."),
         .required = true,
         .example = QStringLiteral("one crash is restarted")},
        {.name = QStringLiteral("events"),
         .type = ParameterType::Json,
         .title = QStringLiteral("Events"),
         .help = QStringLiteral("What happens: a file of recorded events, or a list of events."),
         .example = QStringLiteral("tests/one-crash.jsonl")},
        {.name = QStringLiteral("hosts"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Hosts"),
         .help = QStringLiteral("The labels of hosts, by name, for targets; hosts that events name "
                                "are there without it."),
         .fields = {{.name = QStringLiteral("labels"),
                     .type = ParameterType::Map,
                     .fields = {{.name = QStringLiteral("value")}}}}},
        {.name = QStringLiteral("start"),
         .title = QStringLiteral("Start"),
         .help = QStringLiteral("When virtual time begins; the first event's time when it is not "
                                "written."),
         .example = QStringLiteral("2026-01-31T07:59:00Z")},
        {.name = QStringLiteral("for"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("For"),
         .help = QStringLiteral("How long virtual time goes on at least, for timers."),
         .example = QStringLiteral("24h")},
        {.name = QStringLiteral("mocks"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Mocks"),
         .help = QStringLiteral("What nodes answer, by node: an answer, a list of them, or a file "
                                "with either."),
         .fields = {{.name = QStringLiteral("mock"), .type = ParameterType::Json}}},
        {.name = QStringLiteral("expect"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Expect"),
         .help = QStringLiteral("What has to happen, by node."),
         .required = true,
         .fields = {{.name = QStringLiteral("expectation"),
                     .type = ParameterType::Object,
                     .fields = expectationParameters()}}}};
    return parameters;
}

const std::vector<Parameter> &mockParameters()
{
    static const std::vector<Parameter> parameters{
        {.name = QStringLiteral("port"),
         .title = QStringLiteral("Port"),
         .help = QStringLiteral("The output that the node leaves by; the first when it is not "
                                "written.")},
        {.name = QStringLiteral("data"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Data"),
         .help = QStringLiteral("The data of the exit event."),
         .fields = {{.name = QStringLiteral("value"), .type = ParameterType::Json}}},
        {.name = QStringLiteral("log"),
         .title = QStringLiteral("Log"),
         .help = QStringLiteral("What the step says on the way.")},
        {.name = QStringLiteral("error"),
         .title = QStringLiteral("Error"),
         .help = QStringLiteral("The attempt fails with this message.")},
        {.name = QStringLiteral("retry"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Retry"),
         .help = QStringLiteral("Whether the node may try again after the error."),
         .defaultValue = true},
        {.name = QStringLiteral("after"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("After"),
         .help = QStringLiteral("How long it takes, in virtual time.")},
        {.name = QStringLiteral("when"),
         .type = ParameterType::Pattern,
         .title = QStringLiteral("When"),
         .help = QStringLiteral("The answer is for events that match this pattern.")}};
    return parameters;
}

const std::vector<Parameter> &expectationParameters()
{
    static const std::vector<Parameter> parameters{
        {.name = QStringLiteral("calls"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Calls"),
         .help = QStringLiteral("How many events arrive at the node; for a trigger, how many runs "
                                "it begins."),
         .minimum = 0},
        {.name = QStringLiteral("attempts"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Attempts"),
         .help = QStringLiteral("How many attempts it makes, retries included."),
         .minimum = 0},
        {.name = QStringLiteral("ports"),
         .type = ParameterType::List,
         .title = QStringLiteral("Ports"),
         .help = QStringLiteral("The outputs that it leaves by, in order."),
         .fields = {{.name = QStringLiteral("port")}},
         .acceptsOne = true},
        {.name = QStringLiteral("with"),
         .type = ParameterType::Pattern,
         .title = QStringLiteral("With"),
         .help = QStringLiteral("Each event that arrives matches this pattern.")},
        {.name = QStringLiteral("settings"),
         .type = ParameterType::Pattern,
         .title = QStringLiteral("Settings"),
         .help = QStringLiteral("The node's settings, templates filled in, match this pattern at "
                                "each call.")},
        {.name = QStringLiteral("exits"),
         .type = ParameterType::Pattern,
         .title = QStringLiteral("Exits"),
         .help = QStringLiteral("At least one event that leaves the node matches this pattern.")}};
    return parameters;
}

Parameter fileParameter(const QString &name)
{
    return {.name = name, .type = ParameterType::Path};
}

} // namespace Saltern
