#include "engine/pipeline/descriptor.h"

#include "engine/nodes/containerparameter.h"

namespace Saltern {

namespace {

QString containerActionHelp()
{
    return QStringLiteral(
        R"(Does one thing to one container.

| action | what it does | settings |
|---|---|---|
| `start` | starts it | |
| `stop` | asks it to end, kills it after the stop timeout | `stopTimeout` |
| `restart` | stops and starts it | `stopTimeout` |
| `kill` | sends a signal | `signal` |
| `pause`, `unpause` | freezes its processes, lets them go on | |
| `remove` | deletes it | `force`, `volumes` |
| `exec` | runs a command inside it and waits for its end | `command`, `user`, `workdir`, `env` |

What is so already is done: starting a running container, stopping a stopped one or removing one
that is gone leaves by `ok` with `changed: false`. That makes it safe to run the action again after
a crash of the engine; `restart`, `kill` and `exec` are the three that act each time.

The data of `ok`:

```json
{
  "action": "exec", "changed": true,
  "container": { "id": "4f1c...", "name": "web-1", "image": "nginx:1.27" },
  "exitCode": 0, "output": "ready\n", "truncated": false
}
```

`exitCode`, `output` and `truncated` only come with `exec`. The command is a list, the program and
each of its arguments: it never goes through a shell, so nothing in an event can break out of its
argument. If you need a shell, name it: `["sh", "-c", "exec reload", "sh", "{{ event.subject }}"]`
hands the value over as `$1`. Of the output the first and the last 32 KiB are kept. An exit code
other than 0 leaves by `error`. When the time limit of the step passes, Docker has no way to end the
command: it goes on inside the container.

The Docker events that the action causes are known as Saltern's own and do not begin runs of
docker.event triggers unless they say `own: include`.)");
}

std::vector<Parameter> containerActionExecParameters()
{
    return {
        {.name = QStringLiteral("command"),
         .type = ParameterType::List,
         .title = QStringLiteral("Command"),
         .help = QStringLiteral("The program and its arguments, one entry each. Only with `exec`."),
         .templated = true,
         .example =
             QJsonArray{QStringLiteral("nginx"), QStringLiteral("-s"), QStringLiteral("reload")},
         .fields = {{.name = QStringLiteral("argument"),
                     .title = QStringLiteral("Argument"),
                     .templated = true}}},
        {.name = QStringLiteral("user"),
         .title = QStringLiteral("User"),
         .help = QStringLiteral("Who runs the command: `name`, `uid` or `uid:gid`. The "
                                "container's own user when left out. Only with `exec`."),
         .templated = true,
         .example = QStringLiteral("1000:1000"),
         .advanced = true},
        {.name = QStringLiteral("workdir"),
         .title = QStringLiteral("Working folder"),
         .help = QStringLiteral("Where the command runs, an absolute path inside the container. "
                                "Only with `exec`."),
         .templated = true,
         .example = QStringLiteral("/srv/app"),
         .advanced = true},
        {.name = QStringLiteral("env"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Environment"),
         .help = QStringLiteral("Variables that the command gets in addition. Only with `exec`."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("REASON"), QStringLiteral("{{ event.type }}")}},
         .fields = {{.name = QStringLiteral("value"),
                     .title = QStringLiteral("Value"),
                     .templated = true}},
         .advanced = true},
    };
}

std::vector<Parameter> containerActionParameters()
{
    std::vector<Parameter> list{
        {.name = QStringLiteral("action"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Action"),
         .help = QStringLiteral("What to do."),
         .required = true,
         .choices = {QStringLiteral("start"),
                     QStringLiteral("stop"),
                     QStringLiteral("restart"),
                     QStringLiteral("kill"),
                     QStringLiteral("pause"),
                     QStringLiteral("unpause"),
                     QStringLiteral("remove"),
                     QStringLiteral("exec")},
         .example = QStringLiteral("restart")},
        containerParameter(QStringLiteral("{{ trigger.data.container.id }}")),
        {.name = QStringLiteral("stopTimeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Stop timeout"),
         .help = QStringLiteral("How long the container gets to end by itself before it is killed, "
                                "in whole seconds, 0s to 1h. The container's own setting when left "
                                "out (Docker's default is 10s). The step's own `timeout` has to be "
                                "longer. Only with `stop` and `restart`."),
         .minimum = 0,
         .maximum = 3'600'000,
         .example = QStringLiteral("30s")},
        {.name = QStringLiteral("signal"),
         .title = QStringLiteral("Signal"),
         .help = QStringLiteral("The signal to send, by name or number. Only with `kill`."),
         .defaultValue = QStringLiteral("SIGKILL"),
         .example = QStringLiteral("SIGHUP")},
        {.name = QStringLiteral("force"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Even if running"),
         .help = QStringLiteral("Kill the container first when it still runs; otherwise removing a "
                                "running container is an error. Only with `remove`."),
         .defaultValue = false,
         .example = true},
        {.name = QStringLiteral("volumes"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Anonymous volumes too"),
         .help = QStringLiteral("Delete the container's anonymous volumes with it. Only with "
                                "`remove`."),
         .defaultValue = false,
         .example = true,
         .advanced = true},
    };
    for (Parameter &parameter : containerActionExecParameters())
        list.push_back(std::move(parameter));
    return list;
}

// Which actions a setting belongs to; a setting that would be ignored is a mistake worth telling.
void checkContainerAction(const Node &node, NodeProblems &problems)
{
    struct Belongs
    {
        QString field;
        QStringList actions;
    };
    const QString stop = QStringLiteral("stop");
    const QString exec = QStringLiteral("exec");
    const QString remove = QStringLiteral("remove");
    const QList<Belongs> rules{
        {QStringLiteral("stopTimeout"), {stop, QStringLiteral("restart")}},
        {QStringLiteral("signal"), {QStringLiteral("kill")}},
        {QStringLiteral("force"), {remove}},
        {QStringLiteral("volumes"), {remove}},
        {QStringLiteral("command"), {exec}},
        {QStringLiteral("user"), {exec}},
        {QStringLiteral("workdir"), {exec}},
        {QStringLiteral("env"), {exec}},
    };
    const QString action = node.parameters.value(QLatin1StringView("action")).toString();
    for (const Belongs &rule : rules) {
        if (!action.isEmpty() && node.parameters.contains(rule.field) &&
            !rule.actions.contains(action)) {
            problems.add(
                rule.field,
                QStringLiteral("conflicting-fields"),
                QStringLiteral("`%1` means nothing for `action: %2`.").arg(rule.field, action),
                QStringLiteral("Remove it; it belongs to %1.")
                    .arg(rule.actions.join(QStringLiteral(" and "))));
        }
    }
    if (action == exec && node.parameters.value(QLatin1StringView("command")).toArray().isEmpty()) {
        problems.add(QString(),
                     QStringLiteral("missing-field"),
                     QStringLiteral("`action: exec` needs a command."),
                     QStringLiteral("Add `command: [\"program\", \"argument\"]`."));
    }
}

} // namespace

NodeDescriptor containerActionDescriptor()
{
    return {
        .kind = QStringLiteral("container.action"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Container action"),
        .summary = QStringLiteral("Starts, stops, restarts, removes a container, or runs a command "
                                  "in it"),
        .help = containerActionHelp(),
        .example = QStringLiteral(R"(restart:
  kind: container.action@1
  action: restart
  container: "{{ trigger.data.container.id }}"
  stopTimeout: 5s
)"),
        .parameters = containerActionParameters(),
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Done"),
                     QStringLiteral("What was done, and whether it changed anything.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("It could not be done; `data.error` says why.")}},
        .check = checkContainerAction,
    };
}

} // namespace Saltern
