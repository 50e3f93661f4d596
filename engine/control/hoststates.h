#pragma once

#include "engine/runs/changes.h"

#include <QHash>

namespace Saltern {

class Engine;

/// What is known about the connection to each host, from the events host/<name>/up, down and gap.
/// Engine thread.
class HostStates : public QObject
{
    Q_OBJECT
public:
    explicit HostStates(Engine &engine);

    /// An entry of hosts.list (docs/control-protocol.md).
    QJsonObject entry(const QString &host) const;
    /// What hosts.list answers: all of them, and the file that names them.
    QJsonObject listing() const;

    void add(const QString &host);
    void remove(const QString &host);

Q_SIGNALS:
    void changed(const QString &host);
    void removed(const QString &host);

private:
    void see(const EventSeen &seen);

    Engine &m_engine;
    QHash<QString, QJsonObject> m_known; // what events told, by host
};

} // namespace Saltern
