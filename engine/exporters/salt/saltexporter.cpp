#include "engine/exporters/salt/saltexporter.h"

#include "engine/exporters/salt/saltfiles.h"
#include "engine/exporters/salt/salthosts.h"
#include "engine/exporters/salt/stockexport.h"

#include <algorithm>

namespace Saltern {

namespace {

QStringList generalDifferences(const Pipeline &pipeline)
{
    QStringList list{
        QStringLiteral(
            "Nothing is written down: events and steps that are under way when a master or "
            "minion stops are lost, and there is no history of runs."),
        QStringLiteral(
            "Steps run as soon as their events arrive: the order per subject is not kept and "
            "nothing limits how many run side by side."),
        QStringLiteral(
            "An edited SLS is in force at once, also for runs that have begun; new tags need "
            "a restart of the master."),
        QStringLiteral(
            "A host is the minion of the same name, and its labels are the minion's grains "
            "`saltern:labels`."),
        QStringLiteral("Whoever may put events on Salt's bus (every minion may) can begin runs."),
    };
    if (pipeline.guarantee == Guarantee::AtLeastOnce)
        list.prepend(
            QStringLiteral("The pipeline asks for at-least-once; on Salt it is at-most-once."));
    return list;
}

QStringList nextSteps(const ExportInput &input, const SaltPlan &plan)
{
    QStringList steps{
        QStringLiteral(
            "Copy salt/* to the master's /srv/salt and master.d/* to /etc/salt/master.d."),
        QStringLiteral("Run `salt-run saltutil.sync_all`, then restart the master."),
        QStringLiteral(
            "Run `salt-run state.orchestrate saltern.orch.%1`, then restart the minions.")
            .arg(input.pipeline.name),
        QStringLiteral(
            "Look for \"Starting Engine(salt.loaded.ext.engines.saltern_docker)\" in the "
            "minions' logs: Salt skips an engine that it cannot find without a word."),
    };
    if (!plan.remembered.isEmpty())
        steps += QStringLiteral(
            "Look for \"Starting Engine(salt.loaded.ext.engines.saltern_memory)\" in "
            "the master's log: without it, windows and delays answer nothing.");
    if (!plan.webhooks.isEmpty())
        steps += QStringLiteral("Webhooks listen on 127.0.0.1:8750 of the master "
                                "(`saltern_webhook_address`); write each of their secrets into a "
                                "file of its name in /etc/salt/saltern-secrets.");
    if (const QString certificates = certificatesStep(plan.masterHosts); !certificates.isEmpty())
        steps.prepend(certificates);
    if (!plan.secrets.isEmpty())
        steps.prepend(
            QStringLiteral("Fill in pillar/saltern-%1.sls, copy it to /srv/pillar and give it "
                           "to the minions in top.sls.")
                .arg(input.pipeline.name));
    return steps;
}

Result<ExportResult> exportToSalt(const ExportInput &input)
{
    if (input.profile == stockSaltProfile().id)
        return exportToStockSalt(input);
    auto shared = saltSharedFiles();
    if (!shared)
        return fail(shared.error());
    SaltPlan plan = planForSalt(input);
    noteHostsOfMaster(input, plan);
    ExportResult result;
    result.files = *shared;
    result.nodes = plan.reports;
    result.generalDifferences = generalDifferences(input.pipeline);
    for (const ExportHost &host : plan.masterHosts) {
        result.generalDifferences += masterHostDifference(host);
        result.reachedHosts += host.name;
    }
    result.nextSteps = nextSteps(input, plan);
    result.files += saltReactorFile(input, plan, result.mappings);
    result.files += saltMasterFile(input, plan);
    result.files += saltOrchestrationFile(input, plan);
    if (!plan.secrets.isEmpty())
        result.files += saltPillarFile(input, plan);
    addSaltFunctionFiles(input, plan, result);
    result.files += saltReportFile(input, result);
    std::sort(result.files.begin(), result.files.end(), [](const auto &a, const auto &b) {
        return a.path < b.path;
    });
    return result;
}

} // namespace

Exporter saltExporter()
{
    return {
        .id = QStringLiteral("salt"),
        .title = QStringLiteral("Salt"),
        .profiles = {{QStringLiteral("helper"),
                      QStringLiteral("With Saltern's helper modules"),
                      QStringLiteral("Exact conditions and templates, lossless Docker events; adds "
                                     "modules of Saltern's own through Salt's usual folders.")},
                     stockSaltProfile()},
        .run = exportToSalt};
}

} // namespace Saltern
