#pragma once

#include "app/studio/document/opendocuments.h"
#include "app/studio/document/pipelinedocument.h"

#include <QList>
#include <QUrl>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

/// What is open in the studio. GUI thread.
class Workspace : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(Saltern::OpenDocuments *documents READ documents CONSTANT)
    Q_PROPERTY(Saltern::PipelineDocument *current READ current NOTIFY currentChanged)
    Q_PROPERTY(int currentIndex READ currentIndex WRITE setCurrentIndex NOTIFY currentChanged)

public:
    explicit Workspace(QObject *parent);
    ~Workspace() override;

    /// The one that QML and C++ share.
    static Workspace &instance();
    static Workspace *create(QQmlEngine *, QJSEngine *);

    OpenDocuments *documents() { return &m_documents; }
    /// The document of the tab in front; null when none is open.
    PipelineDocument *current() const { return m_documents.at(m_current); }
    int currentIndex() const { return m_current; }
    void setCurrentIndex(int index);

    /// Each opens a tab, or brings the tab in front that shows the file already. Null when refused.
    Q_INVOKABLE Saltern::PipelineDocument *newPipeline();
    Q_INVOKABLE Saltern::PipelineDocument *open(const QString &path);
    Q_INVOKABLE Saltern::PipelineDocument *openUrl(const QUrl &url);
    Q_INVOKABLE void openDropped(const QList<QUrl> &urls);

    /// Closes the tab; what is not saved is lost, so ask first.
    Q_INVOKABLE void close(int index);

Q_SIGNALS:
    void currentChanged();
    /// Something could not be done, as one sentence with what to do.
    void refused(const QString &reason);

private:
    PipelineDocument *show(std::unique_ptr<PipelineDocument> document);

    OpenDocuments m_documents;
    int m_current = -1;
};

} // namespace Saltern
