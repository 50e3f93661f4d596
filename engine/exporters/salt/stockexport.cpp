#include "engine/exporters/salt/stockexport.h"

#include "engine/exporters/salt/pythonliteral.h"
#include "engine/exporters/salt/saltfiles.h"
#include "engine/exporters/salt/stockplan.h"
#include "engine/exporters/salt/stockreplay.h"

#include <QJsonArray>
#include <QResource>

#include <algorithm>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

// The matcher and its like, which the profile `helper` installs as modules; here they stand in the
// SLS itself, each as a function that answers what it defines.
const QStringList parts{QStringLiteral("saltern_container"),
                        QStringLiteral("saltern_event"),
                        QStringLiteral("saltern_flow"),
                        QStringLiteral("saltern_function"),
                        QStringLiteral("saltern_hosts"),
                        QStringLiteral("saltern_message"),
                        QStringLiteral("saltern_own"),
                        QStringLiteral("saltern_pattern"),
                        QStringLiteral("saltern_scope"),
                        QStringLiteral("saltern_target"),
                        QStringLiteral("saltern_template")};

Result<QByteArray> builtIn(const QString &path)
{
    const QResource resource(QStringLiteral(":/saltern/") + path);
    if (!resource.isValid())
        return fail(ErrorKind::Internal,
                    QStringLiteral("The built-in file %1 for Salt is missing.").arg(path));
    return resource.uncompressedData();
}

// A module as the body of a function: its names are its own, and the SLS stays one file.
QByteArray asFunction(const QString &name, const QByteArray &module)
{
    QByteArray text = "def _" + name.toUtf8() + "():\n";
    const QList<QByteArray> lines = module.split('\n');
    for (const QByteArray &line : lines)
        text += line.isEmpty() ? QByteArray("\n") : "    " + line + '\n';
    return text.trimmed() + "\n\n    return locals()\n\n\n";
}

// How the pipeline runs, behind what it is: the line numbers of its nodes stay the same.
Result<QByteArray> machinery(const SaltPlan &plan)
{
    const QStringList more = stockPartsOfKinds(plan);
    QByteArray text = "\n# From here on, every pipeline with such nodes has the same.\n\n\n";
    QByteArray table = "PARTS = {\n";
    for (const QString &part : parts + more) {
        const auto module = builtIn(QStringLiteral("salt/salt/_utils/%1.py").arg(part));
        if (!module)
            return fail(module.error());
        text += asFunction(part, *module);
        table += "    \"" + part.toUtf8() + "\": _" + part.toUtf8() + "(),\n";
    }
    text += table + "}\n\n";
    QStringList scripts{QStringLiteral("react")};
    if (more.contains(QStringLiteral("saltern_web")))
        scripts += QStringLiteral("web");
    if (hasReplayedOnStockSalt(plan))
        scripts += {QStringLiteral("docker"), QStringLiteral("replay")};
    if (more.contains(QStringLiteral("saltern_moment")))
        scripts += QStringLiteral("delay");
    for (const QString &script : scripts) {
        const auto content = builtIn(QStringLiteral("saltstock/%1.py").arg(script));
        if (!content)
            return fail(content.error());
        text += *content;
    }
    return text;
}

Result<ExportedFile>
reactorFile(const ExportInput &input, const SaltPlan &plan, QList<NodeMapping> &mappings)
{
    ExportedFile file = saltReactorFile(input, plan, mappings);
    const qsizetype end = file.content.indexOf("\n\n\ndef run():");
    const auto rest = machinery(plan);
    if (!rest)
        return fail(rest.error());
    file.content = file.content.left(end) + "\n\n" + *rest;
    return file;
}

// Which of Docker's messages the engine asks for. Globs are not Docker's: with one, all are.
QJsonObject filters(const Pipeline &pipeline)
{
    QStringList types;
    QStringList actions;
    bool all = false;
    for (const Node &node : pipeline.nodes) {
        if (node.kind.name != Latin("docker.event"))
            continue;
        types += node.parameters.value(Latin("type")).toString(QStringLiteral("container"));
        const QJsonValue action = node.parameters.value(Latin("action"));
        const QJsonArray list = action.isArray() ? action.toArray() : QJsonArray{action};
        for (const QJsonValue &one : list) {
            all = all || one.toString().isEmpty() || one.toString().contains(u'*');
            actions += one.toString();
        }
    }
    types.removeDuplicates();
    actions.removeDuplicates();
    QJsonObject filters{{QStringLiteral("type"), QJsonArray::fromStringList(types)}};
    if (!all)
        filters.insert(QStringLiteral("event"), QJsonArray::fromStringList(actions));
    return filters;
}

