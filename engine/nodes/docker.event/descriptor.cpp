#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString dockerEventHelp()
{
    return QStringLiteral(
        R"(Begins a run for every event of the chosen Docker hosts that fits. All settings have to fit
together; whatever they cannot say goes into `match`, which is a pattern over the whole event.

What an event of a container looks like (other types carry `data.image`, `data.network`,
`data.volume` in its place):

```json
{
  "type": "docker/container/die",
  "salternhost": "local",
  "data": {
    "container": {
      "id": "4f1c...", "name": "web-1", "image": "nginx:1.27",
      "exitCode": 137, "requested": false,
      "labels": { "app": "shop" },
      "compose": { "project": "shop", "service": "web" }
    }
  }
}
```

`requested` is true when somebody stopped the container on purpose: `docker stop` ends in the same
`die` with exit code 137 as a crash does. It is absent where that cannot be known, so that
`[false]` means surely a crash, and `[false, { exists: false }]` perhaps one (docs/hosts.md says
when). `health_status` has the new state in
`data.container.health`. `saltern events` shows what your hosts really send.

Events that Saltern's own actions cause do not begin runs (`own: exclude`); otherwise a pipeline
that restarts containers would wake itself. Containers that run functions are never seen here.)");
}

Parameter dockerEventLabels()
{
    return {.name = QStringLiteral("labels"),
            .type = ParameterType::Map,
            .title = QStringLiteral("Labels"),
            .help = QStringLiteral(
                "Labels that the container must have, name and value; `*` stands for any text, so "
                "`\"*\"` alone means that the label is there. Only with `type: container`."),
            .example = QJsonObject{{QStringLiteral("app"), QStringLiteral("shop")}},
            .fields = {{.name = QStringLiteral("value"), .title = QStringLiteral("Value")}}};
}

std::vector<Parameter> dockerEventParameters()
{
    const QStringList types{QStringLiteral("container"),
                            QStringLiteral("image"),
                            QStringLiteral("network"),
                            QStringLiteral("volume"),
                            QStringLiteral("plugin"),
                            QStringLiteral("daemon"),
                            QStringLiteral("builder"),
                            QStringLiteral("service"),
                            QStringLiteral("node"),
                            QStringLiteral("secret"),
                            QStringLiteral("config")};
    return {
        {.name = QStringLiteral("hosts"),
         .type = ParameterType::Target,
         .title = QStringLiteral("Hosts"),
         .help = QStringLiteral("Which Docker hosts to listen to: names or globs, separated by "
                                "commas, or another target expression. Every host by default."),
         .defaultValue = QStringLiteral("*"),
         .example = QStringLiteral("web*,edge-1")},
        {.name = QStringLiteral("type"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Type"),
         .help = QStringLiteral("What kind of thing the event is about."),
         .defaultValue = QStringLiteral("container"),
         .choices = types,
         .example = QStringLiteral("image")},
        {.name = QStringLiteral("action"),
         .type = ParameterType::List,
         .title = QStringLiteral("Action"),
         .help = QStringLiteral(
             "What happened: one action or a list, `*` stands for any text (`exec_*`). Containers: "
             "`create`, `start`, `die`, `stop`, `kill`, `oom`, `restart`, `pause`, `unpause`, "
             "`rename`, `update`, `destroy`, `health_status`; images: `pull`, `tag`, `untag`, "
             "`delete`. Every action when left out."),
         .example = QStringLiteral("die"),
         .fields = {{.name = QStringLiteral("action"), .title = QStringLiteral("Action")}},
         .acceptsOne = true},
        {.name = QStringLiteral("container"),
         .title = QStringLiteral("Container name"),
         .help = QStringLiteral("The container's name; `*` stands for any text. Only with "
                                "`type: container`."),
         .example = QStringLiteral("web-*")},
        {.name = QStringLiteral("image"),
         .title = QStringLiteral("Image"),
         .help = QStringLiteral(
             "The image as the container was created from it, tag included; `*` stands for any "
             "text. Only with `type: container`."),
         .example = QStringLiteral("nginx:*")},
        dockerEventLabels(),
        {.name = QStringLiteral("match"),
         .type = ParameterType::Pattern,
         .title = QStringLiteral("Match"),
         .help = QStringLiteral("A pattern over the whole event that has to fit as well; see "
                                "docs/patterns.md."),
         .example = QJsonObject{{QStringLiteral("data.container.exitCode"),
                                 QJsonArray{QJsonObject{{QStringLiteral("anything-but"), 0}}}}}},
        {.name = QStringLiteral("own"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Own events"),
         .help = QStringLiteral(
             "Whether events that Saltern's own actions caused begin runs too. With `include` a "
             "chain ends after 16 steps at the latest."),
         .defaultValue = QStringLiteral("exclude"),
         .choices = {QStringLiteral("exclude"), QStringLiteral("include")},
         .advanced = true},
    };
}

// The three shortcuts read fields that only events of containers have.
void checkDockerEvent(const Node &node, NodeProblems &problems)
{
    const QString type =
        node.parameters.value(QLatin1StringView("type")).toString(QStringLiteral("container"));
    const QJsonObject match = node.parameters.value(QLatin1StringView("match")).toObject();
    if (match.contains(QLatin1StringView("type"))) {
        problems.add(QStringLiteral("match/type"),
                     QStringLiteral("conflicting-fields"),
                     QStringLiteral("The event's type is already said by `type` and `action`."),
                     QStringLiteral("Remove it from `match`, or use a bus.event node instead."));
    }
    if (type == QLatin1StringView("container"))
        return;
    for (const QString &field :
         {QStringLiteral("container"), QStringLiteral("image"), QStringLiteral("labels")}) {
        if (node.parameters.contains(field)) {
            problems.add(field,
                         QStringLiteral("conflicting-fields"),
                         QStringLiteral("`%1` only works with `type: container`.").arg(field),
                         QStringLiteral("Remove it, or say the same in `match`."));
        }
    }
}

} // namespace

NodeDescriptor dockerEventDescriptor()
{
    return {
        .kind = QStringLiteral("docker.event"),
        .version = 1,
        .category = Category::Trigger,
        .effect = Effect::Source,
        .usesHost = true,
        .title = QStringLiteral("Docker event"),
        .summary = QStringLiteral("Begins a run when something happens on a Docker host"),
        .help = dockerEventHelp(),
        .example = QStringLiteral(R"(crashed:
  kind: docker.event@1
  hosts: "*"
  type: container
  action: die
  labels: { app: shop }
  match:
    data.container.exitCode: [{ anything-but: 0 }]
    data.container.requested: [false]
)"),
        .parameters = dockerEventParameters(),
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Event"),
                     QStringLiteral("The Docker event as a CloudEvent.")}},
        .check = checkDockerEvent,
    };
}

} // namespace Saltern
