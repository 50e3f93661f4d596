#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/models/outlinemodel.h"

#include <QAbstractListModel>
#include <QPersistentModelIndex>

namespace Saltern {

/// The outline as a list: each node, and below it the wires that leave it, with the roles of
/// OutlineModel; `disabled` is "no", "stop" or "bypass". GUI thread.
class OutlineRows : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)

public:
    explicit OutlineRows(QObject *parent = nullptr);

    PipelineDocument *document() const { return m_outline.document(); }
    void setDocument(PipelineDocument *document);

    /// The row of a node, or with `wire` of the wire with that key; -1 when there is none.
    Q_INVOKABLE int rowOf(const QString &nodeId, const QString &wire = {}) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void documentChanged();

private:
    void readAll();
    QString howDisabled(const QString &nodeId) const;
    void changed(const QModelIndex &first, const QModelIndex &last);

    OutlineModel m_outline;
    QList<QPersistentModelIndex> m_rows;
};

} // namespace Saltern
