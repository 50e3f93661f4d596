#include "engine/pipeline/descriptor.h"

#include "engine/nodes/emittedtype.h"

namespace Saltern {

namespace {

QString emitHelp()
{
    return QStringLiteral(
        R"(Publishes an event on the bus, where the bus.event triggers of this and other pipelines find it.
The published event names this step as its cause and inherits the host of the event that arrived.

Its type is yours to choose: a path such as `shop/order/paid`, made of letters, digits and
`- _ . / : @ % +`. The first parts `docker`, `host`, `timer`, `manual`, `webhook` and `saltern` are
taken by Saltern itself.

If the engine crashes and the step runs again, the event has the same id as before.

The node then goes on with the same data as the event it published: `emit.ok -> next`.)");
}

std::vector<Parameter> emitParameters()
{
    return {
        {.name = QStringLiteral("type"),
         .title = QStringLiteral("Type"),
         .help = QStringLiteral("The type of the event, a path of up to 255 characters."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("shop/order/paid")},
        {.name = QStringLiteral("subject"),
         .title = QStringLiteral("Subject"),
         .help = QStringLiteral("What the event is about; events of one subject are handled in "
                                "order. The arriving event's subject when left out."),
         .templated = true,
         .example = QStringLiteral("{{ event.data.order.id }}")},
        {.name = QStringLiteral("data"),
         .type = ParameterType::Json,
         .title = QStringLiteral("Data"),
         .help = QStringLiteral("The event's data, an object. The arriving event's data when left "
                                "out."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("total"),
                                 QStringLiteral("{{ event.data.order.total }}")}}},
    };
}

} // namespace

NodeDescriptor emitDescriptor()
{
    return {
        .kind = QStringLiteral("emit"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .title = QStringLiteral("Emit"),
        .summary = QStringLiteral("Publishes an event for other pipelines"),
        .help = emitHelp(),
        .example = QStringLiteral(R"(announce:
  kind: emit@1
  type: shop/web/crashed
  subject: "{{ event.data.container.name }}"
  data:
    container: "{{ event.data.container.name }}"
    exitCode: "{{ event.data.container.exitCode }}"
)"),
        .parameters = emitParameters(),
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Published"),
                     QStringLiteral("The data of the event that was published.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("The event could not be made; `data.error` says why.")}},
        .check =
            [](const Node &node, NodeProblems &problems) {
                checkEmittedType(node.parameters.value(QLatin1StringView("type")).toString(),
                                 QStringLiteral("type"),
                                 problems);
            },
    };
}

} // namespace Saltern