// The state of a minion: the engine that passes Docker's messages on, and the functions' code.
Result<ExportedFile> minionFile(const ExportInput &input, const SaltPlan &plan)
{
    const QString name = input.pipeline.name;
    const QString tag = stockDockerTag(name);
    const bool hears = plan.tags.contains(QString(tag + QStringLiteral("/*")));
    const auto state = builtIn(QStringLiteral("saltstock/minion.py"));
    if (!state)
        return fail(state.error());
    const QByteArray text =
        "#!py\n" + saltHeading(input, "what a minion needs of it.") +
        "\nPIPELINE = " + quotedText(name) + "\nTAG = " + quotedText(tag) +
        "\nFILTERS = " + (hears ? pythonLiteral(filters(input.pipeline)) : "None") +
        "\nFUNCTIONS = " +
        (plan.functionFiles.isEmpty() ? "None" : quotedText(stockFunctionFolder(name))) + '\n' +
        *state;
    return ExportedFile{QStringLiteral("salt/saltern/stock/%1.sls").arg(name), text, false};
}

ExportedFile orchestrationFile(const ExportInput &input, const SaltPlan &plan)
{
    const QString name = input.pipeline.name;
    QByteArray text = saltHeading(input, "brings the minions what they need of it.");
    text += "\n" + quotedText(QStringLiteral("saltern.%1.minions").arg(name)) +
            ":\n  salt.state:\n    - sls: [" + quotedText(QStringLiteral("saltern.stock.") + name) +
            "]\n    - tgt: " + neededMinions(input, plan) + "\n    - tgt_type: compound\n";
    return {QStringLiteral("salt/saltern/orch/%1.sls").arg(name), text, false};
}

QStringList generalDifferences()
{
    return {
        QStringLiteral(
            "It takes Salt 3006 or 3007 with the Python package `docker` on every minion: "
            "Salt 3008 has neither docker_events nor the docker module."),
        QStringLiteral(
            "Nothing is written down, and every event and step is sent once: what is lost "
            "on the way, or under way when a master or minion stops, is lost, and there "
            "is no history of runs."),
        QStringLiteral(
            "A step is a job, or several: what it is told, texts of the event among it, is "
            "sent to every minion, and the master's job cache keeps it with the answer."),
        QStringLiteral(
            "The SLS holds the code of the matcher and of the templates, and Salt renders "
            "it for every event under its tags and for every job return."),
        QStringLiteral(
            "Steps run as soon as their events arrive: the order per subject is not kept "
            "and nothing limits how many run side by side."),
        QStringLiteral("Whoever may put events on Salt's bus (every minion may) can begin runs."),
    };
}

QStringList nextSteps(const ExportInput &input)
{
    return {
        QStringLiteral(
            "Copy salt/* to the master's /srv/salt and master.d/* to /etc/salt/master.d, "
            "and restart the master."),
        QStringLiteral(
            "Run `salt-run state.orchestrate saltern.orch.%1`, then restart the minions.")
            .arg(input.pipeline.name),
        QStringLiteral(
            "Look for \"name=saltern_%1)\" behind \"Starting Engine(\" in the minions' logs: "
            "Salt skips an engine that it cannot find without a word.")
            .arg(input.pipeline.name),
    };
}

} // namespace

ExportProfile stockSaltProfile()
{
    return {
        QStringLiteral("stock"),
        QStringLiteral("Nothing but Salt 3006 or 3007"),
        QStringLiteral("Adds no modules to Salt. Docker's events can be lost, and fewer kinds can "
                       "be said; the report tells which.")};
}

Result<ExportResult> exportToStockSalt(const ExportInput &input)
{
    const SaltPlan plan = planForStockSalt(input);
    ExportResult result;
    result.nodes = plan.reports;
    result.generalDifferences = generalDifferences();
    result.nextSteps = nextSteps(input);
    for (const auto &made : {reactorFile(input, plan, result.mappings), minionFile(input, plan)}) {
        if (!made)
            return fail(made.error());
        result.files += *made;
    }
    for (const auto &[path, resource] :
         {std::pair{QStringLiteral("README-stock.md"), QStringLiteral("saltstock/README-stock.md")},
          {QStringLiteral("master.d/saltern.conf"),
           QStringLiteral("salt/master.d/saltern.conf")}}) {
        const auto content = builtIn(resource);
        if (!content)
            return fail(content.error());
        result.files += ExportedFile{path, *content, false};
    }
    result.files += saltMasterFile(input, plan);
    result.files += orchestrationFile(input, plan);
    addSaltFunctionFiles(input, plan, result);
    result.files += saltReportFile(input, result);
    std::sort(result.files.begin(), result.files.end(), [](const auto &a, const auto &b) {
        return a.path < b.path;
    });
    return result;
}

} // namespace Saltern
