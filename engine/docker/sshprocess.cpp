#include "engine/docker/sshprocess.h"

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace Saltern {

namespace {

constexpr qsizetype keptOfStderr = 8 * 1024;

} // namespace

SshProcess::SshProcess(QObject *parent) : QProcess(parent)
{
    connect(this, &QProcess::readyReadStandardError, this, &SshProcess::listen);
    connect(this, &QProcess::finished, this, &SshProcess::listen);
}

SshProcess::~SshProcess()
{
    disconnect();
    kill();
    waitForFinished(1000); // QProcess wants to see the end
}

void SshProcess::run(const QStringList &arguments, int descriptor)
{
    if (descriptor >= 0) {
        setStandardInputFile(nullDevice());
        setStandardOutputFile(nullDevice());
    }
    setChildProcessModifier([parent = ::getpid(), descriptor] {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent)
            ::_exit(1); // it died before the kernel knew
        if (descriptor >= 0) {
            ::dup2(descriptor, STDIN_FILENO);
            ::dup2(descriptor, STDOUT_FILENO);
        }
    });
    start(QStringLiteral("ssh"), arguments);
}

void SshProcess::listen()
{
    m_said += readAllStandardError();
    m_said = m_said.right(keptOfStderr);
}

} // namespace Saltern
