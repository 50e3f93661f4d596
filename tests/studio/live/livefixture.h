#pragma once

#include "app/studio/engineclient/engineclient.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/support/patience.h"

#include <QTest>

#include <optional>

namespace Saltern {

/// The one scripted engine of a test program, with the studio's client attached to it. A test that
/// kills it brings it back.
inline ScriptedEngine &liveEngine()
{
    static ScriptedEngine *engine = [] {
        auto *made = new ScriptedEngine;
        EngineClient::use({.socketPath = made->socketPath()});
        return made;
    }();
    return *engine;
}

inline bool connectClient()
{
    liveEngine().listen();
    EngineClient::instance().start();
    return QTest::qWaitFor([] { return EngineClient::instance().isConnected(); }, patience);
}

} // namespace Saltern
