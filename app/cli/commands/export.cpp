#include "app/cli/command.h"
#include "app/cli/hostoptions.h"
#include "engine/exporters/exportfolder.h"
#include "engine/exporters/exporthosts.h"
#include "engine/exporters/exportinput.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/hosts/hostsfile.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <algorithm>

namespace Saltern::Cli {

namespace {

struct ExportOptions
{
    std::string exporter;
    std::string file;
    std::string folder;
    std::string profile;
    std::string minion;
    HostOptions hosts;
    bool allMinions = false;
    bool overwrite = false;
    bool json = false;
};

QJsonObject nodeJson(const NodeReport &node, const ExportResult &result)
{
    QJsonArray places;
    for (const NodeMapping &mapping : result.mappings) {
        if (mapping.node == node.node)
            places.append(QJsonObject{{QStringLiteral("file"), mapping.file},
                                      {QStringLiteral("firstLine"), mapping.firstLine},
                                      {QStringLiteral("lastLine"), mapping.lastLine}});
    }
    return {{QStringLiteral("node"), node.node},
            {QStringLiteral("kind"), node.kind},
            {QStringLiteral("verdict"), exportVerdictName(node.verdict)},
            {QStringLiteral("differences"), QJsonArray::fromStringList(node.differences)},
            {QStringLiteral("remedy"), node.remedy},
            {QStringLiteral("places"), places}};
}

/// The file that told the hosts; empty when none was asked.
QString hostsFileOf(const ExportOptions &options)
{
    return options.allMinions ? QString()
                              : HostsFile(QString::fromStdString(options.hosts.file)).path();
}

void printJson(const ExportOptions &options,
               const ExportResult &result,
               const FolderChanges &changes)
{
    QJsonArray nodes;
    for (const NodeReport &node : result.nodes)
        nodes.append(nodeJson(node, result));
    const QJsonObject object{
        {QStringLiteral("nodes"), nodes},
        {QStringLiteral("differences"), QJsonArray::fromStringList(result.generalDifferences)},
        {QStringLiteral("nextSteps"), QJsonArray::fromStringList(result.nextSteps)},
        {QStringLiteral("hostsFile"), hostsFileOf(options)},
        {QStringLiteral("reachedHosts"), QJsonArray::fromStringList(result.reachedHosts)},
        {QStringLiteral("written"), QJsonArray::fromStringList(changes.written)},
        {QStringLiteral("removed"), QJsonArray::fromStringList(changes.removed)},
        {QStringLiteral("kept"), QJsonArray::fromStringList(changes.kept)},
        {QStringLiteral("edited"), QJsonArray::fromStringList(changes.edited + changes.leftEdited)},
    };
    print(QString::fromUtf8(QJsonDocument(object).toJson().trimmed()));
}

void printHosts(const ExportOptions &options, const ExportResult &result)
{
    const QString reached = result.reachedHosts.join(QStringLiteral(", "));
    if (!options.allMinions)
        print(QStringLiteral("\nHosts: those of %1; %2.")
                  .arg(hostsFileOf(options),
                       reached.isEmpty() ? QStringLiteral("each that the pipeline uses is a minion")
                                         : reached + QStringLiteral(" without a minion")));
}

void printReport(const ExportOptions &options,
                 const ExportResult &result,
                 const FolderChanges &changes)
{
    for (const NodeReport &node : result.nodes) {
        print(QStringLiteral("%1  %2  %3")
                  .arg(exportVerdictName(node.verdict).leftJustified(11), node.node, node.kind));
        for (const QString &difference : node.differences)
            print(QStringLiteral("             ") + difference);
        if (!node.remedy.isEmpty())
            print(QStringLiteral("             What to do: ") + node.remedy);
    }
    printHosts(options, result);
    print(QStringLiteral("\n%1 files written, %2 removed, %3 as they were.")
              .arg(changes.written.size())
              .arg(changes.removed.size())
              .arg(changes.kept.size()));
    for (const QString &path : changes.edited)
        print(QStringLiteral("%1 was edited and stays; the export is in %1.new. Merge the two, or "
                             "export with --overwrite.")
                  .arg(path));
    for (const QString &path : changes.leftEdited)
        print(QStringLiteral("%1 is no longer needed, but was edited and stays.").arg(path));
    print(QStringLiteral("\nNext:"));
    for (qsizetype i = 0; i < result.nextSteps.size(); ++i)
        print(QStringLiteral("  %1. %2").arg(i + 1).arg(result.nextSteps.at(i)));
}

Result<const Exporter *> chosenExporter(const ExportOptions &options)
{
    const Exporter *exporter = findExporter(QString::fromStdString(options.exporter));
    QStringList known;
    for (const Exporter &each : exporters())
        known += each.id;
    if (exporter)
        return exporter;
    return fail(ErrorKind::BadInput,
                QStringLiteral("There is no exporter \"%1\".")
                    .arg(QString::fromStdString(options.exporter)),
                QStringLiteral("Known are: %1.").arg(known.join(QStringLiteral(", "))));
}

Result<QString> chosenProfile(const Exporter &exporter, const QString &wanted)
{
    QStringList known;
    for (const ExportProfile &profile : exporter.profiles)
        known += profile.id;
    if (wanted.isEmpty() || known.contains(wanted))
        return wanted.isEmpty() ? known.first() : wanted;
    return fail(ErrorKind::BadInput,
                QStringLiteral("The exporter %1 has no profile \"%2\".").arg(exporter.id, wanted),
                QStringLiteral("Known are: %1.").arg(known.join(QStringLiteral(", "))));
}

Result<QList<ExportHost>> remoteHosts(const ExportOptions &options)
{
    if (options.allMinions)
        return QList<ExportHost>();
    const auto known = readHosts(options.hosts);
    if (!known)
        return fail(known.error());
    return exportHosts(*known);
}

// Every problem of the document; true when it cannot be exported.
bool printProblems(const QString &file, const QList<Problem> &problems)
{
    for (const Problem &problem : problems)
        printError(formatProblem(file, problem));
    return std::any_of(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.severity == Severity::Error;
    });
}

int runExport(const ExportOptions &options)
{
    const auto exporter = chosenExporter(options);
    if (!exporter)
        return report(exporter.error());
    const auto profile = chosenProfile(**exporter, QString::fromStdString(options.profile));
    if (!profile)
        return report(profile.error());
    const QString file = QString::fromStdString(options.file);
    const auto bundle = Bundle::load(file);
    if (!bundle)
        return report(bundle.error());
    const BundleFolder folder(*bundle);
    if (printProblems(file, problemsForRunning(checkPipeline(bundle->document, &folder))))
        return BadInput;
    const auto hosts = remoteHosts(options);
    if (!hosts)
        return report(hosts.error());
    auto input =
        makeExportInput(*bundle, RuntimeCatalogue::load(RuntimeCatalogue::standardFolders()));
    if (!input)
        return report(input.error());
    input->profile = *profile;
    input->otherwise = QString::fromStdString(options.minion);
    input->hosts = *hosts;
    const auto result = (*exporter)->run(*input);
    if (!result)
        return report(result.error());
    const auto changes = writeExport(QString::fromStdString(options.folder),
                                     (*exporter)->id,
                                     *input,
                                     *result,
                                     options.overwrite);
    if (!changes)
        return report(changes.error());
    if (options.json)
        printJson(options, *result, *changes);
    else
        printReport(options, *result, *changes);
    const bool whole =
        std::none_of(result->nodes.begin(), result->nodes.end(), [](const NodeReport &node) {
            return node.verdict == ExportVerdict::Impossible;
        });
    return whole && changes->edited.isEmpty() ? Done : RanAndFailed;
}

} // namespace

