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

/// Functions: the runtimes there are, the function nodes that run with their figures, and the pools
/// of containers that are kept for them on each host. Asked for every two seconds while it is
/// active.
class FunctionOverview : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(Saltern::FunctionListModel *runtimes READ runtimes CONSTANT)
    Q_PROPERTY(Saltern::FunctionListModel *nodes READ nodes CONSTANT)
    Q_PROPERTY(Saltern::FunctionListModel *pools READ pools CONSTANT)
    Q_PROPERTY(Saltern::FunctionListModel *containers READ containers CONSTANT)
    /// "edge-2 did not answer: …" for each such host, and why a pool has no containers.
    Q_PROPERTY(QStringList troubles READ troubles NOTIFY changed)

public:
    explicit FunctionOverview(QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    FunctionListModel *runtimes() { return &m_runtimes; }
    FunctionListModel *nodes() { return &m_nodes; }
    FunctionListModel *pools() { return &m_pools; }
    FunctionListModel *containers() { return &m_containers; }
    QStringList troubles() const { return m_troubles; }

Q_SIGNALS:
    void activeChanged();
    void changed();

private:
    void refresh();
    void take(const QJsonObject &answer);
    void takePools(const QJsonArray &pools);

    FunctionListModel m_runtimes;
    FunctionListModel m_nodes;
    FunctionListModel m_pools;
    FunctionListModel m_containers;
    QStringList m_troubles;
    QTimer m_refresh;
    bool m_active = false;
};

} // namespace Saltern
