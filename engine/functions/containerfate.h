#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <memory>

namespace Saltern {

class DockerClient;
class DockerRequest;

/// Finds out how a container ended that is removed already: the daemon's last events still tell
/// (Engine API, "monitor events": `since` in the past replays what is kept). Ends with one
/// finished(); after two seconds without an answer nothing is known.
class ContainerFate : public QObject
{
    Q_OBJECT
public:
    ContainerFate(DockerClient *client, const QString &containerId);
    ~ContainerFate() override;

    void start();

Q_SIGNALS:
    /// `exitCode` is -1 when nobody knows it.
    void finished(bool outOfMemory, int exitCode);

private:
    void read(const QByteArray &bytes);
    void finish();

    std::unique_ptr<DockerRequest> m_request;
    QTimer m_limit;
    QByteArray m_rest;
    bool m_outOfMemory = false;
    int m_exitCode = -1;
    bool m_finished = false;
};

} // namespace Saltern
