#include "app/cli/hostoptions.h"

#include "app/cli/command.h"
#include "engine/base/nearestname.h"
#include "engine/docker/dockercontext.h"
#include "engine/hosts/hostsfile.h"

#include <QFileInfo>
#include <QMap>

#include <CLI/App.hpp>

namespace Saltern::Cli {

namespace {

constexpr QLatin1StringView recordedPrefix("recorded:");

struct NameAndValue
{
    QString name;
    QString value;
};

Result<NameAndValue> split(const std::string &option, const char *argument, const QString &example)
{
    const QString text = QString::fromStdString(argument);
    const QString given = QString::fromStdString(option);
    const qsizetype equals = given.indexOf(u'=');
    if (equals <= 0 || equals == given.size() - 1)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 \"%2\" has no name and value.").arg(text, given),
                    QStringLiteral("Write it as in %1 %2.").arg(text, example));
    return NameAndValue{given.left(equals), given.mid(equals + 1)};
}

Result<QMap<QString, QString>> readTlsFolders(const HostOptions &options)
{
    QMap<QString, QString> folders;
    for (const std::string &option : options.tls) {
        const auto folder = split(option, "--tls", QStringLiteral("edge=/etc/docker/edge"));
        if (!folder)
            return fail(folder.error());
        folders.insert(folder->name, folder->value);
    }
    return folders;
}

Result<std::vector<HostConfig>> unnamedHosts(const HostOptions &options)
{
    const QString path = QString::fromStdString(options.file);
    if (!path.isEmpty() && !QFileInfo::exists(path))
        return fail(
            ErrorKind::BadInput,
            QStringLiteral("There is no hosts file %1.").arg(path),
            QStringLiteral("`saltern hosts add NAME ENDPOINT --hosts %1` makes it.").arg(path));
    auto known = HostsFile(path).readOrLocal();
    if (!known && !known.error().detail.isEmpty())
        printError(known.error().detail); // each problem with its place, one a line
    return known;
}

} // namespace

void addHostOptions(CLI::App &command, HostOptions &options)
{
    command
        .add_option("--host",
                    options.hosts,
                    "A Docker host, as in web=unix:///var/run/docker.sock, "
                    "edge=tcp://10.0.0.5:2376 or build=ssh://me@build; may be repeated. Default: "
                    "local, from DOCKER_HOST")
        ->type_name("NAME=ENDPOINT")
        ->allow_extra_args(false);
    command
        .add_option("--tls",
                    options.tls,
                    "The folder with ca.pem, cert.pem and key.pem for a host; may be repeated")
        ->type_name("NAME=FOLDER")
        ->allow_extra_args(false);
    addHostsFileOption(command, options);
}

void addHostsFileOption(CLI::App &command, HostOptions &options)
{
    command
        .add_option("--hosts",
                    options.file,
                    "The hosts file in place of $XDG_CONFIG_HOME/saltern/hosts.yaml; read when no "
                    "--host is given")
        ->type_name("FILE");
}

QString HostOptions::fileForAdded() const
{
    return hosts.empty() ? HostsFile(QString::fromStdString(file)).path() : QString();
}

Result<std::vector<HostConfig>> readHosts(const HostOptions &options, Recordings recordings)
{
    auto folders = readTlsFolders(options);
    if (!folders)
        return fail(folders.error());
    if (options.hosts.empty() && folders->isEmpty())
        return unnamedHosts(options);
    std::vector<HostConfig> hosts;
    QStringList names;
    for (const std::string &option : options.hosts) {
        const auto host =
            split(option, "--host", QStringLiteral("web=unix:///var/run/docker.sock"));
        if (!host)
            return fail(host.error());
        names.append(host->name);
        if (host->value.startsWith(recordedPrefix)) {
            if (recordings == Recordings::Refused)
                return fail(ErrorKind::BadInput,
                            QStringLiteral("A recording can be run, and nothing else be done with "
                                           "it."),
                            QStringLiteral("Use it with saltern run, or saltern replay."));
            HostConfig recorded{.name = host->name};
            recorded.recorded = true;
            recorded.recording = host->value.mid(recordedPrefix.size());
            hosts.push_back(recorded);
            continue;
        }
        const auto endpoint = resolveEndpoint(host->value, folders->take(host->name));
        if (!endpoint)
            return fail(endpoint.error());
        hosts.push_back({.name = host->name, .endpoint = *endpoint});
    }
    if (!folders->isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("--tls names the host \"%1\", which no --host gives.")
                        .arg(folders->firstKey()),
                    suggestName(folders->firstKey(), names));
    // The set knows what a name may be and that none may come twice.
    HostSet check;
    for (const HostConfig &host : hosts) {
        if (const auto added = check.add(host); !added)
            return fail(added.error());
    }
    return hosts;
}

Result<std::vector<HostConfig>> pickHosts(const std::vector<HostConfig> &hosts,
                                          const QString &target)
{
    const auto parsed = Target::parse(target);
    if (!parsed)
        return fail(parsed.error());
    std::vector<HostConfig> picked;
    std::vector<TargetHost> all;
    for (const HostConfig &host : hosts) {
        all.push_back({host.name, host.labels});
        if (parsed->matches(all.back()))
            picked.push_back(host);
    }
    if (picked.empty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("No host fits \"%1\".").arg(target),
                    parsed->advice(all));
    return picked;
}

} // namespace Saltern::Cli
