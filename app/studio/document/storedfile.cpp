#include "app/studio/document/storedfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace Saltern {

namespace {

constexpr qint64 largest = 16LL * 1024 * 1024;

} // namespace

Result<QByteArray> readStoredFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no file %1.").arg(path),
                    QStringLiteral("It may have been moved or deleted."));
    if (QFileInfo(file).isDir() || !file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::PermissionDenied,
                    QStringLiteral("The file %1 cannot be read.").arg(path),
                    QStringLiteral("Check what it is and who may read it."),
                    file.errorString());
    QByteArray content = file.read(largest + 1);
    if (content.size() > largest)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The file %1 is larger than 16 MiB.").arg(path),
                    QStringLiteral("Open a smaller one."));
    return content;
}

Result<> writeStoredFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return fail(ErrorKind::PermissionDenied,
                    QStringLiteral("The file %1 cannot be written.").arg(path),
                    QStringLiteral("Check the folder, who may write there, and the free space."),
                    file.errorString());
    return {};
}

} // namespace Saltern
