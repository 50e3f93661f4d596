#pragma once

#include <QAbstractListModel>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QSet>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// Rows of the control protocol as a list for QML: each is an object with a field that tells it
/// from the others. New answers change only what differs, so that a list does not jump.
class JsonListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ANONYMOUS
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    int count() const { return int(m_rows.size()); }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// What a role of a row is; for menus and details beside the list.
    Q_INVOKABLE QVariant at(int row, const QString &role) const;
    Q_INVOKABLE int rowOf(const QString &key) const;

Q_SIGNALS:
    void countChanged();

protected:
    JsonListModel(QString keyField, QStringList roles, QObject *parent);

    /// What QML sees as `role`; the field of that name unless a model knows better.
    virtual QVariant value(const QJsonObject &row, const QString &role) const;

    const QList<QJsonObject> &rows() const { return m_rows; }
    void setRows(const QList<QJsonObject> &rows);
    void setRows(const QJsonArray &rows);
    /// At the end, those that are not there yet.
    void append(const QList<QJsonObject> &rows);
    /// Replaces the row with the same key, or adds it at `position`.
    void put(const QJsonObject &row, int position);
    void remove(const QString &key);
    /// Roles that do not come from the rows have changed.
    void refreshAll();

private:
    QString keyOf(const QJsonObject &row) const;
    QSet<QString> keys(const QList<QJsonObject> &rows) const;
    void removeMissing(const QList<QJsonObject> &rows);
    int insertUnknown(const QList<QJsonObject> &rows, int at, QSet<QString> &known);

    const QString m_keyField;
    const QStringList m_roles;
    QList<QJsonObject> m_rows;
};

} // namespace Saltern
