#pragma once

#include "engine/pipeline/problem.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class PipelineDocument;

/// What is wrong with a document, errors first, then by position. With `nodeId`, only what is wrong
/// with that node.
class ProblemModel : public QAbstractListModel
{
    Q_OBJECT
    Q_MOC_INCLUDE("app/studio/document/pipelinedocument.h")
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(QString nodeId READ nodeId WRITE setNodeId NOTIFY nodeIdChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        SeverityRole = Qt::UserRole + 1, // "error", "warning"
        MessageRole,
        RemedyRole,
        CodeRole,
        LineRole, // 0 = not known
        ColumnRole,
        NodeIdRole,  // empty when it is about no node
        PointerRole, // inside the node: "/match"; or else in the document
        WireKeyRole, // when it is about a wire
    };
    Q_ENUM(Role)

    explicit ProblemModel(QObject *parent = nullptr);

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    QString nodeId() const { return m_nodeId; }
    void setNodeId(const QString &id);
    int count() const { return static_cast<int>(m_problems.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void documentChanged();
    void nodeIdChanged();
    void countChanged();

private:
    void read();

    QPointer<PipelineDocument> m_document;
    QString m_nodeId;
    QList<Problem> m_problems;
};

} // namespace Saltern
