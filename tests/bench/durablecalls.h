#pragma once

#include <QString>

namespace Saltern {

/// Hot calls as a pipeline makes them: from an event on the bus to the durable end of its run,
/// through scheduler and journal, on the Docker engine at `endpoint`.
void measureDurableCalls(const QString &endpoint);

} // namespace Saltern
