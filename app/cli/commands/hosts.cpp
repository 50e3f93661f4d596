#include "app/cli/checkhosts.h"
#include "app/cli/command.h"
#include "app/cli/hostoptions.h"
#include "engine/hosts/hostsfile.h"

#include <QFileInfo>
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
    QStringList targets;
    for (const std::string &text : options.positional) {
        if (text.find('=') != std::string::npos)
            options.hosts.hosts.push_back(text);
        else
            targets += u'(' + QString::fromStdString(text) + u')';
    }
    auto hosts = readHosts(options.hosts);
    if (hosts && !targets.isEmpty())
        hosts = pickHosts(*hosts, targets.join(QLatin1StringView(" or ")));
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

int reportFile(const Error &error)
{
    // The problems of the file, each with its place.
    if (error.kind == ErrorKind::BadInput && !error.detail.isEmpty())
        printError(error.detail);
    return report(error);
}

struct ListOptions
{
    HostOptions hosts;
    std::string target;
    bool json = false;
};

QString labelsText(const HostConfig &host)
{
    QStringList labels;
    for (auto label = host.labels.cbegin(); label != host.labels.cend(); ++label)
        labels += label.key() + u'=' + label.value();
    labels.sort();
    return labels.join(u' ');
}

QJsonObject hostJson(const HostConfig &host)
{
    QJsonObject labels;
    for (auto label = host.labels.cbegin(); label != host.labels.cend(); ++label)
        labels.insert(label.key(), label.value());
    return {{QStringLiteral("name"), host.name},
            {QStringLiteral("endpoint"), host.endpoint.toString()},
            {QStringLiteral("labels"), labels},
            {QStringLiteral("registered"), host.isRegistered}};
}

int runList(const ListOptions &options)
{
    auto hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    if (!options.target.empty()) {
        const auto picked = pickHosts(*hosts, QString::fromStdString(options.target));
        if (!picked)
            return report(picked.error());
        hosts = *picked;
    }
    if (options.json) {
        QJsonArray array;
        for (const HostConfig &host : *hosts)
            array.append(hostJson(host));
        print(QString::fromUtf8(QJsonDocument(array).toJson().trimmed()));
        return Done;
    }
    for (const HostConfig &host : *hosts)
        print(QStringLiteral("%1  %2  %3")
                  .arg(host.name, -16)
                  .arg(host.endpoint.toString(), labelsText(host))
                  .trimmed());
    return Done;
}

struct AddOptions
{
    HostOptions hosts; // only its file
    std::string name;
    std::string endpoint;
    std::string tls;
    std::vector<std::string> labels;
};

Result<HostEntry> entryOf(const AddOptions &options)
{
    HostEntry entry{.name = QString::fromStdString(options.name),
                    .endpoint = QString::fromStdString(options.endpoint)};
    if (!options.tls.empty())
        entry.tls = QFileInfo(QString::fromStdString(options.tls)).absoluteFilePath();
    for (const std::string &option : options.labels) {
        const QString label = QString::fromStdString(option);
        const qsizetype equals = label.indexOf(u'=');
        if (equals <= 0)
            return fail(ErrorKind::BadInput,
                        QStringLiteral("--label \"%1\" has no name and value.").arg(label),
                        QStringLiteral("Write it as in --label zone=edge."));
        entry.labels.insert(label.left(equals), label.mid(equals + 1));
    }
    return entry;
}

int runAdd(const AddOptions &options)
{
    const auto entry = entryOf(options);
    if (!entry)
        return report(entry.error());
    HostsFile file(QString::fromStdString(options.hosts.file));
    if (const auto added = file.add(*entry); !added)
        return reportFile(added.error());
    print(QStringLiteral("%1 is in %2; engines that run already take it at their next start.")
              .arg(entry->name, file.path()));
    return Done;
}

int runRemove(const AddOptions &options)
{
    HostsFile file(QString::fromStdString(options.hosts.file));
    if (const auto removed = file.remove(QString::fromStdString(options.name)); !removed)
        return reportFile(removed.error());
    print(QStringLiteral("%1 is no longer in %2.")
              .arg(QString::fromStdString(options.name), file.path()));
    return Done;
}

void declareCheck(CLI::App &hosts, Invocation &invocation)
{
    CLI::App *command = hosts.add_subcommand("check", "Connect to hosts and print what they are");
    const auto options = std::make_shared<CheckOptions>();
    command->add_option(
        "HOST", options->positional, "As NAME=ENDPOINT, or a target that picks known ones");
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Print a JSON array with one object per host");
    command->footer("Examples:\n"
                    "  saltern hosts check\n"
                    "  saltern hosts check edge-1 'web*'\n"
                    "  saltern hosts check web=unix:///var/run/docker.sock build=ssh://me@build\n"
                    "  saltern hosts check edge=tcp://10.0.0.5:2376 --tls edge=/etc/docker/edge\n"
                    "Exit code 3 when a host could not be reached.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runCheck(*options); }; });
}

void declareList(CLI::App &hosts, Invocation &invocation)
{
    CLI::App *command = hosts.add_subcommand("list", "Print the hosts, or those a target picks");
    const auto options = std::make_shared<ListOptions>();
    command->add_option("TARGET", options->target, "Such as web*, or G@zone:edge and not L@old");
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Print a JSON array with one object per host");
    command->footer("Examples:\n"
                    "  saltern hosts list\n"
                    "  saltern hosts list 'G@zone:edge and not old*'");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runList(*options); }; });
}

void declareAdd(CLI::App &hosts, Invocation &invocation)
{
    CLI::App *command = hosts.add_subcommand("add", "Add a host to the hosts file");
    const auto options = std::make_shared<AddOptions>();
    command->add_option("NAME", options->name, "Letters, digits, '.', '_', '-'")->required();
    command
        ->add_option(
            "ENDPOINT", options->endpoint, "unix://, tcp:// or ssh:// address, or context:NAME")
        ->required();
    command->add_option("--tls", options->tls, "The folder with ca.pem, cert.pem and key.pem")
        ->type_name("FOLDER");
    command->add_option("--label", options->labels, "A label for targets; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    addHostsFileOption(*command, options->hosts);
    command->footer("Examples:\n"
                    "  saltern hosts add edge-1 tcp://10.0.0.5:2376 --tls /etc/docker/edge "
                    "--label zone=edge\n"
                    "  saltern hosts add build ssh://me@build.example --label role=build\n"
                    "The rest of the file stays as it is written.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runAdd(*options); }; });
}

void declareRemove(CLI::App &hosts, Invocation &invocation)
{
    CLI::App *command = hosts.add_subcommand("remove", "Take a host out of the hosts file");
    const auto options = std::make_shared<AddOptions>();
    command->add_option("HOST", options->name, "Its name")->required();
    addHostsFileOption(*command, options->hosts);
    command->footer("Example:\n  saltern hosts remove edge-1");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runRemove(*options); }; });
}

} // namespace

void declareHosts(CLI::App &app, Invocation &invocation)
{
    CLI::App *hosts = app.add_subcommand("hosts", "Name Docker hosts and look at them");
    hosts->require_subcommand(1);
    for (const auto declare : {declareList, declareCheck, declareAdd, declareRemove})
        declare(*hosts, invocation);
}

} // namespace Saltern::Cli
