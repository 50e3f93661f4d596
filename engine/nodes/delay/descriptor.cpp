#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString delayHelp()
{
    return QStringLiteral(
        R"(Holds an event for a while (`for`) or until a time (`until`); give exactly one of the two. Then it
leaves by `out`, unchanged, in the same run.

* **until: "08:30"** is the next half past eight, of the machine's own time zone unless `timezone`
  is given. **until: "{{ event.data.at }}"** is a moment such as `2026-01-31T08:30:00Z`; one that has
  passed holds nothing back.
* A delay survives the end of the engine: what became due meanwhile leaves at the next start.
* Stopping the pipeline, or cancelling the run, ends it.
* Events do not wait for one another: each leaves when its own time has come. 20,000 may wait at a
  node; further ones become dead letters.)");
}

std::vector<Parameter> delayParameters()
{
    return {
        {.name = QStringLiteral("for"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("For"),
         .help = QStringLiteral("How long the event is held, up to 365d."),
         .templated = true,
         .minimum = 0,
         .maximum = 365.0 * 86'400'000,
         .example = QStringLiteral("10m")},
        {.name = QStringLiteral("until"),
         .type = ParameterType::Text,
         .title = QStringLiteral("Until"),
         .help = QStringLiteral("A time of day (`08:30`) or a moment (`2026-01-31T08:30:00Z`)."),
         .templated = true,
         .example = QStringLiteral("08:30")},
        {.name = QStringLiteral("timezone"),
         .type = ParameterType::TimeZone,
         .title = QStringLiteral("Time zone"),
         .help = QStringLiteral("The IANA name of the zone that a time of day is meant in. The "
                                "machine's own zone when left out. Only with `until`."),
         .example = QStringLiteral("Europe/Berlin")},
    };
}

void checkDelay(const Node &node, NodeProblems &problems)
{
    const bool hasFor = node.parameters.contains(QLatin1StringView("for"));
    const bool hasUntil = node.parameters.contains(QLatin1StringView("until"));
    if (hasFor && hasUntil)
        problems.add(QStringLiteral("until"),
                     QStringLiteral("conflicting-fields"),
                     QStringLiteral("A delay has `for` or `until`, not both."),
                     QStringLiteral("Remove one of them."));
    else if (!hasFor && !hasUntil)
        problems.add(QString(),
                     QStringLiteral("missing-field"),
                     QStringLiteral("The delay does not say how long it lasts."),
                     QStringLiteral("Add `for: 10m`, or `until: \"08:30\"`."));
    if (hasFor && node.parameters.contains(QLatin1StringView("timezone")))
        problems.add(QStringLiteral("timezone"),
                     QStringLiteral("conflicting-fields"),
                     QStringLiteral("`timezone` only works with `until`."),
                     QStringLiteral("Remove it, or use `until`."));
}

} // namespace

NodeDescriptor delayDescriptor()
{
    return {
        .kind = QStringLiteral("delay"),
        .version = 1,
        .category = Category::Logic,
        .effect = Effect::Pure,
        .title = QStringLiteral("Delay"),
        .summary = QStringLiteral("Holds an event for a while or until a time"),
        .help = delayHelp(),
        .example = QStringLiteral(R"(give-it-time:
  kind: delay@1
  for: 30s
)"),
        .parameters = delayParameters(),
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Then"),
                     QStringLiteral("The event, unchanged, when its time has come.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("There is no such time; `data.error` says why.")}},
        .check = checkDelay,
    };
}

} // namespace Saltern
