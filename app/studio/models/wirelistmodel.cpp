#include "app/studio/models/wirelistmodel.h"

#include "app/studio/document/followdocument.h"
#include "app/studio/document/shownwires.h"

namespace Saltern {

WireListModel::WireListModel(QObject *parent) : QAbstractListModel(parent)
{
}

void WireListModel::setDocument(PipelineDocument *document)
{
    followDocument(
        this,
        m_document,
        document,
        [this](PipelineDocument *fresh) {
            connect(fresh, &PipelineDocument::wireInserted, this, &WireListModel::insert);
            connect(fresh, &PipelineDocument::wireRemoved, this, &WireListModel::remove);
            connect(fresh, &PipelineDocument::wasReset, this, &WireListModel::readAll);
        },
        &WireListModel::readAll);
}

void WireListModel::readAll()
{
    beginResetModel();
    m_wires = m_document ? m_document->wires() : QList<Wire>();
    endResetModel();
    Q_EMIT countChanged();
}

void WireListModel::insert(const QString &from, const QString &port, const QString &to)
{
    const Wire wire{from, port, to};
    if (m_wires.contains(wire))
        return;
    const int row = count();
    beginInsertRows({}, row, row);
    m_wires.append(wire);
    endInsertRows();
    Q_EMIT countChanged();
}

void WireListModel::remove(const QString &from, const QString &port, const QString &to)
{
    const auto row = static_cast<int>(m_wires.indexOf({from, port, to}));
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_wires.removeAt(row);
    endRemoveRows();
    Q_EMIT countChanged();
}

int WireListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant WireListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const Wire &wire = m_wires[index.row()];
    switch (role) {
    case FromRole:
        return wire.from;
    case PortRole:
        return wire.port;
    case ToRole:
        return wire.to;
    case Qt::DisplayRole:
        return wire.toString();
    case KeyRole:
        return wireKey(wire);
    default:
        return {};
    }
}

QHash<int, QByteArray> WireListModel::roleNames() const
{
    return {{FromRole, "from"}, {PortRole, "port"}, {ToRole, "to"}, {KeyRole, "key"}};
}

} // namespace Saltern
