#pragma once

#include "engine/docker/dockermessage.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>

namespace Saltern {

/// Holds Podman's events back until it is clear what they say. Podman 4.3 mostly tells nothing
/// before the death that a stop brings, and often not even afterwards; what shows is that a
/// container is cleaned up after two times, by the program that watches it and by the stop. The
/// order is kept: what comes behind an event that waits, waits with it. Intake thread.
class PodmanEvents : public QObject
{
    Q_OBJECT
public:
    /// How long a death waits for the next that is heard of its container.
    static constexpr std::chrono::milliseconds usualPatience{2000};

    explicit PodmanEvents(std::chrono::milliseconds patience = usualPatience,
                          QObject *parent = nullptr);

    /// The next event, in Docker's words.
    void take(const DockerMessage &message);

    /// The connection is lost: what waits has not been told, so it comes again with the next one.
    void forget();

Q_SIGNALS:
    /// In order; possibly from inside take().
    void told(const Saltern::DockerMessage &message);

private:
    struct Waiting
    {
        DockerMessage message;
        bool isOpen = false; // a death that may have been asked for
        int cleanups = 0;
        QDeadlineTimer deadline;
    };

    bool saysNothingNew(const DockerMessage &message);
    bool isUnexplainedDeath(const DockerMessage &message);
    void learn(const DockerMessage &message);
    void tellWhatIsClear();
    Waiting *openDeath(const QString &container);

    std::chrono::milliseconds m_patience;
    std::deque<Waiting> m_waiting;
    QSet<QString> m_asked;            // containers that were told to end
    QHash<QString, QString> m_health; // container -> the last that was told
    QTimer m_timer;
};

} // namespace Saltern
