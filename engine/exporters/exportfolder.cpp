#include "engine/exporters/exportfolder.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace Saltern {

namespace {

const QLatin1StringView newSuffix(".new");

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> writeFile(const QString &path, const QByteArray &content, bool executable)
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return fail(ErrorKind::Failed,
                    QStringLiteral("%1 cannot be written: %2.").arg(path, file.errorString()),
                    QStringLiteral("Choose a folder that you may write to."));
    if (executable)
        QFile::setPermissions(path, QFile::permissions(path) | QFile::ExeOwner | QFile::ExeGroup);
    return {};
}

// One change; the lists say what was done.
class FolderWriter
{
public:
    FolderWriter(QString folder, bool overwrite)
        : m_folder(std::move(folder)), m_overwrite(overwrite)
    {
    }

    Result<void> apply(const PlannedChange &change);
    FolderChanges changes() const { return m_changes; }

private:
    Result<void> write(const PlannedChange &change, QStringList &list, const QString &suffix = {})
    {
        list += change.path;
        return writeFile(
            m_folder + change.path + suffix, change.file.content, change.file.executable);
    }

    QString m_folder;
    bool m_overwrite;
    FolderChanges m_changes;
};

Result<void> FolderWriter::apply(const PlannedChange &change)
{
    switch (change.change) {
    case FileChange::Write:
        return write(change, m_changes.written);
    case FileChange::Keep:
        m_changes.kept += change.path;
        break;
    case FileChange::Edited:
        return m_overwrite ? write(change, m_changes.written)
                           : write(change, m_changes.edited, newSuffix);
    case FileChange::Remove:
        m_changes.removed += change.path;
        QFile::remove(m_folder + change.path);
        // Folders that this leaves empty go too; one with anything else in it stays.
        QDir(m_folder).rmpath(QFileInfo(change.path).path());
        break;
    case FileChange::LeaveEdited:
        m_changes.leftEdited += change.path;
        break;
    }
    return {};
}

} // namespace

Result<FolderChanges> writeExport(const QString &folder,
                                  const QString &exporter,
                                  const ExportInput &input,
                                  const ExportResult &result,
                                  bool overwrite)
{
    const QString root = QDir(folder).absolutePath() + u'/';
    const auto plan = planExport(
        exporter, input, result, contentOf(root + manifestName), [&](const QString &path) {
            return QFileInfo::exists(root + path) ? contentHash(contentOf(root + path)) : QString();
        });
    if (!plan)
        return fail(plan.error());
    FolderWriter writer(root, overwrite);
    for (const PlannedChange &change : plan->changes) {
        if (const auto applied = writer.apply(change); !applied)
            return fail(applied.error());
    }
    if (contentOf(root + manifestName) != plan->manifest) {
        if (const auto written = writeFile(root + manifestName, plan->manifest, false); !written)
            return fail(written.error());
    }
    return writer.changes();
}

} // namespace Saltern
