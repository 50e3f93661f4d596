#include "tests/integration/podmanservice.h"

#include <QFile>
#include <QLocalSocket>
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QTest>

#include <unistd.h>

namespace Saltern {

using namespace Qt::StringLiterals;

namespace {

// The limits that Podman asks for by itself are above those that a container of a build machine may
// set; the events stand in a file where there is no journald.
const QByteArray configuration = "[containers]\n"
                                 "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n"
                                 "[engine]\n"
                                 "cgroup_manager = \"cgroupfs\"\n"
                                 "events_logger = \"file\"\n";

const QString loopback = u"PATH=$PATH:/usr/sbin:/sbin; ip link set lo up && exec \"$0\" \"$@\""_s;

} // namespace

QString PodmanService::whatIsMissing()
{
    if (QStandardPaths::findExecutable(u"podman"_s).isEmpty())
        return u"There is no podman on this machine."_s;
    return ::geteuid() == 0 ? QString() : u"A Podman of a test's own needs root."_s;
}

PodmanService::PodmanService() : PodmanService(Options())
{
}

// In /var/tmp, because paths of sockets are short.
PodmanService::PodmanService(const Options &options)
    : m_options(options), m_folder(u"/var/tmp/saltern-podman-XXXXXX"_s)
{
    QByteArray registries;
    for (const QString &name : options.plainRegistries)
        registries += "[[registry]]\nlocation = \"" + name.toUtf8() + "\"\ninsecure = true\n";
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (write(u"containers.conf"_s, configuration))
        environment.insert(u"CONTAINERS_CONF"_s, m_folder.filePath(u"containers.conf"_s));
    if (write(u"registries.conf"_s, registries))
        environment.insert(u"CONTAINERS_REGISTRIES_CONF"_s,
                           m_folder.filePath(u"registries.conf"_s));
    m_process.setProcessEnvironment(environment);
    m_process.setStandardErrorFile(m_folder.filePath(u"log"_s));
}

PodmanService::~PodmanService()
{
    stop();
    run({u"rm"_s, u"--all"_s, u"--force"_s, u"-t"_s, u"0"_s});
}

bool PodmanService::write(const QString &name, const QByteArray &content) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

bool PodmanService::import(const QString &file, const QString &name) const
{
    return run({u"import"_s, u"--quiet"_s, file, name});
}

bool PodmanService::run(const QStringList &arguments) const
{
    QProcess podman;
    podman.setProcessEnvironment(m_process.processEnvironment());
    podman.start(u"podman"_s, options() + arguments);
    return podman.waitForFinished(60'000) && podman.exitCode() == 0;
}

bool PodmanService::start()
{
    QStringList command{u"podman"_s};
    command += options() + QStringList{u"system"_s, u"service"_s, u"--time=0"_s, endpoint()};
    // Each of these becomes the next one, so that it is Podman that stop() ends.
    if (m_options.isApart)
        command = QStringList{u"unshare"_s, u"--net"_s, u"sh"_s, u"-c"_s, loopback} + command;
    m_process.start(command.takeFirst(), command);
    return m_process.waitForStarted() &&
           QTest::qWaitFor(
               [this] {
                   QLocalSocket client;
                   client.connectToServer(m_folder.filePath(u"podman.sock"_s));
                   return client.waitForConnected(100);
               },
               60'000);
}

void PodmanService::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QString PodmanService::endpoint() const
{
    return u"unix://"_s + m_folder.filePath(u"podman.sock"_s);
}

QStringList PodmanService::options() const
{
    return {u"--root"_s,
            m_folder.filePath(u"root"_s),
            u"--runroot"_s,
            m_folder.filePath(u"run"_s),
            u"--storage-driver"_s,
            u"vfs"_s};
}

} // namespace Saltern
