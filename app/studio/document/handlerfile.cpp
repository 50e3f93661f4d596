#include "app/studio/document/handlerfile.h"

#include "app/studio/document/storedfile.h"
#include "engine/runs/diskfolder.h"

#include <QDir>
#include <QFileInfo>

namespace Saltern {

namespace {

// The folder that is there already of those that the file will lie in.
QString nearestFolder(const QString &file)
{
    QString folder = QFileInfo(file).path();
    while (!QFileInfo::exists(folder) && folder.contains(u'/'))
        folder = QFileInfo(folder).path();
    return folder;
}

// Links are followed first: where a folder really is decides.
bool isInside(const QString &folder, const QString &around)
{
    const QString inside = QFileInfo(around).canonicalFilePath() + u'/';
    return QString(QFileInfo(folder).canonicalFilePath() + u'/').startsWith(inside);
}

} // namespace

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
    const QString before = m_text;
    const bool wasModified = isModified();
    m_error.clear();
    m_saved.clear();
    const SourceFolder::Entry entry = DiskFolder(folder).look(m_path);
    if (entry == SourceFolder::Entry::File) {
        const auto content = readStoredFile(folder + u'/' + m_path);
        m_saved = content ? QString::fromUtf8(*content) : QString();
        m_error = content ? QString() : content.error().toString();
    } else if (entry != SourceFolder::Entry::Missing) {
        m_error = QStringLiteral("%1 cannot be read as a file of this pipeline.").arg(m_path);
    }
    m_text = m_saved;
    if (m_text != before || !m_error.isEmpty())
        Q_EMIT textChanged();
    if (wasModified)
        Q_EMIT modifiedChanged();
}

Result<> HandlerFile::save(const QString &folder)
{
    const QString clean = QDir::cleanPath(m_path);
    const QString file = folder + u'/' + clean;
    const bool leaves = QDir::isAbsolutePath(clean) || clean == QLatin1StringView("..") ||
                        clean.startsWith(QLatin1StringView("../"));
    const SourceFolder::Entry entry = DiskFolder(folder).look(m_path);
    if (leaves || entry == SourceFolder::Entry::Outside || !isInside(nearestFolder(file), folder))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 is not inside the pipeline's folder.").arg(m_path),
                    QStringLiteral("Choose a path below it."));
    QDir().mkpath(QFileInfo(file).path());
    if (const Result<> written = writeStoredFile(file, m_text.toUtf8()); !written)
        return written;
    m_saved = m_text;
    Q_EMIT modifiedChanged();
    return {};
}

} // namespace Saltern
