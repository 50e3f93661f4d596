#include "app/cli/checkhosts.h"
#include "app/cli/command.h"
#include "app/cli/hostoptions.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <algorithm>

namespace Saltern::Cli {

namespace {

struct CheckOptions
{
    HostOptions hosts;
    std::vector<std::string> positional;
    bool json = false;
};

QString describe(const HostReport &report)
{
    if (report.error)
        return QStringLiteral("%1  %2\n  not reachable: %3")
            .arg(report.name, report.endpoint, report.error->toString());
    return QStringLiteral("%1  %2\n"
                          "  %3 %4, API %5 (using %6)%7\n"
                          "  %8, %9, kernel %10, cgroup v%11, %12\n"
                          "  %13 containers, %14 running; %15 images")
        .arg(report.name,
             report.endpoint,
             report.engine,
             report.version,
             report.api,
             report.agreedApi,
             report.isRootless ? QStringLiteral(", rootless") : QString(),
             report.system,
             report.architecture)
        .arg(report.kernel, report.cgroupVersion, report.storageDriver)
        .arg(report.containers)
        .arg(report.running)
        .arg(report.images);
}

int runCheck(CheckOptions options)
{
    auto &named = options.hosts.hosts;
    named.insert(named.end(), options.positional.begin(), options.positional.end());
    const auto hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    const std::vector<HostReport> reports = checkHosts(*hosts);
    if (options.json) {
        QJsonArray array;
        for (const HostReport &hostReport : reports)
            array.append(hostReport.toJson());
        print(QString::fromUtf8(QJsonDocument(array).toJson().trimmed()));
    } else {
        for (const HostReport &hostReport : reports)
            print(describe(hostReport));
    }
    const bool allWell = std::all_of(
        reports.begin(), reports.end(), [](const HostReport &each) { return !each.error; });
    return allWell ? Done : NoHost;
}

} // namespace

void declareHosts(CLI::App &app, Invocation &invocation)
{
    CLI::App *hosts = app.add_subcommand("hosts", "Look at Docker hosts");
    hosts->require_subcommand(1);
    CLI::App *command = hosts->add_subcommand("check", "Connect to hosts and print what they are");
    const auto options = std::make_shared<CheckOptions>();
    command->add_option("hosts", options->positional, "Hosts as NAME=ENDPOINT");
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Print a JSON array with one object per host");
    command->footer("Examples:\n"
                    "  saltern hosts check\n"
                    "  saltern hosts check web=unix:///var/run/docker.sock\n"
                    "  saltern hosts check edge=tcp://10.0.0.5:2376 --tls edge=/etc/docker/edge\n"
                    "Exit code 3 when a host could not be reached.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runCheck(*options); }; });
}

} // namespace Saltern::Cli
