#pragma once

#include "engine/base/result.h"
#include "engine/docker/dockerendpoint.h"
#include "engine/hosts/hostload.h"
#include "engine/pipeline/target.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <map>
#include <memory>
#include <vector>

namespace Saltern {

class DockerClient;

/// A named Docker endpoint with labels, or a recording in place of one.
struct HostConfig
{
    QString name;
    DockerEndpoint endpoint;
    QHash<QString, QString> labels;
    bool recorded = false;     // there is no Docker engine behind it, only events
    QString recording = {};    // the file with them; empty = they come from elsewhere
    bool isRegistered = false; // it stands in the hosts file
};

/// A name becomes part of event types (host/<name>/down) and of targets: letters, digits, '.', '_'
/// and '-', at most 64.
Result<void> checkHostName(const QString &name);

/// The hosts that this engine works with. Engine thread.
class HostSet : public QObject
{
    Q_OBJECT
public:
    explicit HostSet(QObject *parent = nullptr);
    ~HostSet() override;

    /// Refuses a second host of the same name, and names that checkHostName() does.
    Result<void> add(const HostConfig &config);

    /// The name is free again. What still works with the host's client may go on to its end.
    void remove(const QString &name);

    QStringList names() const;
    const HostConfig *config(const QString &name) const;

    /// The engine thread's client of a host; null when there is no such host, or it is recorded.
    DockerClient *client(const QString &name) const;

    /// The names that a target picks, in the order of names().
    QStringList select(const Target &target) const;
    /// The same; picking none is an error that names what is near.
    Result<QStringList> pick(const Target &target, const QString &text) const;
    bool isPicked(const QString &name, const Target &target) const;

    /// What targets look at; a host that is not here has no labels.
    TargetHost targetHost(const QString &name) const;

    HostLoad &load() { return m_load; }

private:
    struct Entry;
    HostLoad m_load;
    QStringList m_order; // as they were added
    std::map<QString, std::unique_ptr<Entry>> m_entries;
    std::vector<std::unique_ptr<Entry>> m_removed;
};

} // namespace Saltern