void declareExport(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("export", "Turn a pipeline into the configuration of another system");
    const auto options = std::make_shared<ExportOptions>();
    command->add_option("SYSTEM", options->exporter, "What to export to: salt")->required();
    command->add_option("FILE", options->file, "The pipeline document")->required();
    command->add_option("-o,--output", options->folder, "The folder to write to")
        ->type_name("FOLDER")
        ->required();
    command
        ->add_option("--profile",
                     options->profile,
                     "What the system has to bring: helper (the default) or stock")
        ->type_name("PROFILE");
    command
        ->add_option("--minion",
                     options->minion,
                     "Salt: the minion for steps whose event comes from no host")
        ->type_name("NAME");
    CLI::Option *hosts =
        command
            ->add_option("--hosts",
                         options->hosts.file,
                         "The hosts file in place of $XDG_CONFIG_HOME/saltern/hosts.yaml. Salt: "
                         "its hosts with tcp:// have no minion, and the master speaks to them")
            ->type_name("FILE");
    command
        ->add_flag("--all-minions",
                   options->allMinions,
                   "Salt: every host has a minion, whatever the hosts file says")
        ->excludes(hosts);
    command->add_flag("--overwrite", options->overwrite, "Replace files that somebody edited");
    command->add_flag("--json", options->json, "Print the report as JSON");
    command->footer("Examples:\n"
                    "  saltern export salt hello.saltern.yaml -o salt/\n"
                    "  saltern export salt nightly.saltern.yaml -o salt/ --minion edge-1\n"
                    "  saltern export salt hello.saltern.yaml -o salt/ --hosts hosts.yaml\n"
                    "  saltern export salt hello.saltern.yaml -o salt/ --all-minions\n"
                    "Several pipelines may go into one folder. Exporting again changes only what "
                    "changed.\n"
                    "Exit code 1 when a node cannot be expressed there, or a file was edited and "
                    "kept.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runExport(*options); }; });
}

} // namespace Saltern::Cli
