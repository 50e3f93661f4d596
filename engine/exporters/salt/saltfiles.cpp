#include "engine/exporters/salt/saltfiles.h"

#include "engine/exporters/salt/pythonliteral.h"
#include "engine/exporters/salt/salthosts.h"
#include "engine/exporters/salt/salttags.h"
#include "engine/exporters/salt/stockexport.h"

#include <QJsonDocument>
#include <QResource>

#include <array>

namespace Saltern {

namespace {

// What lies in resources/salt.
constexpr std::array sharedFiles{
    QLatin1StringView("README.md"),
    QLatin1StringView("master.d/saltern.conf"),
    QLatin1StringView("salt/_engines/saltern_docker.py"),
    QLatin1StringView("salt/_engines/saltern_memory.py"),
    QLatin1StringView("salt/_engines/saltern_webhook.py"),
    QLatin1StringView("salt/_modules/saltern.py"),
    QLatin1StringView("salt/_runners/saltern.py"),
    QLatin1StringView("salt/_utils/saltern_around.py"),
    QLatin1StringView("salt/_utils/saltern_body.py"),
    QLatin1StringView("salt/_utils/saltern_container.py"),
    QLatin1StringView("salt/_utils/saltern_desired.py"),
    QLatin1StringView("salt/_utils/saltern_difference.py"),
    QLatin1StringView("salt/_utils/saltern_ensure.py"),
    QLatin1StringView("salt/_utils/saltern_ensure_container.py"),
    QLatin1StringView("salt/_utils/saltern_ensure_image.py"),
    QLatin1StringView("salt/_utils/saltern_event.py"),
    QLatin1StringView("salt/_utils/saltern_fault.py"),
    QLatin1StringView("salt/_utils/saltern_flow.py"),
    QLatin1StringView("salt/_utils/saltern_function.py"),
    QLatin1StringView("salt/_utils/saltern_hook.py"),
    QLatin1StringView("salt/_utils/saltern_hosts.py"),
    QLatin1StringView("salt/_utils/saltern_http.py"),
    QLatin1StringView("salt/_utils/saltern_image.py"),
    QLatin1StringView("salt/_utils/saltern_intake.py"),
    QLatin1StringView("salt/_utils/saltern_masterhost.py"),
    QLatin1StringView("salt/_utils/saltern_message.py"),
    QLatin1StringView("salt/_utils/saltern_missed.py"),
    QLatin1StringView("salt/_utils/saltern_moment.py"),
    QLatin1StringView("salt/_utils/saltern_notify.py"),
    QLatin1StringView("salt/_utils/saltern_own.py"),
    QLatin1StringView("salt/_utils/saltern_pattern.py"),
    QLatin1StringView("salt/_utils/saltern_prune.py"),
    QLatin1StringView("salt/_utils/saltern_registry.py"),
    QLatin1StringView("salt/_utils/saltern_replacement.py"),
    QLatin1StringView("salt/_utils/saltern_request.py"),
    QLatin1StringView("salt/_utils/saltern_resource.py"),
    QLatin1StringView("salt/_utils/saltern_scope.py"),
    QLatin1StringView("salt/_utils/saltern_script.py"),
    QLatin1StringView("salt/_utils/saltern_secret.py"),
    QLatin1StringView("salt/_utils/saltern_step.py"),
    QLatin1StringView("salt/_utils/saltern_target.py"),
    QLatin1StringView("salt/_utils/saltern_template.py"),
    QLatin1StringView("salt/_utils/saltern_web.py"),
    QLatin1StringView("salt/_utils/saltern_window.py"),
    QLatin1StringView("salt/saltern/minion.sls"),
};

int linesIn(const QByteArray &text)
{
    return static_cast<int>(text.count('\n'));
}

// Settings travel as JSON inside one text: none of them can be read as YAML.
QByteArray jsonText(const QJsonObject &object)
{
    return quotedText(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

// The engines of the master that the pipeline needs, and what they are told. Salt merges the lists
// of all files and drops what is the same: there is one engine for all webhooks.
QByteArray masterEngines(const ExportInput &input, const SaltPlan &plan)
{
    QByteArray text;
    if (!plan.remembered.isEmpty() || !plan.webhooks.isEmpty() || !plan.masterHosts.isEmpty())
        text += "\nengines:\n";
    if (!plan.remembered.isEmpty())
        text += "  - " + quotedText(QStringLiteral("saltern_memory_") + input.pipeline.name) +
                ":\n      engine_module: saltern_memory\n      pipeline: " +
                quotedText(input.pipeline.name) +
                "\n      revision: " + quotedText(input.revision) +
                "\n      nodes: " + jsonText(plan.remembered) + '\n';
    if (!plan.webhooks.isEmpty())
        text += "  - saltern_webhook: {}\n";
    text += masterHostEngines(plan.masterHosts) + masterHostSettings(plan.masterHosts);
    if (!plan.webhooks.isEmpty())
        text += "\nsaltern_webhooks:\n";
    for (auto hook = plan.webhooks.begin(); hook != plan.webhooks.end(); ++hook)
        text += "  " + quotedText(hook.key()) + ": " + jsonText(hook.value().toObject()) + '\n';
    return text;
}

} // namespace

QByteArray saltHeading(const ExportInput &input, const char *what)
{
    return "# Pipeline " + input.pipeline.name.toUtf8() + ": " + what +
           "\n# Written by `saltern export salt`, which writes it anew; see README" +
           (input.profile == stockSaltProfile().id ? "-stock" : "") + ".md.\n";
}

QByteArray neededMinions(const ExportInput &input, const SaltPlan &plan)
{
    QStringList targets = plan.hostTargets;
    for (const SaltPlan::Entry &entry : plan.nodes) {
        const QJsonValue place = entry.node.value(QLatin1StringView("place"));
        const QString minions =
            place.isObject() ? place[QLatin1StringView("compound")].toString() : place.toString();
        if (!minions.isEmpty() && minions != QLatin1StringView("event-host"))
            targets += minions;
    }
    if (!input.otherwise.isEmpty())
        targets += input.otherwise;
    targets.removeDuplicates();
    const QString minions =
        targets.isEmpty() ? QStringLiteral("*") : targets.join(QStringLiteral(" or "));
    return quotedText(withoutMasterHosts(minions, plan.masterHosts));
}

ExportedFile
saltReactorFile(const ExportInput &input, const SaltPlan &plan, QList<NodeMapping> &mappings)
{
    const QString path = QStringLiteral("salt/saltern/reactor/%1.sls").arg(input.pipeline.name);
    QByteArray text = "#!py\n" + saltHeading(input, "what its nodes are, for the Reactor.");
    text += "\nPLAN = {\n    \"pipeline\": " + quotedText(input.pipeline.name) +
            ",\n    \"revision\": " + quotedText(input.revision);
    if (!plan.masterHosts.isEmpty())
        text += ",\n    \"masterHosts\": " + pythonLiteral(namesOf(plan.masterHosts));
    text += ",\n    \"nodes\": {\n";
    for (const SaltPlan::Entry &entry : plan.nodes) {
        const int first = linesIn(text) + 1;
        text += "        " + quotedText(entry.id) + ": " + pythonLiteral(entry.node, 8) + ",\n";
        mappings += {entry.id, path, first, linesIn(text)};
    }
    text += "    },\n}\n\n\ndef run():\n    return __salt__[\"saltern.react\"](PLAN, tag, data)\n";
    return {path, text, false};
}

ExportedFile saltMasterFile(const ExportInput &input, const SaltPlan &plan)
{
    const QString sls = QStringLiteral("salt://saltern/reactor/%1.sls").arg(input.pipeline.name);
    QByteArray text = saltHeading(input, "what the Salt master reacts to. For /etc/salt/master.d.");
    text += "\nreactor:\n";
    for (const QString &tag : plan.tags)
        text += "  - " + quotedText(fnmatchGlob(tag)) + ":\n    - " + quotedText(sls) + "\n";
    text += masterEngines(input, plan);
    if (!plan.schedules.isEmpty())
        text += "\nschedule:\n";
    for (const SaltSchedule &schedule : plan.schedules) {
        const QString name = input.pipeline.name + u'_' + schedule.node;
        const QString tag =
            saltTagPrefix + QStringLiteral("timer/%1/%2").arg(input.pipeline.name, schedule.node);
        text +=
            "  " + quotedText(QStringLiteral("saltern_") + name) + ":\n    function: event.send\n";
        if (schedule.cron.isEmpty())
            text += "    seconds: " + QByteArray::number(schedule.seconds);
        else
            text += "    cron: " + quotedText(schedule.cron);
        text += "\n    run_on_start: " + QByteArray(schedule.atStart ? "true" : "false");
        text += "\n    maxrunning: 1\n    return_job: false\n    kwargs: {tag: " + quotedText(tag) +
                ", data: {data: {}}}\n";
    }
    return {QStringLiteral("master.d/saltern-%1.conf").arg(input.pipeline.name), text, false};
}

ExportedFile saltOrchestrationFile(const ExportInput &input, const SaltPlan &plan)
{
    const QByteArray target =
        "    - tgt: " + neededMinions(input, plan) + "\n    - tgt_type: compound\n";
    const QByteArray sync = quotedText(QStringLiteral("saltern.%1.sync").arg(input.pipeline.name));
    const QByteArray settings =
        quotedText(QStringLiteral("saltern.%1.settings").arg(input.pipeline.name));
    QByteArray text =
        saltHeading(input, "brings the helper modules and their settings to the minions.");
    text += "\n" + sync + ":\n  salt.function:\n    - name: saltutil.sync_all\n" + target;
    text += "\n" + settings + ":\n  salt.state:\n    - sls: [saltern.minion]\n" + target +
            "    - require:\n      - salt: " + sync + "\n";
    return {QStringLiteral("salt/saltern/orch/%1.sls").arg(input.pipeline.name), text, false};
}

ExportedFile saltPillarFile(const ExportInput &input, const SaltPlan &plan)
{
    QByteArray text =
        saltHeading(input, "the secrets it needs. Fill in the values, keep the file private.");
    text += "\nsaltern:\n  secrets:\n";
    for (const QString &name : plan.secrets)
        text += "    " + quotedText(name) + ": null\n";
    return {QStringLiteral("pillar/saltern-%1.sls").arg(input.pipeline.name), text, false};
}

ExportedFile saltReportFile(const ExportInput &input, const ExportResult &result)
{
    QByteArray text = "# " + input.pipeline.name.toUtf8() + " on Salt\n\nRevision " +
                      input.revision.toUtf8() + ", profile " + input.profile.toUtf8() +
                      ".\n\n| node | kind | in Salt | where |\n|---|---|---|---|\n";
    for (const NodeReport &node : result.nodes) {
        QStringList places;
        for (const NodeMapping &mapping : result.mappings) {
            if (mapping.node == node.node)
                places += QStringLiteral("%1:%2-%3")
                              .arg(mapping.file)
                              .arg(mapping.firstLine)
                              .arg(mapping.lastLine);
        }
        text += "| `" + node.node.toUtf8() + "` | " + node.kind.toUtf8() + " | " +
                exportVerdictName(node.verdict).toUtf8() + " | " +
                places.join(QStringLiteral("<br>")).toUtf8() + " |\n";
    }
    for (const NodeReport &node : result.nodes) {
        if (node.differences.isEmpty())
            continue;
        text += "\n**" + node.node.toUtf8() + "**\n\n";
        for (const QString &difference : node.differences)
            text += "* " + difference.toUtf8() + '\n';
        if (!node.remedy.isEmpty())
            text += "* What to do: " + node.remedy.toUtf8() + '\n';
    }
    text += "\n**The pipeline as a whole**\n\n";
    for (const QString &difference : result.generalDifferences)
        text += "* " + difference.toUtf8() + '\n';
    return {QStringLiteral("REPORT-%1.md").arg(input.pipeline.name), text, false};
}

void addSaltFunctionFiles(const ExportInput &input, const SaltPlan &plan, ExportResult &result)
{
    for (auto file = plan.functionFiles.begin(); file != plan.functionFiles.end(); ++file) {
        const QString path =
            QStringLiteral("salt/saltern/functions/%1/%2").arg(input.pipeline.name, file.key());
        result.files += {path, file.value(), false};
        const qsizetype lines = file.value().count('\n') + (file.value().endsWith('\n') ? 0 : 1);
        if (file.key().section(u'/', 1, 1) == QLatin1StringView("code"))
            result.mappings += {file.key().section(u'/', 0, 0), path, 1, static_cast<int>(lines)};
    }
}

Result<QList<ExportedFile>> saltSharedFiles()
{
    QList<ExportedFile> files;
    for (const QLatin1StringView path : sharedFiles) {
        const QResource resource(QStringLiteral(":/saltern/salt/") + path);
        if (!resource.isValid())
            return fail(ErrorKind::Internal,
                        QStringLiteral("The built-in file %1 for Salt is missing.").arg(path));
        files += {path, resource.uncompressedData(), false};
    }
    return files;
}

} // namespace Saltern
