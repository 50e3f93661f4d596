#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString pruneHelp()
{
    return QStringLiteral(
        R"(Removes what nobody uses from a Docker host.

| what | which of them go |
|---|---|
| `containers` | those that have ended, or were never started |
| `images` | those without a name; with `taggedImages` also those with one, when no container was made from them |
| `networks` | those that no container is connected to, but none that Docker made itself |
| `volumes` | those that no container uses, **with all that is in them**; only when `what` names them |
| `build-cache` | what no build is using |

Only what is older than `olderThan` goes: since it was made, for build cache since it was last used.
`labels` narrows it down to what has all of these labels, `keepLabels` protects what has one of them
(`backup`, or `keep=yes`).

Docker lists a container as ended a moment after it has sent `die`: what begins with that event should
wait with a `delay`.

What runs or is used is never touched, nor are the containers and images of Saltern's own functions,
nor a container that `container.ensure` has put aside. What somebody began to use in the meantime is
kept, and told.

The data of `ok`:

```json
{
  "dryRun": false,
  "counts": { "containers": 2, "images": 1, "networks": 0, "build-cache": 0 },
  "bytes": 52428800,
  "removed": [ { "type": "containers", "name": "job-17", "bytes": 1024 } ],
  "kept": [ { "type": "images", "name": "sha256:...", "bytes": 0, "why": "..." } ]
}
```

`bytes` is what Docker counts for each, layers that others share left out; of `removed` and `kept` the
first 1,000 are listed. With `dryRun` the same is said, and nothing is touched.)");
}

Parameter
labelList(const QString &name, const QString &title, const QString &help, const QString &example)
{
    return {.name = name,
            .type = ParameterType::List,
            .title = title,
            .help = help,
            .templated = true,
            .example = QJsonArray{example},
            .fields = {{.name = QStringLiteral("label"),
                        .title = QStringLiteral("Label"),
                        .templated = true}},
            .acceptsOne = true};
}

std::vector<Parameter> pruneParameters()
{
    const QStringList all{QStringLiteral("containers"),
                          QStringLiteral("images"),
                          QStringLiteral("networks"),
                          QStringLiteral("volumes"),
                          QStringLiteral("build-cache")};
    QStringList harmless = all;
    harmless.removeAll(QStringLiteral("volumes"));
    return {
        {.name = QStringLiteral("what"),
         .type = ParameterType::List,
         .title = QStringLiteral("What"),
         .help = QStringLiteral("What may go. Volumes hold data: they only go when they are named "
                                "here."),
         .defaultValue = QJsonArray::fromStringList(harmless),
         .example = QJsonArray{QStringLiteral("containers"), QStringLiteral("images")},
         .fields = {{.name = QStringLiteral("kind"),
                     .type = ParameterType::Choice,
                     .title = QStringLiteral("Kind"),
                     .choices = all}},
         .acceptsOne = true},
        {.name = QStringLiteral("olderThan"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Older than"),
         .help = QStringLiteral("Younger things stay, 0s to 365d."),
         .defaultValue = QStringLiteral("24h"),
         .minimum = 0,
         .maximum = 365.0 * 24 * 3600 * 1000,
         .example = QStringLiteral("7d")},
        {.name = QStringLiteral("taggedImages"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Images with a name"),
         .help = QStringLiteral("Also remove images that have a name, when no container was made "
                                "from them."),
         .defaultValue = false,
         .example = true},
        labelList(QStringLiteral("labels"),
                  QStringLiteral("Only with labels"),
                  QStringLiteral("`key` or `key=value`; only what has all of them goes."),
                  QStringLiteral("stage=test")),
        labelList(QStringLiteral("keepLabels"),
                  QStringLiteral("Never with labels"),
                  QStringLiteral("`key` or `key=value`; what has one of them stays."),
                  QStringLiteral("keep")),
        {.name = QStringLiteral("dryRun"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Dry run"),
         .help = QStringLiteral("Only list what would go."),
         .defaultValue = false,
         .example = true},
        {.name = QStringLiteral("timeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Time limit"),
         .help = QStringLiteral("How long one attempt may take; Docker counts sizes slowly on a "
                                "large host."),
         .defaultValue = QStringLiteral("10m"),
         .minimum = 100,
         .maximum = 24.0 * 3600 * 1000,
         .example = QStringLiteral("30m"),
         .advanced = true},
    };
}

} // namespace

NodeDescriptor pruneDescriptor()
{
    return {
        .kind = QStringLiteral("prune"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Prune"),
        .summary = QStringLiteral("Removes containers, images and networks that nobody uses"),
        .help = pruneHelp(),
        .example = QStringLiteral(R"(clean-up:
  kind: prune@1
  what: [containers, images]
  olderThan: 7d
  keepLabels: [keep]
)"),
        .parameters = pruneParameters(),
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Done"),
                     QStringLiteral("What went, how many of each, and how many bytes that made.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("It could not be done; `data.error` says why.")}},
    };
}

} // namespace Saltern
