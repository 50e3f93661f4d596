#include "engine/pipeline/descriptor.h"

#include "engine/nodes/ensureparameters.h"

namespace Saltern {

namespace {

QString volumeEnsureHelp()
{
    return QStringLiteral(
        R"(Sees to it that a volume is there as described, or is gone.

Every setting that is written here is compared; what is left out may be as it is. Of `options` and
`labels` those named are compared, others may be there. Docker cannot change a volume: one that
differs is an error, unless `recreate: true` allows to make it anew, no container, running or not,
uses it, and it is empty as far as Docker can tell. A volume that a container uses is not removed either;
with `state: absent`, one that nobody uses goes **with all that is in it**.

The data of `changed` and `unchanged`:

```json
{
  "action": "created", "changed": true, "dryRun": false,
  "differences": [ { "setting": "volume", "from": "none", "to": "new" } ],
  "volume": { "name": "web-data" }
}
```

`action` is `created`, `recreated`, `removed` or `none`. With `dryRun` it compares, says what it would
do, leaves by `changed` or `unchanged`, and touches nothing.)");
}

std::vector<Parameter> volumeEnsureDescription()
{
    return {
        {.name = QStringLiteral("driver"),
         .title = QStringLiteral("Driver"),
         .help = QStringLiteral("What keeps the volume; `local` when left out."),
         .templated = true,
         .example = QStringLiteral("local")},
        driverOptionsParameter(QJsonObject{{QStringLiteral("type"), QStringLiteral("tmpfs")}}),
        labelsParameter(),
        recreateParameter(QStringLiteral("no container uses it and it is empty")),
    };
}

std::vector<Parameter> volumeEnsureParameters()
{
    std::vector<Parameter> list{
        {.name = QStringLiteral("name"),
         .title = QStringLiteral("Name"),
         .help = QStringLiteral("The volume's name."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("web-data")},
        presenceParameter(),
    };
    for (const Parameter &parameter : volumeEnsureDescription())
        list.push_back(parameter);
    list.push_back(dryRunParameter());
    return list;
}

void checkVolumeEnsure(const Node &node, NodeProblems &problems)
{
    refuseWhenAbsent(node, volumeEnsureDescription(), problems);
}

} // namespace

NodeDescriptor volumeEnsureDescriptor()
{
    return {
        .kind = QStringLiteral("volume.ensure"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Ensure volume"),
        .summary = QStringLiteral("Sees to it that a volume is there as described, or is gone"),
        .help = volumeEnsureHelp(),
        .example = QStringLiteral(R"(data:
  kind: volume.ensure@1
  name: web-data
  labels: { app: shop }
)"),
        .parameters = volumeEnsureParameters(),
        .outputs = changeOutputs(),
        .check = checkVolumeEnsure,
    };
}

} // namespace Saltern
