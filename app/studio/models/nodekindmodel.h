#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

struct NodeDescriptor;

/// The palette: every kind of node, by category. With a filter, those that fit it, best first.
class NodeKindModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
    Q_PROPERTY(bool onlyWithInput READ onlyWithInput WRITE setOnlyWithInput NOTIFY filterChanged)
    Q_PROPERTY(bool onlyWithOutput READ onlyWithOutput WRITE setOnlyWithOutput NOTIFY filterChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        KindRole = Qt::UserRole + 1,
        CategoryRole,      // "trigger", "logic", "function", "action"
        CategoryTitleRole, // "Triggers"
        TitleRole,
        SummaryRole,
        HelpRole, // Markdown
        IconRole,
    };
    Q_ENUM(Role)

    explicit NodeKindModel(QObject *parent = nullptr);

    QString filter() const { return m_filter; }
    void setFilter(const QString &filter);

    /// For a menu behind a wire: kinds that a wire can lead to, or come from.
    bool onlyWithInput() const { return m_onlyWithInput; }
    void setOnlyWithInput(bool only);
    bool onlyWithOutput() const { return m_onlyWithOutput; }
    void setOnlyWithOutput(bool only);

    int count() const { return static_cast<int>(m_shown.size()); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void filterChanged();
    void countChanged();

private:
    void read();

    QString m_filter;
    bool m_onlyWithInput = false;
    bool m_onlyWithOutput = false;
    QList<const NodeDescriptor *> m_shown;
};

} // namespace Saltern
