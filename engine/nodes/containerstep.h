#pragma once

#include "engine/nodes/dockerstep.h"

namespace Saltern {

/// A step on one container: finds the container. What is done with it is up to the derived class.
class ContainerStep : public DockerStep
{
    Q_OBJECT
public:
    using DockerStep::DockerStep;

protected:
    /// The container is there: what the engine says of it (Engine API, ContainerInspect).
    virtual void found(const QJsonObject &container) = 0;

    /// There is no such container.
    virtual void missing(const Error &error) { failWith(error); }

    void describeFailure(StepOutcome &outcome) const override;

    /// The container as it was named: an id or a name.
    const QString &reference() const { return m_reference; }

private:
    Result<void> prepare() final;
    void begin() final;

    QString m_reference;
};

/// {"id", "name", "image"} of what ContainerInspect answered.
QJsonObject containerIdentity(const QJsonObject &container);

/// The setting `stopTimeout` in whole seconds, as the Engine API counts; empty when it is not set:
/// the container has its own.
Result<QString> stopSeconds(const QJsonObject &parameters);

} // namespace Saltern
