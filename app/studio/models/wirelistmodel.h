#pragma once

#include "engine/pipeline/pipeline.h"

#include <QAbstractListModel>
#include <QHash>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class PipelineDocument;

/// The wires of a document that can be drawn, ports named.
class WireListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        Saltern::PipelineDocument *document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        FromRole = Qt::UserRole + 1,
        PortRole,
        ToRole,
        KeyRole, // "from.port->to"
    };
    Q_ENUM(Role)

    explicit WireListModel(QObject *parent = nullptr);

    PipelineDocument *document() const { return m_document; }
    void setDocument(PipelineDocument *document);
    int count() const { return static_cast<int>(m_wires.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void documentChanged();
    void countChanged();

private:
    void readAll();
    void insert(const QString &from, const QString &port, const QString &to);
    void remove(const QString &from, const QString &port, const QString &to);

    QPointer<PipelineDocument> m_document;
    QList<Wire> m_wires;
};

} // namespace Saltern
