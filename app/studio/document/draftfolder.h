#pragma once

#include "app/studio/document/layout.h"
#include "engine/base/result.h"

#include <QDateTime>
#include <QLockFile>
#include <QMap>

#include <memory>

namespace Saltern {

/// What was on the screen and not in a file.
struct Draft
{
    QString id;
    QString path; // of the document's file; empty when it has none
    QString name; // of the pipeline
    QDateTime time;
    QByteArray text;
    Layout layout;
    QMap<QString, QByteArray> files; // unsaved handler files, by path relative to the document
};

/// Keeps drafts of unsaved documents, so that a crash or a loss of power takes a few seconds of
/// work at most. Each running studio has a folder of its own in it; what a studio that is gone has
/// left behind is found by the next. GUI thread.
class DraftFolder
{
public:
    /// Makes the folder when it is not there. Without it nothing is kept, and write() says why.
    explicit DraftFolder(const QString &folder);
    ~DraftFolder();

    Result<> write(const Draft &draft);
    void remove(const QString &id);

    /// The drafts of studios that are gone, newest first.
    QList<Draft> leftBehind() const;
    /// Deletes such a draft from disk.
    void forget(const QString &id);

private:
    QString pathOf(const QString &id) const;
    QStringList abandonedFolders() const;

    QString m_folder;
    QString m_own; // of this studio
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace Saltern
