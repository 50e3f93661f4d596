#include "engine/docker/sshfolder.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>

#include <unistd.h>

namespace Saltern {

namespace {

const QString lockName = QStringLiteral("/lock");

QString namePattern()
{
    return QStringLiteral("saltern-ssh-%1-").arg(::getuid());
}

void removeAbandoned(const QDir &parent)
{
    const QStringList names =
        parent.entryList({namePattern() + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QString &name : names) {
        const QString folder = parent.filePath(name);
        // Without a lock it is about to be made by another engine.
        if (QFileInfo(folder).ownerId() != ::getuid() || !QFileInfo::exists(folder + lockName))
            continue;
        QLockFile lock(folder + lockName);
        lock.setStaleLockTime(0);
        if (!lock.tryLock(0))
            continue;
        lock.unlock(); // it would look for its file afterwards
        QDir(folder).removeRecursively();
    }
}

} // namespace

QString SshFolder::parent()
{
    for (const char *variable : {"RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"}) {
        QString folder = qEnvironmentVariable(variable).section(u':', 0, 0);
        if (QFileInfo(folder).isWritable())
            return folder;
    }
    return QDir::tempPath();
}

SshFolder::SshFolder()
{
    const QDir place(parent());
    removeAbandoned(place);
    m_folder =
        std::make_unique<QTemporaryDir>(place.filePath(namePattern() + QStringLiteral("XXXXXX")));
    m_lock = std::make_unique<QLockFile>(m_folder->path() + lockName);
    m_lock->setStaleLockTime(0);
    m_lock->tryLock(0);
}

SshFolder::~SshFolder() = default;

} // namespace Saltern
