#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/runs/behaviour.h"

#include <QTimer>

namespace Saltern {

/// A step on one container: finds the host and the container, keeps the time limit, and sees to it
/// that there is one end. What is done with the container is up to the derived class.
class ContainerStep : public Step
{
    Q_OBJECT
public:
    ContainerStep(const StepInput &input, const Services &services);
    ~ContainerStep() override;

    void start() final;
    void cancel() final;

protected:
    using Answer = std::function<void(const Result<DockerResponse> &)>;

    /// The container is there: what the engine says of it (Engine API, ContainerInspect).
    virtual void found(const QJsonObject &container) = 0;

    /// There is no such container.
    virtual void missing(const Error &error) { failWith(error); }

    /// The step ends early: drop what is under way besides request().
    virtual void abandon() {}

    /// Sends a request, one at a time; the time limit of the step is the only one.
    void send(std::unique_ptr<DockerRequest> request, Answer answer);

    /// Ends the step. Called again it does nothing.
    void finish(const StepOutcome &outcome);

    /// Ends the step with an error; whether trying again may help follows from its kind.
    void failWith(const Error &error);

    const StepInput &input() const { return m_input; }
    const Services &services() const { return m_services; }
    DockerClient *client() const { return m_client; }
    DockerRequest *request() const { return m_request.get(); }

    /// The container as it was named: an id or a name.
    const QString &reference() const { return m_reference; }

private:
    Result<void> prepare();
    void endEarly(const Error &error);

    StepInput m_input;
    Services m_services;
    DockerClient *m_client = nullptr;
    QString m_reference;
    std::unique_ptr<DockerRequest> m_request;
    QTimer m_deadline;
    bool m_finished = false;
};

/// {"id", "name", "image"} of what ContainerInspect answered.
QJsonObject containerIdentity(const QJsonObject &container);

} // namespace Saltern
