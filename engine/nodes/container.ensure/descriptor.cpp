#include "engine/pipeline/descriptor.h"

#include "engine/nodes/ensureparameters.h"

namespace Saltern {

namespace {

QString containerEnsureHelp()
{
    return QStringLiteral(
        R"(Sees to it that a container is as it is described here. Run it as often as you like: what is so
already is left alone.

| state | what it means |
|---|---|
| `running` | it is there as described, and runs |
| `present` | it is there as described, whether it runs or not |
| `stopped` | it is there as described, and does not run |
| `absent` | there is no container of that name |

**What is compared.** The image by its id, once the name is looked up on the host: a tag that was
moved is a difference, a second name for the same image is none. Then every setting that is written
here. What is left out stays as it is, also in a container that has to be made anew, so that
`name` and `image` alone are enough to roll an image out. `env` is all the variables that the image
does not set itself; of `labels` only those named are compared, others may be there; `ports`,
`volumes` and `networks` are the whole list. What comes from the image (command, variables,
user...) is no difference. Anonymous volumes go on to the new container.

**What happens.** Each difference is shown before anything is done (`image: web:1 → web:2`). Only
then the new container is made beside the old one, the old one is stopped and put aside as
`<name>.saltern-old`, and the new one gets the name and starts. When it has run for `settle`, or
is healthy when its image has a health check, the old one is removed. When it does not start, ends
or gets unhealthy, it is removed, the old one comes back, and the step fails with the last lines of
the new one in its log. An attempt that was cut short is put right by the next one. When nothing
but `memory`, `cpus`, `pids` and `restart` differs, the container gets them where it is and goes
on; where Docker does not allow that, it is made anew. Without a difference in the description, starting, stopping or unpausing is all that happens.

The data of `changed` and `unchanged`:

```json
{
  "action": "recreated", "changed": true, "dryRun": false,
  "differences": [ { "setting": "image", "from": "web:1", "to": "web:2" } ],
  "container": { "id": "4f1c...", "name": "web", "image": "web:2" },
  "image": { "reference": "web:2", "id": "sha256:...", "digest": "sha256:...", "pulled": true }
}
```

`action` is `created`, `recreated`, `updated`, `started`, `stopped`, `unpaused`, `removed` or `none`. Values of
`env`, and of any setting that reads a secret, are shown as `***`.

With `dryRun` it compares, says what it would do, leaves by `changed` or `unchanged`, and touches
nothing; an image that is missing is not pulled.

The Docker events that it causes are known as Saltern's own and do not begin runs of docker.event
triggers unless they say `own: include`.)");
}

std::vector<Parameter> wantedParameters()
{
    return {
        {.name = QStringLiteral("name"),
         .title = QStringLiteral("Name"),
         .help = QStringLiteral("The container's name."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("web")},
        {.name = QStringLiteral("state"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("State"),
         .help = QStringLiteral("How it should be."),
         .defaultValue = QStringLiteral("running"),
         .choices = {QStringLiteral("running"),
                     QStringLiteral("present"),
                     QStringLiteral("stopped"),
                     QStringLiteral("absent")}},
        {.name = QStringLiteral("image"),
         .title = QStringLiteral("Image"),
         .help = QStringLiteral("What it is made from: `name:tag`, `name@sha256:...` or an id. "
                                "Needed when the container may not be there yet."),
         .templated = true,
         .example = QStringLiteral("registry.example:5000/web:2")},
        {.name = QStringLiteral("pull"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Pull"),
         .help = QStringLiteral("`missing`: pull the image when the host does not have it. "
                                "`always`: pull each time, for tags that move. `never`: it has to "
                                "be there. The login is that of the docker command: "
                                "`~/.docker/config.json` of the account that runs the engine."),
         .defaultValue = QStringLiteral("missing"),
         .choices = {QStringLiteral("missing"), QStringLiteral("always"), QStringLiteral("never")}},
    };
}

Parameter listSetting(const QString &name,
                      const QString &title,
                      const QString &entry,
                      const QString &help,
                      const QJsonValue &example)
{
    return {.name = name,
            .type = ParameterType::List,
            .title = title,
            .help = help,
            .templated = true,
            .example = example,
            .fields = {{.name = QStringLiteral("entry"), .title = entry, .templated = true}},
            .acceptsOne = true};
}

Parameter mapSetting(const QString &name,
                     const QString &title,
                     const QString &help,
                     const QJsonObject &example)
{
    return {.name = name,
            .type = ParameterType::Map,
            .title = title,
            .help = help,
            .templated = true,
            .example = example,
            .fields = {{.name = QStringLiteral("value"),
                        .title = QStringLiteral("Value"),
                        .templated = true}}};
}

Parameter
plainText(const QString &name, const QString &title, const QString &help, const QString &example)
{
    return {.name = name,
            .title = title,
            .help = help,
            .templated = true,
            .example = example,
            .advanced = true};
}

std::vector<Parameter> contentParameters()
{
    return {
        listSetting(
            QStringLiteral("command"),
            QStringLiteral("Command"),
            QStringLiteral("Argument"),
            QStringLiteral("The program's arguments, one entry each; an empty list means the "
                           "image's own."),
            QJsonArray{
                QStringLiteral("nginx"), QStringLiteral("-g"), QStringLiteral("daemon off;")}),
        mapSetting(
            QStringLiteral("env"),
            QStringLiteral("Environment"),
            QStringLiteral("All variables that the image does not set itself. Values are never "
                           "shown, but everybody who may use Docker on the host can read them "
                           "in `docker inspect`."),
            {{QStringLiteral("TOKEN"), QStringLiteral("{{ secret.TOKEN }}")}}),
        listSetting(
            QStringLiteral("ports"),
            QStringLiteral("Ports"),
            QStringLiteral("Port"),
            QStringLiteral("What is published: `HOST:CONTAINER`, `IP:HOST:CONTAINER`, or "
                           "`CONTAINER` for any free port of the host; `/udp` behind it for "
                           "UDP."),
            QJsonArray{QStringLiteral("8080:80")}),
        listSetting(QStringLiteral("volumes"),
                    QStringLiteral("Volumes"),
                    QStringLiteral("Volume"),
                    QStringLiteral("What is mounted: `NAME:/path` or `/folder/on/the/host:/path`; "
                                   "`:ro` behind it for read-only."),
                    QJsonArray{QStringLiteral("web-data:/var/lib/web")}),
        listSetting(QStringLiteral("networks"),
                    QStringLiteral("Networks"),
                    QStringLiteral("Network"),
                    QStringLiteral("The networks it is connected to, the main one first; `none`, "
                                   "`host`, `bridge` or names."),
                    QJsonArray{QStringLiteral("backend")}),
        mapSetting(QStringLiteral("labels"),
                   QStringLiteral("Labels"),
                   QStringLiteral("Labels that it has; others may be there."),
                   {{QStringLiteral("app"), QStringLiteral("shop")}}),
        {.name = QStringLiteral("restart"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Restart policy"),
         .help = QStringLiteral("When Docker starts it again by itself."),
         .choices = {QStringLiteral("no"),
                     QStringLiteral("on-failure"),
                     QStringLiteral("unless-stopped"),
                     QStringLiteral("always")},
         .example = QStringLiteral("unless-stopped")},
        {.name = QStringLiteral("memory"),
         .type = ParameterType::ByteSize,
         .title = QStringLiteral("Memory"),
         .help = QStringLiteral("The most memory it may use."),
         .minimum = 6.0 * 1024 * 1024,
         .maximum = 1024.0 * 1024 * 1024 * 1024 * 1024,
         .example = QStringLiteral("256MiB")},
        {.name = QStringLiteral("cpus"),
         .type = ParameterType::Number,
         .title = QStringLiteral("CPUs"),
         .help = QStringLiteral("How many CPUs' worth of time it gets."),
         .minimum = 0.01,
         .maximum = 1024,
         .example = 0.5},
    };
}

std::vector<Parameter> rareParameters()
{
    Parameter entrypoint = listSetting(
        QStringLiteral("entrypoint"),
        QStringLiteral("Entry point"),
        QStringLiteral("Argument"),
        QStringLiteral("The program that gets the command as its arguments; an empty list "
                       "means the image's own."),
        QJsonArray{QStringLiteral("/docker-entrypoint.sh")});
    entrypoint.advanced = true;
    return {
        entrypoint,
        plainText(QStringLiteral("user"),
                  QStringLiteral("User"),
                  QStringLiteral("Who it runs as: `name`, `uid` or `uid:gid`."),
                  QStringLiteral("1000:1000")),
        plainText(
            QStringLiteral("workdir"),
            QStringLiteral("Working folder"),
            QStringLiteral("Where the program starts, an absolute path inside the container."),
            QStringLiteral("/srv/app")),
        plainText(QStringLiteral("hostname"),
                  QStringLiteral("Host name"),
                  QStringLiteral("What the container calls itself."),
                  QStringLiteral("web-1")),
        {.name = QStringLiteral("pids"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Processes"),
         .help = QStringLiteral("The most processes and threads at a time."),
         .minimum = 1,
         .maximum = 1'000'000,
         .example = 200,
         .advanced = true},
    };
}

std::vector<Parameter> conductParameters()
{
    return {
        {.name = QStringLiteral("settle"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Has to run for"),
         .help =
             QStringLiteral("For so long a new or started container has to run before the step "
                            "is content, 0s to 1h. With a health check in its image it also has "
                            "to be healthy."),
         .defaultValue = QStringLiteral("2s"),
         .minimum = 0,
         .maximum = 3'600'000,
         .example = QStringLiteral("10s")},
        {.name = QStringLiteral("stopTimeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Stop timeout"),
         .help =
             QStringLiteral("How long a container gets to end by itself before it is killed, in "
                            "whole seconds, 0s to 1h. The container's own setting when left out "
                            "(Docker's default is 10s)."),
         .minimum = 0,
         .maximum = 3'600'000,
         .example = QStringLiteral("30s"),
         .advanced = true},
        dryRunParameter(),
        {.name = QStringLiteral("timeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Time limit"),
         .help =
             QStringLiteral("How long one attempt may take, pulling included; then it is undone "
                            "and counts as failed."),
         .defaultValue = QStringLiteral("10m"),
         .minimum = 100,
         .maximum = 24.0 * 3600 * 1000,
         .example = QStringLiteral("2m"),
         .advanced = true},
    };
}

std::vector<Parameter> containerEnsureParameters()
{
    std::vector<Parameter> all;
    for (const auto &part :
         {wantedParameters(), contentParameters(), rareParameters(), conductParameters()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

// With `state: absent` there is nothing that a description could describe.
void checkContainerEnsure(const Node &node, NodeProblems &problems)
{
    if (node.parameters.value(QLatin1StringView("state")).toString() != QLatin1StringView("absent"))
        return;
    static const QStringList fitting{QStringLiteral("name"),
                                     QStringLiteral("state"),
                                     QStringLiteral("stopTimeout"),
                                     QStringLiteral("dryRun"),
                                     QStringLiteral("timeout")};
    QStringList others;
    for (const Parameter &parameter : containerEnsureParameters()) {
        if (!fitting.contains(parameter.name))
            others += parameter.name;
    }
    refuseForState(node, others, QStringLiteral("absent"), problems);
}

} // namespace

NodeDescriptor containerEnsureDescriptor()
{
    return {
        .kind = QStringLiteral("container.ensure"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Ensure container"),
        .summary = QStringLiteral("Sees to it that a container is there as described, and changes "
                                  "it only when it is not"),
        .help = containerEnsureHelp(),
        .example = QStringLiteral(R"(web:
  kind: container.ensure@1
  name: web
  image: shop/web:2
  ports: ["8080:80"]
  env: { TOKEN: "{{ secret.TOKEN }}" }
  restart: unless-stopped
)"),
        .parameters = containerEnsureParameters(),
        .outputs = {{QStringLiteral("changed"),
                     QStringLiteral("Changed"),
                     QStringLiteral("It was not as described, and is now; `data.differences` says "
                                    "what differed.")},
                    {QStringLiteral("unchanged"),
                     QStringLiteral("Unchanged"),
                     QStringLiteral("It was as described already.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral(
                         "It could not be done and was undone; `data.error` says why.")}},
        .check = checkContainerEnsure,
    };
}

} // namespace Saltern
