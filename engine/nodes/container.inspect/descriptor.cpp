#include "engine/pipeline/descriptor.h"

#include "engine/nodes/containerparameter.h"

namespace Saltern {

namespace {

QString containerInspectHelp()
{
    return QStringLiteral(
        R"(Reads what is known about a container: its state, its configuration, the tail of its log. It
changes nothing.

The data of `ok`; `state`, `config` and `log` are there as `what` asks for them:

```json
{
  "container": { "id": "4f1c...", "name": "web-1", "image": "nginx:1.27", "labels": {} },
  "state": { "status": "exited", "running": false, "exitCode": 137, "oomKilled": true,
             "error": "", "startedAt": "...", "finishedAt": "...", "health": "", "restarts": 2 },
  "config": { "image": "nginx:1.27", "imageId": "sha256:...", "entrypoint": [], "command": [],
              "user": "", "workdir": "", "environment": { "MODE": "***" }, "privileged": false,
              "restartPolicy": "no", "memoryBytes": 0, "cpus": 0, "networkMode": "bridge",
              "networks": { "bridge": "172.17.0.2" }, "ports": { "80/tcp": "0.0.0.0:8080" },
              "mounts": [ { "type": "bind", "source": "/srv", "target": "/data",
                            "readOnly": true } ] },
  "log": { "text": "last lines\n", "lines": 1, "truncated": false, "unavailable": "" }
}
```

The values of environment variables often are secrets, and an event is written to the journal: they
are masked unless `environment: values` asks for them. The log holds standard output and standard
error in the order they were written. When the container's logging driver cannot be read,
`log.unavailable` says so and `log.text` is empty; that is no error.)");
}

std::vector<Parameter> containerInspectParameters()
{
    const QStringList parts{
        QStringLiteral("state"), QStringLiteral("config"), QStringLiteral("log")};
    return {
        containerParameter(QStringLiteral("web-1")),
        {.name = QStringLiteral("what"),
         .type = ParameterType::List,
         .title = QStringLiteral("What"),
         .help = QStringLiteral("What to read: `state`, `config`, `log`, or several of them."),
         .defaultValue = QJsonArray::fromStringList(parts),
         .example = QJsonArray{QStringLiteral("state"), QStringLiteral("log")},
         .fields = {{.name = QStringLiteral("part"),
                     .type = ParameterType::Choice,
                     .title = QStringLiteral("Part"),
                     .choices = parts}},
         .acceptsOne = true},
        {.name = QStringLiteral("lines"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Log lines"),
         .help = QStringLiteral("How many lines of the log's end to read, 1 to 10000."),
         .defaultValue = 100,
         .minimum = 1,
         .maximum = 10'000,
         .unit = QStringLiteral("lines"),
         .example = 20},
        {.name = QStringLiteral("logLimit"),
         .type = ParameterType::ByteSize,
         .title = QStringLiteral("Log size"),
         .help = QStringLiteral("At most so much of the log's end is kept, 1KiB to 256KiB."),
         .defaultValue = QStringLiteral("64KiB"),
         .minimum = 1024,
         .maximum = 256 * 1024,
         .example = QStringLiteral("16KiB"),
         .advanced = true},
        {.name = QStringLiteral("environment"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Environment"),
         .help = QStringLiteral("`names`: the values of environment variables are masked. "
                                "`values`: they are read as they are."),
         .defaultValue = QStringLiteral("names"),
         .choices = {QStringLiteral("names"), QStringLiteral("values")},
         .advanced = true},
    };
}

} // namespace

NodeDescriptor containerInspectDescriptor()
{
    return {
        .kind = QStringLiteral("container.inspect"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Container inspect"),
        .summary = QStringLiteral("Reads a container's state, configuration and the end of its "
                                  "log"),
        .help = containerInspectHelp(),
        .example = QStringLiteral(R"(last-words:
  kind: container.inspect@1
  container: "{{ event.data.container.id }}"
  what: [state, log]
  lines: 20
)"),
        .parameters = containerInspectParameters(),
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Read"),
                     QStringLiteral("What was read.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("It could not be read; `data.error` says why.")}},
    };
}

} // namespace Saltern
