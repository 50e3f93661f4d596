#pragma once

#include "app/studio/document/autosave.h"
#include "app/studio/document/opendocuments.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/recentfiles.h"

#include <QFileSystemWatcher>
#include <QList>
#include <QUrl>

class QJSEngine;
class QQmlEngine;
class QSettings;

namespace Saltern {

/// What is open in the studio: tabs, recent files, what a crash left behind, templates to begin
/// with. Watches the files of open documents. GUI thread.
class Workspace : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(Saltern::OpenDocuments *documents READ documents CONSTANT)
    Q_PROPERTY(Saltern::RecentFiles *recent READ recent CONSTANT)
    Q_PROPERTY(Saltern::PipelineDocument *current READ current NOTIFY currentChanged)
    Q_PROPERTY(int currentIndex READ currentIndex WRITE setCurrentIndex NOTIFY currentChanged)
    Q_PROPERTY(QVariantList recoverable READ recoverable NOTIFY recoverableChanged)
    Q_PROPERTY(QString templatesFolder READ templatesFolder WRITE setTemplatesFolder NOTIFY
                   templatesFolderChanged)

public:
    /// `stateFolder` is where drafts of unsaved work go.
    Workspace(QSettings &settings, const QString &stateFolder, QObject *parent = nullptr);
    ~Workspace() override;

    /// The one that QML and C++ share.
    static Workspace &instance();
    /// For tests and pictures: another state folder. Before the first instance().
    static void useStateFolder(const QString &folder);
    static Workspace *create(QQmlEngine *, QJSEngine *);

    OpenDocuments *documents() { return &m_documents; }
    RecentFiles *recent() { return &m_recent; }
    /// The document of the tab in front; null when none is open.
    PipelineDocument *current() const { return m_documents.at(m_current); }
    int currentIndex() const { return m_current; }
    void setCurrentIndex(int index);

    /// Each opens a tab, or brings the tab in front that shows the file already. Null when refused.
    Q_INVOKABLE Saltern::PipelineDocument *newPipeline();
    Q_INVOKABLE Saltern::PipelineDocument *open(const QString &path);
    Q_INVOKABLE Saltern::PipelineDocument *openUrl(const QUrl &url);
    Q_INVOKABLE void openDropped(const QList<QUrl> &urls);
    /// Saves under another name; the file's name gets ".saltern.yaml" when it has no suffix.
    Q_INVOKABLE bool saveAs(Saltern::PipelineDocument *document, const QUrl &url);

    /// Closes the tab; what is not saved is lost, so ask first.
    Q_INVOKABLE void close(int index);
    /// The documents with unsaved changes, to ask about before the window closes.
    Q_INVOKABLE int unsavedCount() const;

    /// Opens what was open when the studio was closed last.
    Q_INVOKABLE void restoreSession();
    /// How a document is looked at (zoom, scroll, ...), by its file; not part of the pipeline.
    Q_INVOKABLE QVariantMap viewState(Saltern::PipelineDocument *document) const;
    Q_INVOKABLE void setViewState(Saltern::PipelineDocument *document, const QVariantMap &state);

    /// Unsaved work of a studio that crashed: {id, name, path, time, diff}; newest first. The diff
    /// is from the file as it is now to the draft.
    QVariantList recoverable() const;
    /// Opens a draft as unsaved changes of its file.
    Q_INVOKABLE Saltern::PipelineDocument *recover(const QString &id);
    Q_INVOKABLE void discardDraft(const QString &id);
    Autosave &autosave() { return m_autosave; }

    /// A new document with the text and the files of a template, not saved yet; null for an unknown
    /// one.
    Q_INVOKABLE Saltern::PipelineDocument *newFromTemplate(const QString &name);
    /// Where the templates are, see readTemplates().
    QString templatesFolder() const { return m_templatesFolder; }
    void setTemplatesFolder(const QString &folder);

    /// The lines that differ, in the unified form.
    Q_INVOKABLE QString quickDiff(const QString &before, const QString &after) const;

Q_SIGNALS:
    void currentChanged();
    void recoverableChanged();
    void templatesFolderChanged();
    /// Something could not be done, as one sentence with what to do.
    void refused(const QString &reason);

private:
    PipelineDocument *show(std::unique_ptr<PipelineDocument> document);
    void rememberSession();
    void watchFiles();
    void checkFiles();

    QSettings &m_settings;
    OpenDocuments m_documents;
    RecentFiles m_recent;
    Autosave m_autosave;
    QFileSystemWatcher m_watcher;
    QTimer m_checkPause;
    QString m_templatesFolder;
    int m_current = -1;
};

} // namespace Saltern
