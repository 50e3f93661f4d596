#include "app/studio/document/workspace.h"

#include "app/studio/document/handlerfile.h"
#include "app/studio/document/linediff.h"
#include "app/studio/document/storedfile.h"
#include "app/studio/settings/preferences.h"
#include "engine/base/installation.h"
#include "engine/runs/namedfiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJSEngine>

#include <algorithm>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// Editors write a file in several steps; it is looked at when they are done.
constexpr auto checkAfter = 200ms;

const QString suffix = QStringLiteral(".saltern.yaml");
const QString sessionFiles = QStringLiteral("session/files");
const QString sessionCurrent = QStringLiteral("session/current");

QString &otherStateFolder()
{
    static QString folder;
    return folder;
}

QString viewKey(const QString &path)
{
    return QStringLiteral("views/") +
           QString::fromLatin1(
               QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha1).toHex());
}

} // namespace

Workspace::Workspace(QSettings &settings, const QString &stateFolder, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_recent(settings)
    , m_autosave(stateFolder + QStringLiteral("/drafts"))
    , m_templatesFolder(QStringLiteral(":/templates"))
{
    m_checkPause.setSingleShot(true);
    m_checkPause.setInterval(checkAfter);
    connect(&m_checkPause, &QTimer::timeout, this, &Workspace::checkFiles);
    connect(
        &m_watcher, &QFileSystemWatcher::fileChanged, &m_checkPause, qOverload<>(&QTimer::start));
    connect(&m_watcher,
            &QFileSystemWatcher::directoryChanged,
            &m_checkPause,
            qOverload<>(&QTimer::start));
    connect(&m_autosave, &Autosave::failed, this, &Workspace::refused);
}

Workspace::~Workspace() = default;

Workspace &Workspace::instance()
{
    static Workspace workspace(Preferences::instance().settings(),
                               otherStateFolder().isEmpty()
                                   ? defaultStateFolder() + QStringLiteral("/studio")
                                   : otherStateFolder());
    return workspace;
}

void Workspace::useStateFolder(const QString &folder)
{
    otherStateFolder() = folder;
}

Workspace *Workspace::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

void Workspace::setCurrentIndex(int index)
{
    index = std::clamp(index, -1, m_documents.count() - 1);
    if (index == m_current)
        return;
    m_current = index;
    rememberSession();
    Q_EMIT currentChanged();
}

PipelineDocument *Workspace::show(std::unique_ptr<PipelineDocument> document)
{
    PipelineDocument *shown = document.get();
    m_documents.append(std::move(document));
    m_autosave.watch(shown);
    connect(shown, &PipelineDocument::pathChanged, this, &Workspace::watchFiles);
    connect(shown, &PipelineDocument::filesEdited, this, &Workspace::watchFiles);
    connect(shown, &PipelineDocument::readOnlyChanged, this, &Workspace::rememberSession);
    connect(shown, &PipelineDocument::saved, this, [this, shown] {
        m_recent.add(shown->path());
        rememberSession();
        watchFiles();
    });
    watchFiles();
    setCurrentIndex(m_documents.count() - 1);
    return shown;
}

PipelineDocument *Workspace::newPipeline()
{
    return show(std::make_unique<PipelineDocument>());
}

PipelineDocument *Workspace::open(const QString &path)
{
    const QString wanted = QFileInfo(path).absoluteFilePath();
    for (int row = 0; row < m_documents.count(); ++row) {
        if (m_documents.at(row)->path() == wanted) {
            setCurrentIndex(row);
            return current();
        }
    }
    auto document = PipelineDocument::load(path);
    if (!document) {
        Q_EMIT refused(document.error().toString());
        return nullptr;
    }
    m_recent.add(wanted);
    return show(std::move(*document));
}

PipelineDocument *Workspace::openUrl(const QUrl &url)
{
    if (url.isLocalFile())
        return open(url.toLocalFile());
    Q_EMIT refused(QStringLiteral("Only files of this computer can be opened."));
    return nullptr;
}

void Workspace::openDropped(const QList<QUrl> &urls)
{
    for (const QUrl &url : urls)
        openUrl(url);
}

bool Workspace::saveAs(PipelineDocument *document, const QUrl &url)
{
    if (!document || !url.isLocalFile()) {
        Q_EMIT refused(QStringLiteral("Pipelines can only be saved on this computer."));
        return false;
    }
    QString path = url.toLocalFile();
    if (!QFileInfo(path).fileName().contains(u'.'))
        path += suffix;
    return document->saveAs(path);
}

void Workspace::close(int index)
{
    PipelineDocument *closed = m_documents.at(index);
    if (!closed)
        return;
    m_autosave.forget(closed);
    closed->disconnect(this);
    const bool goesLeft = index < m_current || m_current == m_documents.count() - 1;
    m_current = goesLeft ? m_current - 1 : m_current;
    m_documents.remove(index);
    rememberSession();
    watchFiles();
    Q_EMIT currentChanged();
}

int Workspace::unsavedCount() const
{
    int count = 0;
    for (int row = 0; row < m_documents.count(); ++row)
        count += m_documents.at(row)->isModified() ? 1 : 0;
    return count;
}

void Workspace::rememberSession()
{
    QStringList files;
    for (int row = 0; row < m_documents.count(); ++row) {
        // A demo is opened by playing it.
        const PipelineDocument *document = m_documents.at(row);
        if (!document->path().isEmpty() && !document->isReadOnly())
            files += document->path();
    }
    m_settings.setValue(sessionFiles, files);
    m_settings.setValue(sessionCurrent, current() ? current()->path() : QString());
}

void Workspace::restoreSession()
{
    // Read first: what is opened is remembered at once.
    const QStringList files = m_settings.value(sessionFiles).toStringList();
    const QString front = m_settings.value(sessionCurrent).toString();
    for (const QString &file : files) {
        if (QFileInfo::exists(file))
            open(file);
    }
    if (files.contains(front) && QFileInfo::exists(front))
        open(front);
}

QVariantMap Workspace::viewState(PipelineDocument *document) const
{
    return document ? m_settings.value(viewKey(document->path())).toMap() : QVariantMap();
}

void Workspace::setViewState(PipelineDocument *document, const QVariantMap &state)
{
    if (document && !document->path().isEmpty())
        m_settings.setValue(viewKey(document->path()), state);
}

void Workspace::watchFiles()
{
    QStringList wanted;
    for (int row = 0; row < m_documents.count(); ++row) {
        const PipelineDocument *document = m_documents.at(row);
        // The folder tells of a file that is replaced, which a watch on the file loses.
        if (!document->folder().isEmpty())
            wanted += document->folder();
        wanted += document->watchedFiles();
    }
    wanted.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    wanted.removeDuplicates();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString &path : watched) {
        if (!wanted.contains(path))
            m_watcher.removePath(path);
    }
    wanted.removeIf([&](const QString &path) { return watched.contains(path); });
    if (!wanted.isEmpty())
        m_watcher.addPaths(wanted);
}

