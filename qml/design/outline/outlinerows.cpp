#include "qml/design/outline/outlinerows.h"

namespace Saltern {

OutlineRows::OutlineRows(QObject *parent) : QAbstractListModel(parent)
{
    connect(&m_outline, &QAbstractItemModel::modelReset, this, &OutlineRows::readAll);
    connect(&m_outline, &QAbstractItemModel::rowsInserted, this, &OutlineRows::readAll);
    connect(&m_outline, &QAbstractItemModel::rowsRemoved, this, &OutlineRows::readAll);
    connect(&m_outline, &QAbstractItemModel::rowsMoved, this, &OutlineRows::readAll);
    connect(&m_outline, &QAbstractItemModel::dataChanged, this, &OutlineRows::changed);
}

void OutlineRows::setDocument(PipelineDocument *document)
{
    if (document == m_outline.document())
        return;
    m_outline.setDocument(document);
    readAll();
    Q_EMIT documentChanged();
}

void OutlineRows::readAll()
{
    beginResetModel();
    m_rows.clear();
    for (int node = 0; node < m_outline.rowCount(); ++node) {
        const QModelIndex at = m_outline.index(node, 0);
        m_rows.append(at);
        for (int wire = 0; wire < m_outline.rowCount(at); ++wire)
            m_rows.append(m_outline.index(wire, 0, at));
    }
    endResetModel();
}

void OutlineRows::changed(const QModelIndex &first, const QModelIndex &last)
{
    for (int row = first.row(); row <= last.row(); ++row) {
        const qsizetype at = m_rows.indexOf(first.siblingAtRow(row));
        if (at >= 0)
            Q_EMIT dataChanged(index(static_cast<int>(at)), index(static_cast<int>(at)));
    }
}

int OutlineRows::rowOf(const QString &nodeId, const QString &wire) const
{
    for (qsizetype row = 0; row < m_rows.size(); ++row) {
        const QPersistentModelIndex &at = m_rows.at(row);
        const bool isWire = at.data(OutlineModel::IsWireRole).toBool();
        if (wire.isEmpty() ? !isWire && at.data(OutlineModel::NodeIdRole).toString() == nodeId
                           : isWire && at.data(OutlineModel::KeyRole).toString() == wire)
            return static_cast<int>(row);
    }
    return -1;
}

QString OutlineRows::howDisabled(const QString &nodeId) const
{
    const Node *node = document() ? document()->pipeline().node(nodeId) : nullptr;
    if (!node || node->disabled == Disabled::No)
        return QStringLiteral("no");
    return node->disabled == Disabled::Bypass ? QStringLiteral("bypass") : QStringLiteral("stop");
}

int OutlineRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant OutlineRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QPersistentModelIndex &at = m_rows.at(index.row());
    return role == OutlineModel::DisabledRole
               ? howDisabled(at.data(OutlineModel::NodeIdRole).toString())
               : at.data(role);
}

QHash<int, QByteArray> OutlineRows::roleNames() const
{
    return m_outline.roleNames();
}

} // namespace Saltern
