#include "engine/pipeline/descriptor.h"

#include "engine/events/template.h"

#include <algorithm>

namespace Saltern {

namespace {

constexpr QLatin1StringView countWithin("count-within");
constexpr QLatin1StringView onceWithin("once-within");
constexpr QLatin1StringView onceAfter("once-after");
constexpr QLatin1StringView absence("absence");
constexpr QLatin1StringView accumulate("accumulate");

QString modeOf(const QJsonObject &parameters)
{
    return parameters.value(QLatin1StringView("mode")).toString(countWithin);
}

QString windowHelp()
{
    return QStringLiteral(
        R"(Decides from several events what to do with one. `mode` says how, `by` which events belong
together, `over` how long. [Windows](../windows.md) has a worked example of each mode.

| mode | what it does |
|---|---|
| `count-within` | the event leaves by `reached` when there were at least `atLeast` of its key within `over`, itself included; else by `below` |
| `once-within` | throttles: the first event of a key leaves by `out`, those of the `over` that follows by `rest` |
| `once-after` | waits until a key has been quiet for `over`; then the last event leaves by `out`, for all of them |
| `absence` | tells by `absent` that the expected event did not come within `over` |
| `accumulate` | collects up to `atMost` events of a key, or what comes within `over`, into one |

What leaves by `reached`, by `absent` and after the quiet of `once-after` is a new event with the data of
the event behind it and a member `window`: `{"key", "over", "count", "first", "last"}` (`since`
instead of the last three by `absent`). An accumulated event has the data
`{"window": ..., "events": [...]}`. All other events go on unchanged.

What an event completes goes on in the run of that event. What time alone completes (an absence,
quiet, a collection that is not full) **begins a new run**, whose trigger is the window's event.

Times are those of the events, so that it does not matter when they arrive; an event that is older
than the window of its key is not counted. Everything remembered survives a restart and the death of
the engine. Stopping the pipeline, or a revision that changes the settings of the window, forgets
it.

When as many keys are remembered as `keys` allows, an event of a further key leaves by `error`;
nothing that is remembered is given up for it. Keys whose time is over are forgotten by
themselves.)");
}

std::vector<Parameter> windowParameters()
{
    return {
        {.name = QStringLiteral("mode"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Mode"),
         .help = QStringLiteral("What the window does with the events that belong together."),
         .defaultValue = QString(countWithin),
         .choices = {countWithin, onceWithin, onceAfter, absence, accumulate},
         .example = QString(onceAfter)},
        {.name = QStringLiteral("by"),
         .type = ParameterType::Text,
         .title = QStringLiteral("Key"),
         .help = QStringLiteral("Which events belong together: a path into the event, as in a "
                                "template without the braces; filters are allowed. Without it, all "
                                "do."),
         .example = QStringLiteral("event.data.container.name")},
        {.name = QStringLiteral("over"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Over"),
         .help = QStringLiteral("How long the window is, from 10ms to 30d."),
         .required = true,
         .minimum = 10,
         .maximum = 30.0 * 86'400'000,
         .example = QStringLiteral("60s")},
        {.name = QStringLiteral("atLeast"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("At least"),
         .help = QStringLiteral("How many events it takes. Only with `count-within`, which needs "
                                "it."),
         .minimum = 2,
         .maximum = 1000,
         .example = 3},
        {.name = QStringLiteral("startOver"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Start over"),
         .help =
             QStringLiteral("Count from zero once it was reached. Otherwise every further event "
                            "leaves by `reached` as well, for as long as there are enough. Only "
                            "with `count-within`."),
         .defaultValue = false,
         .example = true},
        {.name = QStringLiteral("expect"),
         .type = ParameterType::Pattern,
         .title = QStringLiteral("Expect"),
         .help = QStringLiteral("An event that fits ends the wait; any other begins one. Without "
                                "it, every event ends one wait and begins the next. Only with "
                                "`absence`."),
         .example = QJsonObject{{QStringLiteral("type"),
                                 QJsonArray{QStringLiteral("docker/container/start")}}}},
        {.name = QStringLiteral("atMost"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("At most"),
         .help = QStringLiteral("How many events are collected. Only with `accumulate`; 1 MiB is "
                                "enough in any case."),
         .defaultValue = 100,
         .minimum = 2,
         .maximum = 1000,
         .example = 20},
        {.name = QStringLiteral("keys"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Most keys"),
         .help =
             QStringLiteral("How many keys are remembered at the same time. One takes about 200 "
                            "bytes of memory, and whole events where the mode has to keep "
                            "them: 64 MiB of them at most."),
         .defaultValue = 100'000,
         .minimum = 1,
         .maximum = 1'000'000,
         .example = 5000,
         .advanced = true},
    };
}

Port errorPort()
{
    return {QStringLiteral("error"),
            QStringLiteral("Error"),
            QStringLiteral("The event has no key, is too large to be kept, or there is no room; "
                           "`data.error` says which.")};
}

std::vector<Port> countPorts()
{
    return {{QStringLiteral("reached"),
             QStringLiteral("Reached"),
             QStringLiteral("There were enough events: the data of the newest, and `window`.")},
            {QStringLiteral("below"),
             QStringLiteral("Below"),
             QStringLiteral("The event, unchanged, while there are not enough.")},
            errorPort()};
}

std::vector<Port> windowPorts(const QJsonObject &parameters)
{
    const QString mode = modeOf(parameters);
    if (mode == onceWithin)
        return {{QStringLiteral("out"),
                 QStringLiteral("First"),
                 QStringLiteral("The event, unchanged, when it is the first of its key.")},
                {QStringLiteral("rest"),
                 QStringLiteral("Rest"),
                 QStringLiteral("The event, unchanged, when another came before it.")},
                errorPort()};
    if (mode == onceAfter)
        return {{QStringLiteral("out"),
                 QStringLiteral("Quiet"),
                 QStringLiteral("The data of the last event, and `window`, once it is quiet."),
                 NewRun::Always},
                errorPort()};
    if (mode == absence)
        return {{QStringLiteral("absent"),
                 QStringLiteral("Absent"),
                 QStringLiteral("It did not come: the data of the event that began the wait, and "
                                "`window`."),
                 NewRun::Always},
                {QStringLiteral("came"),
                 QStringLiteral("Came"),
                 QStringLiteral("The expected event, unchanged.")},
                errorPort()};
    if (mode == accumulate)
        return {{QStringLiteral("out"),
                 QStringLiteral("Collected"),
                 QStringLiteral("One event for all that were collected."),
                 NewRun::Sometimes}, // a list that became full goes on in the run that filled it
                errorPort()};
    return countPorts();
}

void checkBy(const Node &node, NodeProblems &problems)
{
    const QString by = node.parameters.value(QLatin1StringView("by")).toString().trimmed();
    if (by.isEmpty())
        return;
    const auto report = [&](const QString &message, const QString &remedy) {
        problems.add(QStringLiteral("by"), QStringLiteral("bad-template"), message, remedy);
    };
    if (by.contains(QLatin1StringView("{{")))
        return report(QStringLiteral("`by` is a path, not a template."),
                      QStringLiteral("Leave the braces out: event.data.container.name."));
    const auto parsed = Template::parse(QStringLiteral("{{ ") + by + QStringLiteral(" }}"));
    if (!parsed)
        return report(QStringLiteral("`by` cannot be read: %1").arg(parsed.error().message),
                      QStringLiteral("Name a field, e.g. event.data.container.name."));
    const QList<TemplateReference> references = parsed->references();
    const bool readsEvent =
        std::all_of(references.begin(), references.end(), [](const TemplateReference &reference) {
            return reference.segments.value(0) == QLatin1StringView("event");
        });
    if (references.isEmpty() || !readsEvent)
        report(QStringLiteral("`by` reads the event that arrives, and nothing else."),
               QStringLiteral("Begin with event., e.g. event.data.container.name."));
}

void checkWindow(const Node &node, NodeProblems &problems)
{
    const QString mode = modeOf(node.parameters);
    const std::pair<QLatin1StringView, QLatin1StringView> only[] = {
        {QLatin1StringView("atLeast"), countWithin},
        {QLatin1StringView("startOver"), countWithin},
        {QLatin1StringView("expect"), absence},
        {QLatin1StringView("atMost"), accumulate},
    };
    for (const auto &[setting, needed] : only) {
        if (mode != needed && node.parameters.contains(setting))
            problems.add(setting,
                         QStringLiteral("conflicting-fields"),
                         QStringLiteral("`%1` only works with `mode: %2`.").arg(setting, needed),
                         QStringLiteral("Remove it, or use that mode."));
    }
    if (mode == countWithin && !node.parameters.contains(QLatin1StringView("atLeast")))
        problems.add(QString(),
                     QStringLiteral("missing-field"),
                     QStringLiteral("The window does not say how many events it takes."),
                     QStringLiteral("Add `atLeast: 3`, or another `mode`."));
    checkBy(node, problems);
}

} // namespace

NodeDescriptor windowDescriptor()
{
    return {
        .kind = QStringLiteral("window"),
        .version = 1,
        .category = Category::Logic,
        .effect = Effect::Pure,
        .title = QStringLiteral("Window"),
        .summary = QStringLiteral("Counts, throttles, collects or misses events over time"),
        .help = windowHelp(),
        .example = QStringLiteral(R"(crash-loop:
  kind: window@1
  by: event.data.container.name
  over: 60s
  atLeast: 3
)"),
        .parameters = windowParameters(),
        .outputs = countPorts(),
        .outputsFor = windowPorts,
        .check = checkWindow,
    };
}

} // namespace Saltern
