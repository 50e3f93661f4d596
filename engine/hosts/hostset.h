#pragma once

#include "engine/base/result.h"
#include "engine/docker/dockerendpoint.h"

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
    bool recorded = false; // there is no Docker engine behind it, only events
    QString recording;     // the file with them; empty = they come from elsewhere
};

/// The hosts that this engine works with. Engine thread.
class HostSet : public QObject
{
    Q_OBJECT
public:
    explicit HostSet(QObject *parent = nullptr);
    ~HostSet() override;

    /// Refuses a second host of the same name, and names that are not letters, digits, '.', '_',
    /// '-'.
    Result<void> add(const HostConfig &config);

    /// The name is free again. What still works with the host's client may go on to its end.
    void remove(const QString &name);

    QStringList names() const;
    const HostConfig *config(const QString &name) const;

    /// The engine thread's client of a host; null when there is no such host, or it is recorded.
    DockerClient *client(const QString &name) const;

    /// The names that a target expression picks, in the order of names().
    QStringList select(const QString &target) const;

private:
    struct Entry;
    QStringList m_order; // as they were added
    std::map<QString, std::unique_ptr<Entry>> m_entries;
    std::vector<std::unique_ptr<Entry>> m_removed;
};

/// Whether `target` ("*", "web*", "edge-1,edge-2") picks a host of this name. Shell-style globs.
bool targetMatches(const QString &target, const QString &hostName);

} // namespace Saltern
