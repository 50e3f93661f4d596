#include "app/studio/engineclient/jsonlistmodel.h"

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

QSet<QString> JsonListModel::keys(const QList<QJsonObject> &rows) const
{
    QSet<QString> all;
    all.reserve(rows.size());
    for (const QJsonObject &row : rows)
        all.insert(keyOf(row));
    return all;
}

void JsonListModel::removeMissing(const QList<QJsonObject> &rows)
{
    const QSet<QString> wanted = keys(rows);
    for (int last = count() - 1; last >= 0; --last) {
        if (wanted.contains(keyOf(m_rows.at(last))))
            continue;
        int first = last;
        while (first > 0 && !wanted.contains(keyOf(m_rows.at(first - 1))))
            --first;
        beginRemoveRows({}, first, last);
        m_rows.remove(first, last - first + 1);
        endRemoveRows();
        last = first;
    }
}

/// Those that follow one another are inserted at once: ten thousand new rows are one change.
int JsonListModel::insertUnknown(const QList<QJsonObject> &rows, int at, QSet<QString> &known)
{
    int end = at;
    while (end < rows.size() && !known.contains(keyOf(rows.at(end))))
        known.insert(keyOf(rows.at(end++)));
    if (end > at) {
        beginInsertRows({}, at, end - 1);
        m_rows = m_rows.first(at) + rows.mid(at, end - at) + m_rows.sliced(at);
        endInsertRows();
    }
    return end;
}

/// `rows` has each of its keys once.
void JsonListModel::setRows(const QList<QJsonObject> &rows)
{
    const int before = count();
    removeMissing(rows);
    QSet<QString> known = keys(m_rows);
    for (int i = insertUnknown(rows, 0, known); i < rows.size();
         i = insertUnknown(rows, i, known)) {
        const QString key = keyOf(rows.at(i));
        int from = i;
        while (keyOf(m_rows.at(from)) != key)
            ++from;
        if (from != i) {
            beginMoveRows({}, from, from, {}, i);
            m_rows.move(from, i);
            endMoveRows();
        }
        if (std::exchange(m_rows[i], rows.at(i)) != rows.at(i))
            Q_EMIT dataChanged(index(i), index(i));
        ++i;
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
    const QSet<QString> known = keys(m_rows);
    QList<QJsonObject> added = rows;
    added.removeIf([&](const QJsonObject &row) { return known.contains(keyOf(row)); });
    if (added.isEmpty())
        return;
    beginInsertRows({}, count(), count() + int(added.size()) - 1);
    m_rows += added;
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
