#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/nodes/boundedtext.h"

#include <QJsonObject>
#include <QTimer>

#include <memory>

namespace Saltern {

/// How a command inside a container ended.
struct ExecResult
{
    int exitCode = 0;
    QString output; // standard output and error as they came, head and tail
    bool truncated = false;
};

/// Runs one command in a running container and waits for its end. finished() comes exactly once,
/// never from inside start(); deleting the call stops waiting, but Docker has no way to end the
/// command.
class ExecCall : public QObject
{
    Q_OBJECT
public:
    /// `config` as the Engine API's ContainerExec takes it, without the Attach fields.
    ExecCall(DockerClient *client, const QString &containerId, const QJsonObject &config);
    ~ExecCall() override;

    void start();

Q_SIGNALS:
    void finished(const Saltern::Result<Saltern::ExecResult> &result);

private:
    using Answer = void (ExecCall::*)(const Result<DockerResponse> &);

    void send(std::unique_ptr<DockerRequest> request, Answer answer);
    void created(const Result<DockerResponse> &response);
    void streamClosed(const Result<void> &result);
    void askForExit();
    void inspected(const Result<DockerResponse> &response);

    DockerClient *m_client;
    QString m_containerId;
    QJsonObject m_config;
    QString m_execId;
    std::unique_ptr<DockerRequest> m_request;
    std::unique_ptr<DockerStream> m_stream;
    BoundedText m_output;
    QTimer m_askAgain;
};

} // namespace Saltern
