#include "engine/pipeline/descriptor.h"

#include "engine/nodes/ensureparameters.h"

namespace Saltern {

namespace {

QString networkEnsureHelp()
{
    return QStringLiteral(
        R"(Sees to it that a network is there as described, or is gone.

Every setting that is written here is compared; what is left out may be as it is. Of `options` and
`labels` those named are compared, others may be there. Docker cannot change a network: one that
differs is an error, unless `recreate: true` allows to make it anew and no container, running or not,
is connected to it. A network that containers are connected to is not removed either.

The data of `changed` and `unchanged`:

```json
{
  "action": "created", "changed": true, "dryRun": false,
  "differences": [ { "setting": "network", "from": "none", "to": "new" } ],
  "network": { "name": "backend" }
}
```

`action` is `created`, `recreated`, `removed` or `none`. With `dryRun` it compares, says what it would
do, leaves by `changed` or `unchanged`, and touches nothing.)");
}

std::vector<Parameter> networkEnsureDescription()
{
    return {
        {.name = QStringLiteral("driver"),
         .title = QStringLiteral("Driver"),
         .help = QStringLiteral("What makes the network; `bridge` when left out."),
         .templated = true,
         .example = QStringLiteral("bridge")},
        driverOptionsParameter(
            QJsonObject{{QStringLiteral("com.docker.network.driver.mtu"), QStringLiteral("1400")}}),
        labelsParameter(),
        {.name = QStringLiteral("subnet"),
         .title = QStringLiteral("Address range"),
         .help = QStringLiteral("The addresses of its containers, in CIDR form."),
         .templated = true,
         .example = QStringLiteral("10.7.0.0/24"),
         .advanced = true},
        {.name = QStringLiteral("gateway"),
         .title = QStringLiteral("Gateway"),
         .help = QStringLiteral("The address of the host in it."),
         .templated = true,
         .example = QStringLiteral("10.7.0.1"),
         .advanced = true},
        {.name = QStringLiteral("internal"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Internal"),
         .help = QStringLiteral("No way out of it."),
         .example = true,
         .advanced = true},
        {.name = QStringLiteral("attachable"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Attachable"),
         .help = QStringLiteral("Containers may join a network of a swarm by hand."),
         .example = true,
         .advanced = true},
        {.name = QStringLiteral("ipv6"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("IPv6"),
         .help = QStringLiteral("Addresses of IPv6, too."),
         .example = true,
         .advanced = true},
        recreateParameter(QStringLiteral("no container is connected to it")),
    };
}

std::vector<Parameter> networkEnsureParameters()
{
    std::vector<Parameter> list{
        {.name = QStringLiteral("name"),
         .title = QStringLiteral("Name"),
         .help = QStringLiteral("The network's name."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("backend")},
        presenceParameter(),
    };
    for (const Parameter &parameter : networkEnsureDescription())
        list.push_back(parameter);
    list.push_back(dryRunParameter());
    return list;
}

void checkNetworkEnsure(const Node &node, NodeProblems &problems)
{
    refuseWhenAbsent(node, networkEnsureDescription(), problems);
}

} // namespace

NodeDescriptor networkEnsureDescriptor()
{
    return {
        .kind = QStringLiteral("network.ensure"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Ensure network"),
        .summary = QStringLiteral("Sees to it that a network is there as described, or is gone"),
        .help = networkEnsureHelp(),
        .example = QStringLiteral(R"(backend:
  kind: network.ensure@1
  name: backend
  internal: true
  labels: { app: shop }
)"),
        .parameters = networkEnsureParameters(),
        .outputs = changeOutputs(),
        .check = checkNetworkEnsure,
    };
}

} // namespace Saltern
