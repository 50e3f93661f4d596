#include "app/cli/checkhosts.h"
#include "app/cli/command.h"
#include "app/cli/diagnosis.h"
#include "app/cli/hostoptions.h"

#include <QJsonDocument>

#include <CLI/App.hpp>

#include <algorithm>

namespace Saltern::Cli {

namespace {

struct DoctorOptions
{
    HostOptions hosts;
    bool json = false;
};

QString mark(Finding::Verdict verdict)
{
    switch (verdict) {
    case Finding::Verdict::Good:
        return QStringLiteral("  ok   ");
    case Finding::Verdict::Note:
        return QStringLiteral("  note ");
    case Finding::Verdict::Problem:
        return QStringLiteral("  FAIL ");
    }
    return {};
}

void printFindings(const std::vector<Finding> &findings, bool json)
{
    QJsonArray array;
    for (const Finding &finding : findings) {
        array.append(finding.toJson());
        if (json)
            continue;
        print(mark(finding.verdict) + finding.message);
        if (!finding.remedy.isEmpty())
            print(QStringLiteral("       ") + finding.remedy);
    }
    if (json)
        print(QString::fromUtf8(QJsonDocument(array).toJson().trimmed()));
}

int runDoctor(const DoctorOptions &options)
{
    const auto hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    const std::vector<HostReport> reports = checkHosts(*hosts);
    std::vector<Finding> findings;
    const auto add = [&](const std::vector<Finding> &more) {
        findings.insert(findings.end(), more.begin(), more.end());
    };
    for (std::size_t i = 0; i < hosts->size(); ++i)
        add(judgeHost(reports[i], (*hosts)[i]));
    add(judgeOtherEngines(*hosts));
    add(judgeInstallation());
    printFindings(findings, options.json);
    const auto failed = [](const Finding &finding) {
        return finding.verdict == Finding::Verdict::Problem;
    };
    if (std::any_of(reports.begin(), reports.end(), [](const auto &each) { return each.error; }))
        return NoHost;
    return std::any_of(findings.begin(), findings.end(), failed) ? RanAndFailed : Done;
}

} // namespace

void declareDoctor(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("doctor", "Find out why something does not work, and what to do");
    const auto options = std::make_shared<DoctorOptions>();
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Print a JSON array of findings");
    command->footer("Examples:\n"
                    "  saltern doctor\n"
                    "  saltern doctor --host edge=tcp://10.0.0.5:2376 --tls edge=/etc/docker/edge\n"
                    "Exit code 3 when a host cannot be reached, 1 when something else is wrong.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runDoctor(*options); }; });
}

} // namespace Saltern::Cli
