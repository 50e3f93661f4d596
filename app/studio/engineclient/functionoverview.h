#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"

#include <QTimer>

namespace Saltern {

/// A part of what `functions.list` says, as rows.
class FunctionListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("FunctionOverview has them.")

public:
    FunctionListModel(QString keyField, QStringList roles, QObject *parent);
    void take(const QJsonArray &rows) { setRows(rows); }

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;
};

/// Functions: the runtimes there are, the function nodes that run with their figures, and the pool
/// of containers that is kept for them. Asked for every two seconds while it is active.
class FunctionOverview : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(Saltern::FunctionListModel *runtimes READ runtimes CONSTANT)
    Q_PROPERTY(Saltern::FunctionListModel *nodes READ nodes CONSTANT)
    Q_PROPERTY(Saltern::FunctionListModel *containers READ containers CONSTANT)
    /// "edge-2 did not answer: …", for each such host.
    Q_PROPERTY(QStringList unreachable READ unreachable NOTIFY changed)

public:
    explicit FunctionOverview(QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    FunctionListModel *runtimes() { return &m_runtimes; }
    FunctionListModel *nodes() { return &m_nodes; }
    FunctionListModel *containers() { return &m_containers; }
    QStringList unreachable() const { return m_unreachable; }

Q_SIGNALS:
    void activeChanged();
    void changed();

private:
    void refresh();
    void take(const QJsonObject &answer);

    FunctionListModel m_runtimes;
    FunctionListModel m_nodes;
    FunctionListModel m_containers;
    QStringList m_unreachable;
    QTimer m_refresh;
    bool m_active = false;
};

} // namespace Saltern
