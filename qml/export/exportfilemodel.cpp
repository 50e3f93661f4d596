#include "qml/export/exportfilemodel.h"

namespace Saltern {

ExportFileModel::ExportFileModel(QObject *parent) : QAbstractListModel(parent)
{
}

void ExportFileModel::setPaths(const QStringList &paths)
{
    if (paths == m_paths)
        return;
    m_paths = paths;
    refresh();
}

void ExportFileModel::setMarked(const QStringList &paths)
{
    m_marked = QSet<QString>(paths.begin(), paths.end());
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1), {MarkedRole});
}

void ExportFileModel::toggle(int row)
{
    if (row < 0 || row >= m_rows.size() || !m_rows.at(row).isFolder())
        return;
    const QString folder = m_rows.at(row).path;
    if (!m_closed.remove(folder))
        m_closed.insert(folder);
    refresh();
}

int ExportFileModel::rowOf(const QString &path) const
{
    for (qsizetype row = 0; row < m_rows.size(); ++row) {
        if (m_rows.at(row).path == path)
            return static_cast<int>(row);
    }
    return -1;
}

int ExportFileModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ExportFileModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.isFolder() ? row.path.section(u'/', -2) : row.path.section(u'/', -1);
    case PathRole:
        return row.path;
    case DepthRole:
        return row.depth;
    case FolderRole:
        return row.isFolder();
    case OpenRole:
        return row.isFolder() && !m_closed.contains(row.path);
    case MarkedRole:
        return m_marked.contains(row.path);
    default:
        return {};
    }
}

QHash<int, QByteArray> ExportFileModel::roleNames() const
{
    return {{NameRole, "name"},
            {PathRole, "path"},
            {DepthRole, "depth"},
            {FolderRole, "isFolder"},
            {OpenRole, "open"},
            {MarkedRole, "marked"}};
}

// The folders in it first, then its files, each in the order of `m_paths`.
void ExportFileModel::addFolder(const QString &folder, int depth, QList<Row> &rows) const
{
    QSet<QString> seen;
    for (const QString &path : m_paths) {
        const qsizetype slash = path.indexOf(u'/', folder.size());
        if (!path.startsWith(folder) || slash < 0)
            continue;
        const QString inner = path.left(slash + 1);
        if (seen.contains(inner))
            continue;
        seen.insert(inner);
        rows.append({inner, depth});
        if (!m_closed.contains(inner))
            addFolder(inner, depth + 1, rows);
    }
    for (const QString &path : m_paths) {
        if (path.startsWith(folder) && path.indexOf(u'/', folder.size()) < 0)
            rows.append({path, depth});
    }
}

QList<ExportFileModel::Row> ExportFileModel::visibleRows() const
{
    QList<Row> rows;
    addFolder({}, 0, rows);
    return rows;
}

void ExportFileModel::refresh()
{
    const QList<Row> rows = visibleRows();
    if (rows == m_rows) {
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1), {OpenRole});
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

} // namespace Saltern
