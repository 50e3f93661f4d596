#include "engine/pipeline/descriptor.h"

#include "engine/base/nearestname.h"
#include "engine/nodes/function/hookparameters.h"
#include "engine/nodes/function/poolparameters.h"

#include <QJsonArray>

namespace Saltern {

namespace {

QString help()
{
    return QStringLiteral(
        "Runs your code in a container of its own: the event goes in, a result, a log and an\n"
        "outcome come back. The code is a file (`handler`), stands inline (`code`), or is an\n"
        "image's own program (`image`, with `command` or the image's entry point).\n"
        "\n"
        "A **handler function** is `def handle(event)` in Python or `export function\n"
        "handle(event)` in JavaScript. What it returns is the exit event's data; with `yield` it\n"
        "makes several. A **program or script** reads the event as JSON on standard input and\n"
        "writes its result to file descriptor 3, or else to standard output: JSON values one "
        "after\n"
        "another, each an exit event, or else text, which leaves as `{\"text\": ...}`. A value "
        "that\n"
        "is not an object leaves as `{\"value\": ...}`; nothing at all leaves as `{}`.\n"
        "\n"
        "Exit status 0 is `ok`, 75 asks to be run again, 125 to 127 are never tried again, and\n"
        "anything else is `error` once the retries are used up. Unless it is opened by name, the\n"
        "container has no network, no capabilities, a read-only root and an unprivileged user.\n"
        "docs/functions.md has the whole contract.");
}

QString example()
{
    return QStringLiteral("greet:\n"
                          "  kind: function@1\n"
                          "  runtime: python\n"
                          "  code: |\n"
                          "    def handle(event):\n"
                          "        return {\"greeting\": \"Hello \" + event[\"subject\"]}\n"
                          "  timeout: 10s\n");
}

std::vector<Parameter> codeParameters()
{
    return {
        {.name = QStringLiteral("runtime"),
         .type = ParameterType::Text,
         .title = QStringLiteral("Runtime"),
         .help = QStringLiteral(
             "The catalogue entry that names the image and says how to start the code: shell, "
             "python, node, cobol, binary, or one of your own in the folder runtimes of the "
             "configuration folder. Without it the handler's file name extension decides."),
         .example = QStringLiteral("python")},
        {.name = QStringLiteral("handler"),
         .type = ParameterType::Path,
         .title = QStringLiteral("Handler"),
         .help = QStringLiteral("The file with the code, relative to the document."),
         .example = QStringLiteral("functions/diagnose.py")},
        {.name = QStringLiteral("code"),
         .type = ParameterType::Code,
         .title = QStringLiteral("Code"),
         .help = QStringLiteral("The code itself, instead of a file. Needs `runtime`."),
         .example = QStringLiteral("cat")},
        {.name = QStringLiteral("image"),
         .type = ParameterType::Text,
         .title = QStringLiteral("Image"),
         .help = QStringLiteral(
             "With a handler or code: the image to run it in, instead of the runtime's. Alone: the "
             "image whose own program is the function."),
         .example = QStringLiteral("python:3.12-slim")},
        {.name = QStringLiteral("command"),
         .type = ParameterType::List,
         .title = QStringLiteral("Command"),
         .help = QStringLiteral(
             "The program of `image` and its arguments, one list entry each; no shell takes them "
             "apart. Without it the image's own entry point and command are used."),
         .example = QJsonArray{QStringLiteral("jq"), QStringLiteral(".data")},
         .fields = {{.name = QStringLiteral("argument"), .title = QStringLiteral("Argument")}}},
        {.name = QStringLiteral("style"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Style"),
         .help = QStringLiteral(
             "How the code is called: `function` calls handle(event), `program` starts it with "
             "the event on standard input. `auto` looks whether the code defines handle. `lines` "
             "is "
             "for hot programs that speak the line protocol of docs/functions.md themselves."),
         .defaultValue = QStringLiteral("auto"),
         .choices = {QStringLiteral("auto"),
                     QStringLiteral("function"),
                     QStringLiteral("program"),
                     QStringLiteral("lines")},
         .advanced = true},
        {.name = QStringLiteral("files"),
         .type = ParameterType::List,
         .title = QStringLiteral("Further files"),
         .help = QStringLiteral(
             "Files that the code needs beside it, relative to the document: modules, tables."),
         .example = QJsonArray{QStringLiteral("functions/shared.py")},
         .fields = {{.name = QStringLiteral("file"),
                     .type = ParameterType::Path,
                     .title = QStringLiteral("File")}},
         .advanced = true},
        {.name = QStringLiteral("env"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Environment"),
         .help = QStringLiteral(
             "Environment variables of the code. Secrets given here do not show in `docker "
             "inspect`. Names that begin with SALTERN_ are ours."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("TOKEN"), QStringLiteral("{{ secret.TOKEN }}")}},
         .fields = {{.name = QStringLiteral("value"),
                     .title = QStringLiteral("Value"),
                     .templated = true}}},
    };
}

std::vector<Parameter> limitParameters()
{
    return {
        {.name = QStringLiteral("memory"),
         .type = ParameterType::ByteSize,
         .title = QStringLiteral("Memory"),
         .help = QStringLiteral(
             "What the whole container may use, its files in memory included; there is no swap. "
             "By default what the runtime's catalogue entry says, else 128MiB."),
         .minimum = 16.0 * 1024 * 1024,
         .maximum = 1024.0 * 1024 * 1024 * 1024,
         .example = QStringLiteral("256MiB")},
        {.name = QStringLiteral("cpus"),
         .type = ParameterType::Number,
         .title = QStringLiteral("CPUs"),
         .help = QStringLiteral("How many CPUs' worth of time it gets; never more than the host "
                                "has."),
         .defaultValue = 1,
         .minimum = 0.01,
         .maximum = 1024,
         .example = 0.5,
         .advanced = true},
        {.name = QStringLiteral("pids"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Processes"),
         .help = QStringLiteral(
             "The most processes and threads at a time. By default what the runtime's catalogue "
             "entry says, else 64."),
         .minimum = 4,
         .maximum = 100'000,
         .example = 64,
         .advanced = true},
        {.name = QStringLiteral("tmp"),
         .type = ParameterType::ByteSize,
         .title = QStringLiteral("Size of /tmp"),
         .help = QStringLiteral("/tmp is empty, writable and in memory; it counts as memory."),
         .defaultValue = QStringLiteral("64MiB"),
         .minimum = 4096,
         .maximum = 1024.0 * 1024 * 1024 * 1024,
         .advanced = true},
        {.name = QStringLiteral("stopGrace"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Grace"),
         .help = QStringLiteral("How long code that ran out of time has between SIGTERM and being "
                                "killed."),
         .defaultValue = QStringLiteral("2s"),
         .minimum = 0,
         .maximum = 4000,
         .advanced = true},
    };
}

std::vector<Parameter> openingParameters()
{
    return {
        {.name = QStringLiteral("network"),
         .type = ParameterType::Text,
         .title = QStringLiteral("Network"),
         .help = QStringLiteral("`none`, `bridge`, `host` or the name of a network of the Docker "
                                "host."),
         .defaultValue = QStringLiteral("none"),
         .example = QStringLiteral("bridge")},
        {.name = QStringLiteral("user"),
         .type = ParameterType::Text,
         .title = QStringLiteral("User"),
         .help = QStringLiteral("The user, and after a colon the group, that the code runs as."),
         .defaultValue = QStringLiteral("65534:65534"),
         .example = QStringLiteral("1000:1000"),
         .advanced = true},
        {.name = QStringLiteral("readOnly"),
         .type = ParameterType::Boolean,
         .title = QStringLiteral("Read-only root"),
         .help = QStringLiteral("With `false` the code may write into the container's own "
                                "file system, which is thrown away after the call."),
         .defaultValue = true,
         .advanced = true},
        {.name = QStringLiteral("capabilities"),
         .type = ParameterType::List,
         .title = QStringLiteral("Capabilities"),
         .help = QStringLiteral("Linux capabilities to give back; by default all are dropped."),
         .example = QJsonArray{QStringLiteral("NET_RAW")},
         .fields = {{.name = QStringLiteral("capability"), .title = QStringLiteral("Capability")}},
         .advanced = true},
    };
}

std::vector<Parameter> parameters()
{
    std::vector<Parameter> all = codeParameters();
    all.push_back(functionHooksParameter());
    for (std::vector<Parameter> more :
         {functionPoolParameters(), limitParameters(), openingParameters()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

void checkCode(const Node &node, NodeProblems &problems)
{
    const auto has = [&](QLatin1StringView name) { return node.parameters.contains(name); };
    const bool handler = has(QLatin1StringView("handler"));
    const bool code = has(QLatin1StringView("code"));
    const bool image = has(QLatin1StringView("image"));
    if (handler && code)
        problems.add(QStringLiteral("code"),
                     QStringLiteral("function-two-codes"),
                     QStringLiteral("The function has both a handler file and inline code."),
                     QStringLiteral("Remove one of the two."));
    if (!handler && !code && !image)
        problems.add(QString(),
                     QStringLiteral("function-without-code"),
                     QStringLiteral("The function has no code."),
                     QStringLiteral("Give it a handler file, inline code, or an image whose own "
                                    "program is the function."));
    if (code && !has(QLatin1StringView("runtime")))
        problems.add(QStringLiteral("code"),
                     QStringLiteral("function-without-runtime"),
                     QStringLiteral("Inline code does not say what language it is in."),
                     QStringLiteral("Add `runtime: shell`, `python` or `node`."));
    if (has(QLatin1StringView("command")) && (handler || code || !image))
        problems.add(QStringLiteral("command"),
                     QStringLiteral("function-command"),
                     QStringLiteral("`command` is the program of an image, not of a handler."),
                     QStringLiteral("Use `command` with `image` only, or remove it."));
}

void checkMode(const Node &node, NodeProblems &problems)
{
    const auto text = [&](const char *name) {
        return node.parameters.value(QLatin1StringView(name)).toString();
    };
    const bool hot = text("mode") == QLatin1StringView("hot");
    const bool kept = hot || text("mode") == QLatin1StringView("warm");
    const bool lines = text("style") == QLatin1StringView("lines");
    const bool ownProgram = text("handler").isEmpty() && text("code").isEmpty();
    if (hot && !lines && (ownProgram || text("style") == QLatin1StringView("program")))
        problems.add(QStringLiteral("mode"),
                     QStringLiteral("function-hot-program"),
                     QStringLiteral("A program that takes one event and ends cannot be hot."),
                     QStringLiteral("Use `mode: warm`, or write a handler function."));
    if (lines && !hot)
        problems.add(QStringLiteral("style"),
                     QStringLiteral("function-lines"),
                     QStringLiteral("Only hot functions speak the line protocol."),
                     QStringLiteral("Add `mode: hot`, or remove `style: lines`."));
    if (!kept && node.parameters.contains(QLatin1StringView("pool")))
        problems.add(QStringLiteral("pool"),
                     QStringLiteral("function-cold-pool"),
                     QStringLiteral("A cold function keeps no containers, so it has no pool."),
                     QStringLiteral("Add `mode: warm` or `mode: hot`, or remove `pool`."));
}

void checkRuntime(const Node &node, NodeProblems &problems)
{
    const QString name = node.parameters.value(QLatin1StringView("runtime")).toString();
    const auto known = problems.runtimes();
    if (!name.isEmpty() && known && !known->contains(name))
        problems.add(QStringLiteral("runtime"),
                     QStringLiteral("unknown-runtime"),
                     QStringLiteral("There is no runtime \"%1\".").arg(name.left(60)),
                     suggestName(name, *known));
}

void checkEnvironment(const Node &node, NodeProblems &problems)
{
    const QJsonObject env = node.parameters.value(QLatin1StringView("env")).toObject();
    for (auto variable = env.begin(); variable != env.end(); ++variable) {
        const QString name = variable.key();
        if (name.startsWith(QLatin1StringView("SALTERN_")))
            problems.add(QStringLiteral("env/") + name,
                         QStringLiteral("function-env-name"),
                         QStringLiteral("%1 is set by Saltern itself.").arg(name),
                         QStringLiteral("Choose a name that does not begin with SALTERN_."));
        else if (name.isEmpty() || name.contains(u'=') || name.contains(QChar::Null))
            problems.add(
                QStringLiteral("env/") + name,
                QStringLiteral("function-env-name"),
                QStringLiteral("\"%1\" cannot be the name of an environment variable.").arg(name),
                QStringLiteral("Use letters, digits and underscores."));
    }
}

} // namespace

NodeDescriptor functionDescriptor()
{
    return {
        .kind = QStringLiteral("function"),
        .version = 1,
        .category = Category::Function,
        .effect = Effect::External,
        .usesHost = true,
        .title = QStringLiteral("Function"),
        .summary = QStringLiteral("Runs your code in a container"),
        .help = help(),
        .example = example(),
        .parameters = parameters(),
        .outputs =
            {
                {QStringLiteral("ok"),
                 QStringLiteral("Result"),
                 QStringLiteral("An event for every value that the code gave back.")},
                {QStringLiteral("error"),
                 QStringLiteral("Error"),
                 QStringLiteral("The code failed for good. `data.error` has `kind`, `message` and "
                                "`remedy`; `data.exitCode` and `data.log` say more.")},
            },
        .check =
            [](const Node &node, NodeProblems &problems) {
                checkCode(node, problems);
                checkMode(node, problems);
                checkRuntime(node, problems);
                checkEnvironment(node, problems);
                checkFunctionHooks(node, problems);
            },
    };
}

} // namespace Saltern
