#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString timerHelp()
{
    return QStringLiteral(
        R"(Begins a run at fixed intervals (`every`) or at times of the calendar (`cron`); give exactly
one of the two.

* **every** counts from the moment the pipeline starts: `every: 10m` fires first after ten minutes,
  or at once with `atStart: true`.
* **cron** has five fields: minute, hour, day of the month, month, day of the week, e.g.
  `30 2 * * mon-fri`. It means the machine's local time unless `timezone` is given.
* **Summer time**: a time that the clock jumps over (02:30 in spring) comes as much later as the
  clock jumped, at 03:30; a time that comes twice (02:30 in autumn) ticks once. With `*` in the
  field of the hours the ticks simply keep their distance.
* **A missed tick is skipped.** Ticks that fall into a time when the engine was not running or the
  machine was asleep are not made up for.

The event's type is `timer/<pipeline>/<node>`, its data
`{"scheduled": "2026-01-31T02:30:00.000000000Z", "count": 7}`: when it was due, in UTC, and which
tick it is since the pipeline started.)");
}

std::vector<Parameter> timerParameters()
{
    return {
        {.name = QStringLiteral("every"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Every"),
         .help = QStringLiteral("The time between two ticks, from 1s to 365d."),
         .minimum = 1000,
         .maximum = 365.0 * 86'400'000,
         .example = QStringLiteral("10m")},
        {.name = QStringLiteral("cron"),
         .type = ParameterType::Cron,
         .title = QStringLiteral("Cron"),
         .help =
             QStringLiteral("Five fields: minute, hour, day of the month, month, day of the week."),
         .example = QStringLiteral("30 2 * * mon-fri")},
        {.name = QStringLiteral("timezone"),
         .type = ParameterType::TimeZone,
         .title = QStringLiteral("Time zone"),
         .help = QStringLiteral("The IANA name of the zone that `cron` is meant in. The machine's "
                                "own zone when left out. Only with `cron`."),
         .example = QStringLiteral("Europe/Berlin")},
        {.name = QStringLiteral("atStart"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Also at start"),
         .help =
             QStringLiteral("Fire once as soon as the pipeline starts, too. Only with `every`."),
         .defaultValue = false,
         .example = true},
    };
}

void timerConflict(NodeProblems &problems, QLatin1StringView field, QLatin1StringView needs)
{
    problems.add(field,
                 QStringLiteral("conflicting-fields"),
                 QStringLiteral("`%1` only works with `%2`.").arg(field, needs),
                 QStringLiteral("Remove it, or use `%1`.").arg(needs));
}

void checkTimer(const Node &node, NodeProblems &problems)
{
    const bool every = node.parameters.contains(QLatin1StringView("every"));
    const bool cron = node.parameters.contains(QLatin1StringView("cron"));
    if (every && cron) {
        problems.add(QStringLiteral("cron"),
                     QStringLiteral("conflicting-fields"),
                     QStringLiteral("A timer has `every` or `cron`, not both."),
                     QStringLiteral("Remove one of them; two schedules are two timer nodes."));
        return;
    }
    if (!every && !cron) {
        problems.add(QString(),
                     QStringLiteral("missing-field"),
                     QStringLiteral("The timer does not say when to fire."),
                     QStringLiteral("Add `every: 10m`, or `cron: \"30 2 * * *\"`."));
        return;
    }
    if (every && node.parameters.contains(QLatin1StringView("timezone")))
        timerConflict(problems, QLatin1StringView("timezone"), QLatin1StringView("cron"));
    if (cron && node.parameters.contains(QLatin1StringView("atStart")))
        timerConflict(problems, QLatin1StringView("atStart"), QLatin1StringView("every"));
}

} // namespace

NodeDescriptor timerDescriptor()
{
    return {
        .kind = QStringLiteral("timer"),
        .version = 1,
        .category = Category::Trigger,
        .effect = Effect::Source,
        .title = QStringLiteral("Timer"),
        .summary = QStringLiteral("Begins a run at an interval or at times of the calendar"),
        .help = timerHelp(),
        .example = QStringLiteral(R"(nightly:
  kind: timer@1
  cron: "30 2 * * mon-fri"
  timezone: Europe/Berlin
)"),
        .parameters = timerParameters(),
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Tick"),
                     QStringLiteral("One event per tick, with the time it was due.")}},
        .check = checkTimer,
    };
}

} // namespace Saltern
