#pragma once

#include "app/studio/document/pipelinedocument.h"

#include <QPointer>
#include <QVariantList>

namespace Saltern {

/// The problems of a document as marks beside the lines of an editor that shows it, or one node of
/// it: {line, severity, message}. GUI thread.
class ProblemMarks : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    /// Empty = the whole document is shown.
    Q_PROPERTY(QString nodeId READ nodeId WRITE setNodeId NOTIFY marksChanged)
    Q_PROPERTY(QVariantList marks READ marks NOTIFY marksChanged)

public:
    using QObject::QObject;

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    QString nodeId() const { return m_nodeId; }
    void setNodeId(const QString &id);
    QVariantList marks() const;

Q_SIGNALS:
    void documentChanged();
    void marksChanged();

private:
    QPointer<PipelineDocument> m_document;
    QString m_nodeId;
};

} // namespace Saltern
