#pragma once

#include <QAbstractListModel>
#include <QSet>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// The files of an export as a tree, flattened: one row per folder and file that can be seen.
/// GUI thread.
class ExportFileModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("It belongs to an ExportModel.")

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        PathRole,
        DepthRole,
        FolderRole,
        OpenRole,
        MarkedRole
    };

    explicit ExportFileModel(QObject *parent = nullptr);

    /// Folders stay closed that were closed before.
    void setPaths(const QStringList &paths);

    /// The files that stand out: those with lines of the selected nodes.
    void setMarked(const QStringList &paths);

    Q_INVOKABLE void toggle(int row);
    Q_INVOKABLE int rowOf(const QString &path) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    struct Row
    {
        QString path; // folders end in a slash
        int depth = 0;
        bool isFolder() const { return path.endsWith(u'/'); }
        bool operator==(const Row &) const = default;
    };
    QList<Row> visibleRows() const;
    void addFolder(const QString &folder, int depth, QList<Row> &rows) const;
    void refresh();

    QStringList m_paths;
    QSet<QString> m_closed;
    QSet<QString> m_marked;
    QList<Row> m_rows;
};

} // namespace Saltern
