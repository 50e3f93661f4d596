#pragma once

#include "engine/docker/containerreview.h"
#include "engine/docker/dockerclient.h"
#include "engine/docker/eventintake.h"
#include "engine/docker/hostdelivery.h"
#include "engine/docker/linesplitter.h"
#include "engine/docker/podmanevents.h"
#include "engine/docker/replay.h"

#include <QTimer>

namespace Saltern {

class DaemonRegistry;

/// The reader of one host's events: identify the daemon, subscribe from where we were, compare the
/// containers, go on, and do it all again when the connection is lost. Intake thread; hosts know
/// nothing of each other but that no daemon is read twice.
class EventStream : public QObject
{
    Q_OBJECT
public:
    EventStream(const HostConfig &host,
                const std::optional<IntakeCursor> &cursor,
                const EventIntake::Options &options,
                std::shared_ptr<HostInbox> inbox,
                DaemonRegistry *registry);
    ~EventStream() override;

    void start();

Q_SIGNALS:
    /// There is something in the inbox that was empty.
    void arrived();

private:
    void connectNow();
    void onIdentified(const Result<DockerResponse> &result);
    void adoptMemory(const QString &daemonId, const QJsonObject &info);
    void standBy(const QString &otherHost);
    void subscribe();
    void onSubscribed();
    void onBytes(const QByteArray &bytes);
    void onMessage(const DockerMessage &message);
    void look(const Replay::Verdict &verdict);
    void deliver(const DockerMessage &message);
    void review(const std::optional<qint64> &gapSinceNs);
    void onReviewed(const Result<void> &result);
    void listenForSilence();
    void onLost(const Error &error);
    void tellDown(const Error &error);
    void reconnectLater();

    HostConfig m_host;
    std::optional<IntakeCursor> m_stored; // from an earlier life; used up at the first contact
    EventIntake::Options m_options;
    DaemonRegistry *m_registry;
    DockerClient m_client;
    HostDelivery m_delivery;
    PodmanEvents m_podman;
    LineSplitter m_lines;
    Replay m_replay;

    std::unique_ptr<DockerRequest> m_identify;
    std::unique_ptr<DockerRequest> m_events;
    std::unique_ptr<DockerRequest> m_ping;
    std::unique_ptr<ContainerReview> m_review;
    QTimer m_retry;
    QTimer m_patience; // for the head of the event stream
    QTimer m_silence;
    QTimer m_settled; // the replay is over by then
    QTimer m_reviewAgain;

    QJsonObject m_facts; // of the daemon, for the up event
    qint64 m_notBeforeNs = 0;
    std::optional<qint64> m_gapSinceNs; // a gap whose review is not done
    std::chrono::milliseconds m_subscribedAt{0};
    int m_attempts = 0;
    bool m_isPodman = false;
    bool m_heard = false;
    bool m_toldUp = false;
    bool m_toldDown = false;
};

} // namespace Saltern
