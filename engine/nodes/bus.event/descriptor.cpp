#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString busEventHelp()
{
    return QStringLiteral(
        R"(Begins a run for every event on the bus that fits, whatever made it: another pipeline's `emit`
node, the exit event of a function, a host that went away, `saltern send`. This is how pipelines are
joined without knowing one another.

| type | what it is |
|---|---|
| `saltern/<pipeline>/<node>/<port>` | the exit event of a node, e.g. `saltern/self-heal/diagnose/ok` |
| `host/<name>/up`, `host/<name>/down` | a Docker host was reached, was lost |
| `host/<name>/stale` | it has been lost for 5 minutes |
| `host/<name>/gap` | events of that host were missed and cannot be known |
| `docker/<type>/<action>` | a Docker event; the docker.event node has more comfort for these |
| anything else | what `emit` nodes and `saltern send` publish |

It is a new run, and it keeps its cause: `saltern runs show` leads back to the run that made the
event. Unlike docker.event it also takes events that Saltern itself caused. Pipelines that wake each
other in a circle are ended after 16 steps.)");
}

} // namespace

NodeDescriptor busEventDescriptor()
{
    return {
        .kind = QStringLiteral("bus.event"),
        .version = 1,
        .category = Category::Trigger,
        .effect = Effect::Source,
        .title = QStringLiteral("Bus event"),
        .summary = QStringLiteral("Begins a run when an event of a given type is published"),
        .help = busEventHelp(),
        .example = QStringLiteral(R"(ordered:
  kind: bus.event@1
  type: shop/order/*
  match:
    data.total: [{ numeric: [">=", 100] }]
)"),
        .parameters =
            {{.name = QStringLiteral("type"),
              .type = ParameterType::List,
              .title = QStringLiteral("Type"),
              .help = QStringLiteral("The event's type, or a list of types of which one has to "
                                     "fit; `*` stands for any text, slashes included."),
              .required = true,
              .example = QStringLiteral("host/*/down"),
              .fields = {{.name = QStringLiteral("type"), .title = QStringLiteral("Type")}},
              .acceptsOne = true},
             {.name = QStringLiteral("match"),
              .type = ParameterType::Pattern,
              .title = QStringLiteral("Match"),
              .help = QStringLiteral("A pattern over the whole event that has to fit as well; see "
                                     "docs/patterns.md."),
              .example = QJsonObject{{QStringLiteral("subject"),
                                      QJsonArray{QJsonObject{{QStringLiteral("prefix"),
                                                              QStringLiteral("order-")}}}}}}},
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Event"),
                     QStringLiteral("The event as it was published.")}},
        .check =
            [](const Node &node, NodeProblems &problems) {
                const auto match = node.parameters.value(QLatin1StringView("match")).toObject();
                if (match.contains(QLatin1StringView("type"))) {
                    problems.add(QStringLiteral("match/type"),
                                 QStringLiteral("conflicting-fields"),
                                 QStringLiteral("The event's type is already said by `type`."),
                                 QStringLiteral("Say it in `type` alone; it takes a list."));
                }
            },
    };
}

} // namespace Saltern
