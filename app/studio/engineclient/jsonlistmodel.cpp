#include "app/studio/engineclient/jsonlistmodel.h"

#include <QSet>

namespace Saltern {

JsonListModel::JsonListModel(QString keyField, QStringList roles, QObject *parent)
    : QAbstractListModel(parent), m_keyField(std::move(keyField)), m_roles(std::move(roles))
{
}

int JsonListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant JsonListModel::data(const QModelIndex &index, int role) const
{
    const int name = role - Qt::UserRole - 1;
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || name < 0 || name >= m_roles.size())
        return {};
    return value(m_rows.at(index.row()), m_roles.at(name));
}

QHash<int, QByteArray> JsonListModel::roleNames() const
{
    QHash<int, QByteArray> names;
    for (int i = 0; i < m_roles.size(); ++i)
        names.insert(Qt::UserRole + 1 + i, m_roles.at(i).toLatin1());
    return names;
}

QVariant JsonListModel::at(int row, const QString &role) const
{
    return row < 0 || row >= count() ? QVariant() : value(m_rows.at(row), role);
}

int JsonListModel::rowOf(const QString &key) const
{
    for (int i = 0; i < count(); ++i) {
        if (keyOf(m_rows.at(i)) == key)
            return i;
    }
    return -1;
}

QVariant JsonListModel::value(const QJsonObject &row, const QString &role) const
{
    return row.value(role).toVariant();
}

QString JsonListModel::keyOf(const QJsonObject &row) const
{
    return row.value(m_keyField).toVariant().toString();
}

void JsonListModel::removeMissing(const QList<QJsonObject> &rows)
{
    QSet<QString> wanted;
    for (const QJsonObject &row : rows)
        wanted.insert(keyOf(row));
    for (int i = count() - 1; i >= 0; --i) {
        if (wanted.contains(keyOf(m_rows.at(i))))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.removeAt(i);
        endRemoveRows();
    }
}

void JsonListModel::setRows(const QList<QJsonObject> &rows)
{
    const int before = count();
    removeMissing(rows);
    for (int i = 0; i < rows.size(); ++i) {
        const int known = rowOf(keyOf(rows.at(i)));
        if (known < 0) {
            beginInsertRows({}, i, i);
            m_rows.insert(i, rows.at(i));
            endInsertRows();
            continue;
        }
        if (known != i) {
            beginMoveRows({}, known, known, {}, known < i ? i + 1 : i);
            m_rows.move(known, i);
            endMoveRows();
        }
        put(rows.at(i), i);
    }
    if (count() != before)
        Q_EMIT countChanged();
}

void JsonListModel::setRows(const QJsonArray &rows)
{
    QList<QJsonObject> list;
    list.reserve(rows.size());
    for (const QJsonValue &row : rows)
        list.append(row.toObject());
    setRows(list);
}

void JsonListModel::append(const QList<QJsonObject> &rows)
{
    if (rows.isEmpty())
        return;
    beginInsertRows({}, count(), count() + int(rows.size()) - 1);
    m_rows += rows;
    endInsertRows();
    Q_EMIT countChanged();
}

void JsonListModel::put(const QJsonObject &row, int position)
{
    const int known = rowOf(keyOf(row));
    if (known < 0) {
        beginInsertRows({}, position, position);
        m_rows.insert(position, row);
        endInsertRows();
        Q_EMIT countChanged();
    } else if (m_rows.at(known) != row) {
        m_rows[known] = row;
        Q_EMIT dataChanged(index(known), index(known));
    }
}

void JsonListModel::remove(const QString &key)
{
    const int known = rowOf(key);
    if (known < 0)
        return;
    beginRemoveRows({}, known, known);
    m_rows.removeAt(known);
    endRemoveRows();
    Q_EMIT countChanged();
}

void JsonListModel::refreshAll()
{
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1));
}

} // namespace Saltern
