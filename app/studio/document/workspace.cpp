#include "app/studio/document/workspace.h"

#include <QFileInfo>
#include <QJSEngine>

#include <algorithm>

namespace Saltern {

Workspace::Workspace(QObject *parent) : QObject(parent)
{
}

Workspace::~Workspace() = default;

Workspace &Workspace::instance()
{
    static Workspace workspace(nullptr);
    return workspace;
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
    Q_EMIT currentChanged();
}

PipelineDocument *Workspace::show(std::unique_ptr<PipelineDocument> document)
{
    m_documents.append(std::move(document));
    setCurrentIndex(m_documents.count() - 1);
    return current();
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

void Workspace::close(int index)
{
    if (!m_documents.at(index))
        return;
    const int next =
        index < m_current || m_current == m_documents.count() - 1 ? m_current - 1 : m_current;
    m_documents.remove(index);
    m_current = std::clamp(next, -1, m_documents.count() - 1);
    Q_EMIT currentChanged();
}

} // namespace Saltern
