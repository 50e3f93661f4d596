#include "app/studio/document/handlerfile.h"

#include "app/studio/document/storedfile.h"
#include "engine/runs/diskfolder.h"

#include <QDir>
#include <QFileInfo>

namespace Saltern {

HandlerFile::HandlerFile(QString path, QObject *parent) : QObject(parent), m_path(std::move(path))
{
}

void HandlerFile::setText(const QString &text)
{
    if (text == m_text)
        return;
    const bool wasModified = isModified();
    m_text = text;
    Q_EMIT textChanged();
    if (wasModified != isModified())
        Q_EMIT modifiedChanged();
}

void HandlerFile::load(const QString &folder)
{
    m_error.clear();
    const SourceFolder::Entry entry = DiskFolder(folder).look(m_path);
    if (entry == SourceFolder::Entry::File) {
        const auto content = readStoredFile(folder + u'/' + m_path);
        m_saved = content ? QString::fromUtf8(*content) : QString();
        m_error = content ? QString() : content.error().toString();
    } else if (entry != SourceFolder::Entry::Missing) {
        m_error = QStringLiteral("%1 cannot be read as a file of this pipeline.").arg(m_path);
    }
    m_text = m_saved;
    Q_EMIT textChanged();
    Q_EMIT modifiedChanged();
}

Result<> HandlerFile::save(const QString &folder)
{
    const QString clean = QDir::cleanPath(m_path);
    const bool leaves = QDir::isAbsolutePath(clean) || clean == QLatin1StringView("..") ||
                        clean.startsWith(QLatin1StringView("../"));
    const SourceFolder::Entry entry = DiskFolder(folder).look(m_path);
    if (leaves || entry == SourceFolder::Entry::Outside)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 is not inside the pipeline's folder.").arg(m_path),
                    QStringLiteral("Choose a path below it."));
    const QString file = folder + u'/' + clean;
    QDir().mkpath(QFileInfo(file).path());
    // A folder on the way may be a link.
    const QString inside = QFileInfo(folder).canonicalFilePath() + u'/';
    if (!QString(QFileInfo(file).canonicalPath() + u'/').startsWith(inside))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 is not inside the pipeline's folder.").arg(m_path),
                    QStringLiteral("Choose a path below it."));
    if (const Result<> written = writeStoredFile(file, m_text.toUtf8()); !written)
        return written;
    m_saved = m_text;
    Q_EMIT modifiedChanged();
    return {};
}

} // namespace Saltern
