#pragma once

#include "engine/control/controlclient.h"
#include "engine/runs/engine.h"

#include <QTemporaryDir>

#include <memory>

namespace Saltern {

/// A test of what clients ask of a real engine, by the protocol alone. There is no Docker host: it
/// cannot be reached, which an engine has to bear.
class ControlTest : public QObject
{
    Q_OBJECT
protected:
    /// On `m_folder`; the test fails when it cannot be.
    void startEngine();
    void stopEngine();

    void connectClient();
    Result<QJsonObject> call(const QString &method, const QJsonObject &params = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<ControlClient> m_client;
};

} // namespace Saltern
