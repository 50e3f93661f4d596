#include "engine/pipeline/descriptor.h"

namespace Saltern {

NodeDescriptor filterDescriptor()
{
    return {
        .kind = QStringLiteral("filter"),
        .version = 1,
        .category = Category::Logic,
        .effect = Effect::Pure,
        .title = QStringLiteral("Filter"),
        .summary = QStringLiteral("Lets an event pass when it fits a pattern"),
        .help = QStringLiteral(
            R"(Compares the event that arrives with a pattern. If it fits, the event leaves by `out`,
unchanged; if not, by `else`. With nothing wired to `else` the event ends here, which is no failure.

`saltern runs show` says why an event did not pass: each clause of the pattern that did not fit, with
the value it saw.

The pattern is about the event that arrives at this node. After a function that is the function's
exit event, so its result is found under `data`.)"),
        .example = QStringLiteral(R"(production-only:
  kind: filter@1
  match:
    data.container.labels.env: [production]
    data.container.name: [{ anything-but: { prefix: test- } }]
)"),
        .parameters =
            {{.name = QStringLiteral("match"),
              .type = ParameterType::Pattern,
              .title = QStringLiteral("Match"),
              .help = QStringLiteral("The pattern over the whole event; see docs/patterns.md."),
              .required = true,
              .example = QJsonObject{{QStringLiteral("data.container.image"),
                                      QJsonArray{QJsonObject{{QStringLiteral("prefix"),
                                                              QStringLiteral("nginx:")}}}}}}},
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Fits"),
                     QStringLiteral("The event, unchanged, when the pattern fits.")},
                    {QStringLiteral("else"),
                     QStringLiteral("Else"),
                     QStringLiteral("The event, unchanged, when it does not.")}},
    };
}

} // namespace Saltern
