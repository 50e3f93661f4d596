#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"

#include <QTimer>

namespace Saltern {

/// What a host has of one thing, asked for again when something happened there.
class HostInventoryModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ANONYMOUS
    /// Empty = nothing is asked.
    Q_PROPERTY(QString host READ host WRITE setHost NOTIFY hostChanged)
    Q_PROPERTY(bool loading READ isLoading NOTIFY loadingChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY loadingChanged)

public:
    QString host() const { return m_host; }
    void setHost(const QString &host);
    bool isLoading() const { return m_loading; }
    QString problem() const { return m_problem; }

Q_SIGNALS:
    void hostChanged();
    void loadingChanged();

protected:
    HostInventoryModel(QString method, QString field, QStringList roles, QObject *parent);

private:
    void refresh();

    const QString m_method;
    const QString m_field;
    QTimer m_refresh;
    QString m_host;
    QString m_problem;
    double m_received = -1; // events of the host so far: more of them = something changed
    bool m_loading = false;
};

/// A host's containers with their live state, running ones first.
class ContainerListModel : public Saltern::HostInventoryModel
{
    Q_OBJECT
    QML_ELEMENT

public:
    explicit ContainerListModel(QObject *parent = nullptr);

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;
};

class ImageListModel : public Saltern::HostInventoryModel
{
    Q_OBJECT
    QML_ELEMENT

public:
    explicit ImageListModel(QObject *parent = nullptr);

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;
};

} // namespace Saltern
