#include "app/studio/document/recentfiles.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace Saltern {

namespace {

constexpr qsizetype most = 20;

const QString key = QStringLiteral("recent/files");

QString nameOf(const QString &path)
{
    QString name = QFileInfo(path).fileName();
    const QString suffix = QStringLiteral(".saltern.yaml");
    return name.endsWith(suffix) ? name.chopped(suffix.size()) : name;
}

QString folderOf(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    const QString home = QDir::homePath();
    return folder == home || folder.startsWith(home + u'/') ? u'~' + folder.mid(home.size())
                                                            : folder;
}

} // namespace

RecentFiles::RecentFiles(QSettings &settings, QObject *parent)
    : QAbstractListModel(parent)
    , m_settings(settings)
    , m_paths(settings.value(key).toStringList().first(
          std::min(most, settings.value(key).toStringList().size())))
{
}

void RecentFiles::add(const QString &path)
{
    QStringList paths = m_paths;
    paths.removeAll(path);
    paths.prepend(path);
    set(paths.first(std::min(most, paths.size())));
}

void RecentFiles::forget(const QString &path)
{
    QStringList paths = m_paths;
    paths.removeAll(path);
    set(paths);
}

void RecentFiles::clear()
{
    set({});
}

void RecentFiles::set(const QStringList &paths)
{
    if (paths == m_paths)
        return;
    beginResetModel();
    m_paths = paths;
    endResetModel();
    m_settings.setValue(key, m_paths);
    Q_EMIT countChanged();
}

int RecentFiles::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant RecentFiles::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const QString path = m_paths[index.row()];
    switch (role) {
    case PathRole:
        return path;
    case Qt::DisplayRole:
    case NameRole:
        return nameOf(path);
    case FolderRole:
        return folderOf(path);
    case ExistsRole:
        return QFileInfo::exists(path);
    default:
        return {};
    }
}

QHash<int, QByteArray> RecentFiles::roleNames() const
{
    return {{PathRole, "path"}, {NameRole, "name"}, {FolderRole, "folder"}, {ExistsRole, "exists"}};
}

} // namespace Saltern
