#pragma once

namespace Saltern {

class ControlServer;
class Engine;

/// What a running engine can be asked: hello, status, events.send. The engine outlives the server.
void addEngineMethods(ControlServer &server, Engine &engine);

} // namespace Saltern
