#include "engine/pipeline/descriptor.h"

namespace Saltern {

NodeDescriptor logDescriptor()
{
    return {
        .kind = QStringLiteral("log"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .title = QStringLiteral("Log"),
        .summary = QStringLiteral("Writes a line to the engine's log and the journal"),
        .help = QStringLiteral(
            R"(Writes one line to the engine's log (standard error of `saltern run`) and keeps it in the
journal, where `saltern runs show` finds it. The event that arrived goes on unchanged by `ok`, so the
node can stand anywhere in a chain.

Line ends and control characters in the message are written as escapes such as `\n`: text from an
event cannot forge a second line. Messages are cut after 8 KiB.)"),
        .example = QStringLiteral(R"(note:
  kind: log@1
  level: warning
  message: "{{ event.data.container.name }} ended with {{ event.data.container.exitCode }}"
  fields: { image: "{{ event.data.container.image }}" }
)"),
        .parameters =
            {{.name = QStringLiteral("message"),
              .title = QStringLiteral("Message"),
              .help = QStringLiteral("The line to write."),
              .required = true,
              .templated = true,
              .example = QStringLiteral("{{ event.data.container.name }} ended")},
             {.name = QStringLiteral("level"),
              .type = ParameterType::Choice,
              .title = QStringLiteral("Level"),
              .help = QStringLiteral("How important it is."),
              .defaultValue = QStringLiteral("info"),
              .choices = {QStringLiteral("debug"),
                          QStringLiteral("info"),
                          QStringLiteral("warning"),
                          QStringLiteral("error")},
              .example = QStringLiteral("warning")},
             {.name = QStringLiteral("fields"),
              .type = ParameterType::Map,
              .title = QStringLiteral("Fields"),
              .help = QStringLiteral("Further values, written behind the message as name=value."),
              .templated = true,
              .example = QJsonObject{{QStringLiteral("image"),
                                      QStringLiteral("{{ event.data.container.image }}")}},
              .fields = {{.name = QStringLiteral("value"),
                          .type = ParameterType::Json,
                          .title = QStringLiteral("Value"),
                          .templated = true}}}},
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Written"),
                     QStringLiteral("The event that arrived, unchanged.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("A template found no value; `data.error` says which.")}},
    };
}

} // namespace Saltern
