#include "engine/pipeline/descriptor.h"

namespace Saltern {

NodeDescriptor manualDescriptor()
{
    return {
        .kind = QStringLiteral("manual"),
        .version = 1,
        .category = Category::Trigger,
        .effect = Effect::Source,
        .title = QStringLiteral("Manual"),
        .summary = QStringLiteral("Begins a run when somebody asks for it"),
        .help = QStringLiteral(
            "Begins a run when a person presses the node's button in the studio or calls\n"
            "`saltern send --manual PIPELINE/NODE`. The event's type is\n"
            "`manual/<pipeline>/<node>`; its data is the given JSON object, merged over `data`."),
        .example = QStringLiteral("go:\n"
                                  "  kind: manual@1\n"
                                  "  data: { reason: test }\n"),
        .parameters =
            {
                {.name = QStringLiteral("data"),
                 .type = ParameterType::Json,
                 .title = QStringLiteral("Default data"),
                 .help = QStringLiteral("What the event carries when the caller gives nothing."),
                 .defaultValue = QJsonObject{},
                 .example = QJsonObject{{QStringLiteral("reason"), QStringLiteral("test")}}},
            },
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Event"),
                     QStringLiteral("The event that was sent.")}},
    };
}

} // namespace Saltern
