#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/runs/behaviour.h"

#include <QTimer>

namespace Saltern {

/// A step that talks to one Docker engine: finds the host, keeps the time limit, and sees to it
/// that there is one end. What it asks the engine is up to the derived class.
class DockerStep : public Step
{
    Q_OBJECT
public:
    DockerStep(const StepInput &input, const Services &services);
    ~DockerStep() override;

    void start() final;
    void cancel() final;

protected:
    using Answer = std::function<void(const Result<DockerResponse> &)>;

    /// What can be said against the settings before anything is sent.
    virtual Result<void> prepare() { return {}; }

    /// The host is there: begin to work. May end the step only by a request's answer.
    virtual void begin() = 0;

    /// The step has to end early, its request is dropped. Without anything to clean up this fails
    /// with the error at once; whoever has, fails with it within 2 s.
    virtual void endEarly(const Error &error) { failWith(error); }

    /// Adds what trace and log show of a step that failed.
    virtual void describeFailure(StepOutcome &outcome) const;

    /// Sends a request, one at a time; the time limit of the step is the only one.
    void send(std::unique_ptr<DockerRequest> request, Answer answer);

    /// Ends the step. Called again it does nothing.
    void finish(const StepOutcome &outcome);

    /// Ends the step with an error; whether trying again may help follows from its kind.
    void failWith(const Error &error);

    const StepInput &input() const { return m_input; }
    const Services &services() const { return m_services; }
    DockerClient *client() const { return m_client; }

private:
    void interrupt(const Error &error);

    StepInput m_input;
    Services m_services;
    DockerClient *m_client = nullptr;
    std::unique_ptr<DockerRequest> m_request;
    QTimer m_deadline;
    bool m_interrupted = false;
    bool m_finished = false;
};

} // namespace Saltern
