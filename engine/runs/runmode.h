#pragma once

#include <QString>

namespace Saltern {

/// How a pipeline runs.
enum class RunMode {
    Run,
    Observe, // every match and template is evaluated, no effect is touched
};

/// "run", "observe": as in the control protocol.
QString runModeName(RunMode mode);

// The journal has one name for a content and the way in which it runs, so that what began as a look
// never goes on as the real thing: the content hash, with a suffix when it was observed.

QString storedRevision(const QString &contentHash, RunMode mode);
RunMode modeOfRevision(const QString &stored);
QString contentOfRevision(const QString &stored);

} // namespace Saltern
