#include "engine/pipeline/descriptor.h"

#include "engine/nodes/ensureparameters.h"

namespace Saltern {

namespace {

QString imageEnsureHelp()
{
    return QStringLiteral(
        R"(Sees to it that a host has an image, perhaps under further names, or that it has it no longer.

With `state: present` the image is pulled as `pull` says. `tags` are names that are to mean the same
image; a name that means another one is moved. With `state: absent` the name is taken away, and the
image with its last name.

The login for a registry is that of the docker command: `auths`, `credsStore` and `credHelpers` in
`~/.docker/config.json` (or in `$DOCKER_CONFIG`) of the account that runs the engine. It is the
Docker host that pulls. The progress is in the step's log, the digest in its trace.

The data of `changed` and `unchanged`:

```json
{
  "action": "pulled", "changed": true, "dryRun": false,
  "differences": [ { "setting": "image", "from": "none", "to": "sha256:..." } ],
  "image": { "reference": "shop/web:2", "id": "sha256:...", "digest": "sha256:...",
             "pulled": true }
}
```

`action` is `pulled`, `tagged`, `removed` or `none`. With `dryRun` it says what it would do, leaves by
`changed` or `unchanged`, and touches nothing; what a registry has shows only when it is pulled.)");
}

std::vector<Parameter> imageEnsureParameters()
{
    return {
        {.name = QStringLiteral("image"),
         .title = QStringLiteral("Image"),
         .help = QStringLiteral("`name:tag` or `name@sha256:...`."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("registry.example:5000/web:2")},
        presenceParameter(),
        {.name = QStringLiteral("pull"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Pull"),
         .help = QStringLiteral("`missing`: when the host does not have it. `always`: each time, "
                                "for tags that move. `never`: it has to be there."),
         .defaultValue = QStringLiteral("missing"),
         .choices = {QStringLiteral("missing"), QStringLiteral("always"), QStringLiteral("never")}},
        {.name = QStringLiteral("tags"),
         .type = ParameterType::List,
         .title = QStringLiteral("Further names"),
         .help = QStringLiteral("Names that are to mean this image, too."),
         .templated = true,
         .example = QJsonArray{QStringLiteral("web:stable")},
         .fields = {{.name = QStringLiteral("tag"),
                     .title = QStringLiteral("Name"),
                     .templated = true}},
         .acceptsOne = true},
        {.name = QStringLiteral("force"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Even if used"),
         .help = QStringLiteral("Remove it although containers that have ended were made from it. "
                                "Only with `state: absent`."),
         .defaultValue = false,
         .example = true,
         .advanced = true},
        dryRunParameter(),
        {.name = QStringLiteral("timeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Time limit"),
         .help = QStringLiteral("How long one attempt may take, pulling included."),
         .defaultValue = QStringLiteral("10m"),
         .minimum = 100,
         .maximum = 24.0 * 3600 * 1000,
         .example = QStringLiteral("30m"),
         .advanced = true},
    };
}

void checkImageEnsure(const Node &node, NodeProblems &problems)
{
    const bool absent =
        node.parameters.value(QLatin1StringView("state")).toString() == QLatin1StringView("absent");
    const QStringList wrong = absent ? QStringList{QStringLiteral("pull"), QStringLiteral("tags")}
                                     : QStringList{QStringLiteral("force")};
    refuseForState(
        node, wrong, absent ? QStringLiteral("absent") : QStringLiteral("present"), problems);
}

} // namespace

NodeDescriptor imageEnsureDescriptor()
{
    return {
        .kind = QStringLiteral("image.ensure"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Ensure image"),
        .summary = QStringLiteral("Sees to it that a host has an image, or has it no longer"),
        .help = imageEnsureHelp(),
        .example = QStringLiteral(R"(fetch:
  kind: image.ensure@1
  image: registry.example:5000/web:2
  tags: ["web:stable"]
)"),
        .parameters = imageEnsureParameters(),
        .outputs = changeOutputs(),
        .check = checkImageEnsure,
    };
}

} // namespace Saltern
