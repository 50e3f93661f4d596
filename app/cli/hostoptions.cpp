#include "app/cli/hostoptions.h"

#include "engine/base/nearestname.h"

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

Result<std::vector<HostConfig>> localHost()
{
    const auto endpoint = DockerEndpoint::fromEnvironment();
    if (!endpoint)
        return fail(endpoint.error());
    return std::vector<HostConfig>{
        HostConfig{.name = QStringLiteral("local"), .endpoint = *endpoint}};
}

} // namespace

void addHostOptions(CLI::App &command, HostOptions &options)
{
    command
        .add_option("--host",
                    options.hosts,
                    "A Docker host, as in web=unix:///var/run/docker.sock or "
                    "edge=tcp://10.0.0.5:2376; may be repeated. Default: local, from DOCKER_HOST")
        ->type_name("NAME=ENDPOINT")
        ->allow_extra_args(false);
    command
        .add_option("--tls",
                    options.tls,
                    "The folder with ca.pem, cert.pem and key.pem for a host; may be repeated")
        ->type_name("NAME=FOLDER")
        ->allow_extra_args(false);
}

Result<std::vector<HostConfig>> readHosts(const HostOptions &options, Recordings recordings)
{
    auto folders = readTlsFolders(options);
    if (!folders)
        return fail(folders.error());
    if (options.hosts.empty() && folders->isEmpty())
        return localHost();
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
        const auto endpoint = DockerEndpoint::parse(host->value, folders->take(host->name));
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

} // namespace Saltern::Cli
