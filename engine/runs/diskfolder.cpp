#include "engine/runs/diskfolder.h"

#include <QDir>
#include <QFileInfo>

namespace Saltern {

DiskFolder::DiskFolder(const QString &path) : m_path(QDir(path).canonicalPath())
{
}

SourceFolder::Entry DiskFolder::look(const QString &path) const
{
    const QFileInfo file(m_path + u'/' + path);
    const QString canonical = file.canonicalFilePath();
    if (m_path.isEmpty() || canonical.isEmpty())
        return Entry::Missing;
    const QString inside = m_path.endsWith(u'/') ? m_path : QString(m_path + u'/');
    if (!canonical.startsWith(inside))
        return Entry::Outside;
    if (!file.isFile())
        return Entry::Folder;
    return file.isReadable() ? Entry::File : Entry::Unreadable;
}

} // namespace Saltern
