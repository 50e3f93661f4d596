#include "engine/runs/statelock.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Saltern {

namespace {

tl::unexpected<Error> unusable(const QString &folder)
{
    return fail(ErrorKind::PermissionDenied,
                QStringLiteral("The state folder %1 cannot be used.").arg(folder),
                QStringLiteral("Check who owns it, or name another one with --state."),
                QString::fromLocal8Bit(std::strerror(errno)));
}

} // namespace

StateLock::~StateLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<void> StateLock::acquire(const QString &folder)
{
    const bool existed = QDir(folder).exists();
    if (!QDir().mkpath(folder))
        return unusable(folder);
    // The journal holds what events carried: nobody else's business.
    if (!existed)
        ::chmod(QFile::encodeName(folder).constData(), 0700);
    const QByteArray path = QFile::encodeName(folder + QStringLiteral("/lock"));
    m_descriptor = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_descriptor < 0)
        return unusable(folder);
    if (::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0)
        return {};
    ::close(m_descriptor);
    m_descriptor = -1;
    return fail(ErrorKind::Conflict,
                QStringLiteral("Another engine is using the state folder %1.").arg(folder),
                QStringLiteral("Stop it first, or name another folder with --state."));
}

} // namespace Saltern