void Workspace::checkFiles()
{
    for (int row = 0; row < m_documents.count(); ++row)
        m_documents.at(row)->checkDisk();
    watchFiles();
}

QVariantList Workspace::recoverable() const
{
    QVariantList list;
    const QList<Draft> drafts = m_autosave.drafts().leftBehind();
    for (const Draft &draft : drafts) {
        const auto saved = readStoredFile(draft.path);
        list.append(QVariantMap{{QStringLiteral("id"), draft.id},
                                {QStringLiteral("name"), draft.name},
                                {QStringLiteral("path"), draft.path},
                                {QStringLiteral("time"), draft.time},
                                {QStringLiteral("diff"),
                                 lineDiff(saved ? QString::fromUtf8(*saved) : QString(),
                                          QString::fromUtf8(draft.text))}});
    }
    return list;
}

PipelineDocument *Workspace::recover(const QString &id)
{
    const QList<Draft> drafts = m_autosave.drafts().leftBehind();
    const auto draft = std::find_if(
        drafts.begin(), drafts.end(), [&](const Draft &other) { return other.id == id; });
    if (draft == drafts.end()) {
        Q_EMIT refused(QStringLiteral("This draft is gone."));
        return nullptr;
    }
    PipelineDocument *document = nullptr;
    if (QFileInfo::exists(draft->path)) {
        document = open(draft->path);
        if (!document)
            return nullptr;
        document->perform(
            {.name = QStringLiteral("Recover"), .wholeText = draft->text, .layout = draft->layout});
    } else {
        document = newPipeline();
        document->begin(draft->text, draft->layout, false);
    }
    for (auto file = draft->files.begin(); file != draft->files.end(); ++file)
        document->handlerFile(file.key())->setText(QString::fromUtf8(file.value()));
    // The draft of the new session is on disk before the old one goes.
    m_autosave.writeNow();
    discardDraft(id);
    return document;
}

void Workspace::discardDraft(const QString &id)
{
    m_autosave.drafts().forget(id);
    Q_EMIT recoverableChanged();
}

void Workspace::setTemplatesFolder(const QString &folder)
{
    if (folder == m_templatesFolder)
        return;
    m_templatesFolder = folder;
    Q_EMIT templatesFolderChanged();
}

PipelineDocument *Workspace::newFromTemplate(const QString &name)
{
    const QString folder = m_templatesFolder + u'/' + name;
    const QString path = folder + u'/' + name + suffix;
    const auto text = readStoredFile(path);
    if (!text) {
        Q_EMIT refused(text.error().toString());
        return nullptr;
    }
    const auto layout = readStoredFile(layoutPathOf(path));
    PipelineDocument *document = newPipeline();
    document->begin(*text, layout ? readLayout(*layout) : Layout(), false);
    const QStringList files = namedFiles(document->pipeline());
    for (const QString &file : files) {
        if (const auto content = readStoredFile(folder + u'/' + file))
            document->handlerFile(file)->setText(QString::fromUtf8(*content));
    }
    return document;
}

QString Workspace::quickDiff(const QString &before, const QString &after) const
{
    return lineDiff(before, after);
}

} // namespace Saltern
