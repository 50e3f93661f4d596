#pragma once

#include "engine/docker/daemonmemory.h"
#include "engine/docker/missedtransitions.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace Saltern {

class HostInbox;

/// Turns what one host's reader learns into events in the host's queue. Owns the rule for a full
/// queue: from the first event that does not fit everything is dropped and counted, until the queue
/// is half empty; then a gap event tells, and whoever listens to caughtUp() looks for what was
/// missed. Intake thread.
class HostDelivery : public QObject
{
    Q_OBJECT
public:
    HostDelivery(const QString &host, std::shared_ptr<HostInbox> inbox, QObject *parent);

    /// The daemon that the host turned out to be; before that nothing is delivered from Docker.
    void setMemory(std::shared_ptr<DaemonMemory> memory) { m_memory = std::move(memory); }
    DaemonMemory *memory() const { return m_memory.get(); }

    /// A message from the stream; known ones and those of our own functions end here.
    void deliver(const DockerMessage &message);
    void deliverMissed(const MissedTransition &transition);

    /// host/<name>/up or down.
    void tell(const QString &what, const QJsonObject &facts);

    /// host/<name>/gap: events since `sinceNs` may be missing.
    void tellGap(const QString &reason, qint64 sinceNs, const QJsonObject &more = {});

    HostInbox &inbox() const { return *m_inbox; }

Q_SIGNALS:
    /// The queue is no longer empty.
    void arrived();
    /// Events were dropped since then, and there is room again.
    void caughtUp(qint64 droppedSinceNs);

private:
    bool push(Event event);
    void watchForRoom();

    QString m_host;
    std::shared_ptr<HostInbox> m_inbox;
    std::shared_ptr<DaemonMemory> m_memory;
    QTimer m_roomCheck;
    quint64 m_lost = 0; // since the queue was found full; 0 = it is not
    qint64 m_lostSinceNs = 0;
};

} // namespace Saltern
