#include "app/cli/diagnosis.h"

#include "engine/base/installation.h"
#include "engine/hosts/localengines.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace Saltern::Cli {

namespace {

using Verdict = Finding::Verdict;

QString verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Good:
        return QStringLiteral("good");
    case Verdict::Note:
        return QStringLiteral("note");
    case Verdict::Problem:
        return QStringLiteral("problem");
    }
    return {};
}

bool isLocal(const HostConfig &host)
{
    return host.endpoint.transport == DockerEndpoint::Transport::Unix;
}

QString howToGetDocker()
{
    return QStringLiteral("Install Docker (on Debian: sudo apt install docker.io) or start it "
                          "(sudo systemctl start docker); for a Docker elsewhere set DOCKER_HOST "
                          "or use --host.");
}

QString howToBeAllowed(const HostConfig &host)
{
    const QString group = QFileInfo(host.endpoint.path).group();
    if (group.isEmpty() || group == QLatin1StringView("root"))
        return QStringLiteral("Only root may use it. Put the account into the group \"docker\" "
                              "and restart Docker, or run Docker rootless.");
    return QStringLiteral("Run `sudo usermod -aG %1 %2`, then log out and in again. Members of "
                          "this group have the rights of root on the machine.")
        .arg(group, qEnvironmentVariable("USER", QStringLiteral("YOUR-ACCOUNT")));
}

Finding judgeError(const HostReport &report, const HostConfig &host)
{
    Finding finding{
        .id = QStringLiteral("engine"),
        .verdict = Verdict::Problem,
        .message =
            QStringLiteral("%1 (%2): %3").arg(report.name, report.endpoint, report.error->message),
        .remedy = report.error->remedy};
    if (isLocal(host) && report.error->kind == ErrorKind::PermissionDenied)
        finding.remedy = howToBeAllowed(host);
    else if (isLocal(host) && report.error->kind == ErrorKind::Unreachable)
        finding.remedy = howToGetDocker();
    return finding;
}

Finding judgeProgram(const QString &name, const QString &purpose)
{
    const auto path = findProgram(name);
    if (path)
        return {.id = name, .message = QStringLiteral("%1 is there: %2").arg(name, *path)};
    return {.id = name,
            .verdict = Verdict::Problem,
            .message = QStringLiteral("%1 Without it, %2.").arg(path.error().message, purpose),
            .remedy = path.error().remedy};
}

// Written to rather than looked at: read-only and full file systems show only then.
Finding judgeStateFolder()
{
    const QString folder = defaultStateFolder();
    QTemporaryFile probe(folder + QStringLiteral("/doctor-XXXXXX"));
    const bool isThere = QDir().mkpath(folder);
    const QString whyNot = QString::fromLocal8Bit(std::strerror(errno));
    if (isThere && probe.open() && probe.write("x") == 1 && probe.flush())
        return {.id = QStringLiteral("state-folder"),
                .message = QStringLiteral("The state folder %1 can be written to.").arg(folder)};
    return {.id = QStringLiteral("state-folder"),
            .verdict = Verdict::Problem,
            .message = QStringLiteral("The state folder %1 cannot be written to: %2.")
                           .arg(folder, isThere ? probe.errorString() : whyNot),
            .remedy = QStringLiteral("Make room or give rights there, set XDG_STATE_HOME, or use "
                                     "--state DIR.")};
}

} // namespace

QJsonObject Finding::toJson() const
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("verdict"), verdictName(verdict)},
            {QStringLiteral("message"), message},
            {QStringLiteral("remedy"), remedy}};
}

std::vector<Finding> judgeHost(const HostReport &report, const HostConfig &host)
{
    if (report.error)
        return {judgeError(report, host)};
    std::vector<Finding> findings;
    findings.push_back(
        {.id = QStringLiteral("engine"),
         .message = QStringLiteral("%1 (%2): %3 %4 answers, API %5 of 1.41 to 1.52%6.")
                        .arg(report.name,
                             report.endpoint,
                             report.engine,
                             report.version,
                             report.agreedApi,
                             report.isRootless ? QStringLiteral(", rootless") : QString())});
    findings.push_back({.id = QStringLiteral("system"),
                        .message = QStringLiteral("%1: %2, %3, kernel %4, storage %5.")
                                       .arg(report.name,
                                            report.system,
                                            report.architecture,
                                            report.kernel,
                                            report.storageDriver)});
    Finding cgroup{.id = QStringLiteral("cgroup"),
                   .message = QStringLiteral("%1: control groups version %2.")
                                  .arg(report.name, report.cgroupVersion)};
    if (report.cgroupVersion == QLatin1StringView("1") && report.isRootless) {
        cgroup.verdict = Verdict::Note;
        cgroup.remedy = QStringLiteral("Rootless engines cannot limit memory, processor and "
                                       "processes with version 1: function limits do not hold.");
    }
    findings.push_back(cgroup);
    if (report.engine.contains(QLatin1StringView("Podman")))
        findings.push_back({.id = QStringLiteral("podman"),
                            .verdict = Verdict::Note,
                            .message = QStringLiteral("%1 is Podman, which speaks most of Docker's "
                                                      "API.")
                                           .arg(report.name),
                            .remedy = QStringLiteral("If something fails there, try it with Docker "
                                                     "before looking elsewhere.")});
    return findings;
}

std::vector<Finding> judgeOtherEngines(const std::vector<HostConfig> &hosts)
{
    std::vector<Finding> findings;
    for (const LocalEngine &engine : findLocalEngines()) {
        const bool isNamed = std::any_of(hosts.begin(), hosts.end(), [&](const HostConfig &host) {
            return host.endpoint.toString() == engine.endpoint;
        });
        if (isNamed)
            continue;
        findings.push_back(
            {.id = QStringLiteral("other-engine"),
             .verdict = Verdict::Note,
             .message =
                 QStringLiteral("%1 also listens at %2%3.")
                     .arg(engine.description,
                          engine.endpoint,
                          engine.isUsable ? QString()
                                          : QStringLiteral(", but this account may not use it")),
             .remedy = engine.isUsable
                           ? QStringLiteral("To use it: export DOCKER_HOST=%1").arg(engine.endpoint)
                           : QString()});
    }
    return findings;
}

std::vector<Finding> judgeInstallation()
{
    const QString dockerHost = qEnvironmentVariable("DOCKER_HOST");
    return {{.id = QStringLiteral("docker-host"),
             .message = dockerHost.isEmpty()
                            ? QStringLiteral("DOCKER_HOST is not set: the default is "
                                             "unix:///var/run/docker.sock.")
                            : QStringLiteral("DOCKER_HOST is %1.").arg(dockerHost)},
            judgeProgram(QStringLiteral("saltern-shim"), QStringLiteral("functions cannot run")),
            judgeProgram(QStringLiteral("saltern-script"),
                         QStringLiteral("transform nodes cannot run")),
            judgeStateFolder()};
}

} // namespace Saltern::Cli
