#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"

#include <QTimer>

namespace Saltern {

/// Pipelines that were opened here before, newest first, and whether they run now.
class RecentListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    /// Counts the runs of the last day while this is true.
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)

public:
    explicit RecentListModel(QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    Q_INVOKABLE void forget(const QString &path);

Q_SIGNALS:
    void activeChanged();

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void remember();
    void load();
    void countRuns();
    QString stateOf(const QString &pipeline) const;

    struct Day
    {
        int runs = 0;
        int failed = 0;
    };

    QHash<QString, Day> m_days;
    bool m_active = false;
};

} // namespace Saltern
