#pragma once

#include "engine/pipeline/pipeline.h"

#include <QAbstractItemModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace Saltern {

class PipelineDocument;

/// The document as a tree that can be read and edited without the drawing: nodes in the order of
/// the text, below each the wires that leave it.
class OutlineModel : public QAbstractItemModel
{
    Q_OBJECT
    Q_MOC_INCLUDE("app/studio/document/pipelinedocument.h")
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)

public:
    enum Role {
        IsWireRole = Qt::UserRole + 1,
        NodeIdRole, // the node, or the one that the wire leaves
        TitleRole,  // the node's label or id; "port → label" of a wire
        KindRole,
        CategoryRole,
        PortRole,
        ToRole,
        KeyRole, // of a wire
        SeverityRole,
        DisabledRole,
        DescriptionRole, // for screen readers: "Filter \"web\", 1 input from a, 2 outputs"
    };
    Q_ENUM(Role)

    explicit OutlineModel(QObject *parent = nullptr);

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);

    Q_INVOKABLE QModelIndex indexOfNode(const QString &id) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void documentChanged();

private:
    struct Entry
    {
        QString id;
        quintptr number = 0; // names the entry in indices of its wires, whatever row it is in
        QList<Wire> wires;
    };

    void readAll();
    void insertNode(const QString &id);
    void removeNode(const QString &id);
    void renameNode(const QString &from, const QString &to);
    void insertWire(const QString &from, const QString &port, const QString &to);
    void removeWire(const QString &from, const QString &port, const QString &to);
    void changed(const QString &id);
    int rowOf(const QString &id) const;
    int rowOf(quintptr number) const;
    QVariant nodeData(const Entry &entry, int role) const;
    QVariant wireData(const Wire &wire, int role) const;
    QString describe(const Entry &entry) const;

    QPointer<PipelineDocument> m_document;
    std::vector<Entry> m_entries;
    quintptr m_lastNumber = 0;
};

} // namespace Saltern
