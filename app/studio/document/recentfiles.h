#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

class QSettings;

namespace Saltern {

/// The pipelines that were opened or saved last, newest first; at most twenty.
class RecentFiles : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workspace has them.")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        PathRole = Qt::UserRole + 1,
        NameRole,   // the file's name without ".saltern.yaml"
        FolderRole, // with ~ for the home folder
        ExistsRole,
    };
    Q_ENUM(Role)

    explicit RecentFiles(QSettings &settings, QObject *parent = nullptr);

    int count() const { return static_cast<int>(m_paths.size()); }
    QStringList paths() const { return m_paths; }

    void add(const QString &path);
    Q_INVOKABLE void forget(const QString &path);
    Q_INVOKABLE void clear();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    void set(const QStringList &paths);

    QSettings &m_settings;
    QStringList m_paths;
};

} // namespace Saltern
