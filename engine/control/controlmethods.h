#pragma once

#include <QJsonObject>

namespace Saltern {

class EngineControl;

// What a running engine can be asked, by subject; docs/control-protocol.md describes it all. Each
// adds its methods and topics to the control's server.

void addEngineMethods(EngineControl &control);
void addPipelineMethods(EngineControl &control);
void addArrivalMethods(EngineControl &control);
void addReplayMethods(EngineControl &control);
void addRunMethods(EngineControl &control);
void addDeadLetterMethods(EngineControl &control);
void addEventMethods(EngineControl &control);
void addHostMethods(EngineControl &control);
void addFunctionMethods(EngineControl &control);
void addDemoMethods(EngineControl &control);

} // namespace Saltern
