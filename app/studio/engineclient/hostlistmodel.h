#pragma once

#include "app/studio/engineclient/jsonlistmodel.h"

namespace Saltern {

class LiveTopic;

/// The engine's Docker hosts with their connection, live.
class HostListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("There is one, EngineClient.hosts.")
    Q_PROPERTY(int connectedCount READ connectedCount NOTIFY summaryChanged)
    /// "good", "warning" (some are away, or events may be missing) or "danger" (none is there).
    Q_PROPERTY(QString tone READ tone NOTIFY summaryChanged)
    /// "3 of 3 hosts", "Docker 26.1 · local", "no Docker host".
    Q_PROPERTY(QString summary READ summary NOTIFY summaryChanged)

public:
    explicit HostListModel(QObject *parent = nullptr);

    int connectedCount() const;
    QString tone() const;
    QString summary() const;
    Q_INVOKABLE QStringList names() const;
    /// As hosts.list tells them.
    const QList<QJsonObject> &entries() const { return rows(); }
    /// The file that names them; empty when the engine was told of them otherwise.
    QString file() const { return m_file; }

    /// `added` or `refusedHost` follows.
    Q_INVOKABLE void add(const QString &name, const QString &endpoint, const QString &tls);
    Q_INVOKABLE void removeHost(const QString &name);
    /// Tries an endpoint, or a host that is there when `endpoint` is empty; `checked` follows.
    Q_INVOKABLE void check(const QString &name, const QString &endpoint, const QString &tls);

Q_SIGNALS:
    void summaryChanged();
    void added(const QString &name);
    void refusedHost(const QString &message);
    /// `sentence` says what was found there, or why it does not work.
    void checked(const QString &name, bool ok, const QString &sentence);

protected:
    QVariant value(const QJsonObject &row, const QString &role) const override;

private:
    void take(const QJsonObject &news);

    LiveTopic *m_topic;
    QString m_file;
};

} // namespace Saltern
