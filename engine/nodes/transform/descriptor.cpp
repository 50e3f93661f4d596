#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString transformHelp()
{
    return QStringLiteral(
        R"help(Computes new data from an event in JavaScript. Give the code inline (`code`) or as a file beside
the document (`file`), in one of two forms:

* one expression: `code: "({ name: event.data.container.name })"`
* or a program that defines `function transform(event, ctx)` and returns the result.

| result | what leaves by `out` |
|---|---|
| an object | one event with that data |
| an array of objects | one event for each, in order, 1000 at most |
| text, a number, true or false | one event with the data `{"value": ...}` |
| `null` or nothing | no event: it ends here, which is no failure |

`ctx` has `pipeline`, `node`, `run` and `inputs`. `inputs` is where a template brings in what is not
in the event, such as `{{ trigger.data.container.name }}`.

The language is ECMAScript 2016 with `?.` and `??`; there is no `async`, no object spread and no
access to files, the network, timers or modules. Scripts run in a process of their own with 256 MiB
of memory, which is ended at the deadline. Do not keep state in variables between events: it may be
gone at any time. The result has to stay below 1 MiB.

An error in the script leaves by `error` with the message and the line.)help");
}

std::vector<Parameter> transformParameters()
{
    return {
        {.name = QStringLiteral("code"),
         .type = ParameterType::Code,
         .title = QStringLiteral("Code"),
         .help = QStringLiteral("JavaScript: one expression, or a program that defines "
                                "`function transform(event, ctx)`. At most 256 KiB."),
         .example = QStringLiteral("({ name: event.data.container.name })")},
        {.name = QStringLiteral("file"),
         .type = ParameterType::Path,
         .title = QStringLiteral("File"),
         .help = QStringLiteral("A file with the code, relative to the document, in its folder."),
         .example = QStringLiteral("transforms/summary.js")},
        {.name = QStringLiteral("inputs"),
         .type = ParameterType::Json,
         .title = QStringLiteral("Inputs"),
         .help = QStringLiteral("What the script finds in `ctx.inputs`; templates are rendered "
                                "first."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("host"), QStringLiteral("{{ host.name }}")}}},
        {.name = QStringLiteral("timeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Time limit"),
         .help = QStringLiteral("The script is ended when it runs longer than this, 10ms to 30s."),
         .defaultValue = QStringLiteral("1s"),
         .minimum = 10,
         .maximum = 30'000,
         .example = QStringLiteral("250ms"),
         .advanced = true},
    };
}

void checkTransform(const Node &node, NodeProblems &problems)
{
    const bool code = node.parameters.contains(QLatin1StringView("code"));
    const bool file = node.parameters.contains(QLatin1StringView("file"));
    if (code && file) {
        problems.add(QStringLiteral("file"),
                     QStringLiteral("conflicting-fields"),
                     QStringLiteral("A transform has `code` or `file`, not both."),
                     QStringLiteral("Remove one of them."));
    } else if (!code && !file) {
        problems.add(
            QString(),
            QStringLiteral("missing-field"),
            QStringLiteral("The transform has no code."),
            QStringLiteral("Add `code: \"({ name: event.data.container.name })\"`, or `file:` "
                           "with the path of a script."));
    }
}

} // namespace

NodeDescriptor transformDescriptor()
{
    return {
        .kind = QStringLiteral("transform"),
        .version = 1,
        .category = Category::Logic,
        .effect = Effect::Pure,
        .title = QStringLiteral("Transform"),
        .summary = QStringLiteral("Computes new data from an event in JavaScript"),
        .help = transformHelp(),
        .example = QStringLiteral(R"(summary:
  kind: transform@1
  code: |
    function transform(event, ctx) {
      const c = event.data.container;
      if (c.exitCode === 0)
        return null;
      return { title: c.name + " failed", code: c.exitCode, host: ctx.inputs.host };
    }
  inputs: { host: "{{ host.name }}" }
)"),
        .parameters = transformParameters(),
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Result"),
                     QStringLiteral("One event for each result of the script.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("The script failed or ran too long; `data.error` says why.")}},
        .check = checkTransform,
    };
}

} // namespace Saltern
