#pragma once

#include "engine/base/result.h"

namespace Saltern {

/// Holds a state folder for one engine. The kernel lets go when the process ends, however it ends.
class StateLock
{
public:
    StateLock() = default;
    ~StateLock();
    StateLock(const StateLock &) = delete;
    StateLock &operator=(const StateLock &) = delete;

    /// Makes the folder (for its owner only) when it is missing. A conflict when another engine
    /// holds it.
    Result<void> acquire(const QString &folder);

private:
    int m_descriptor = -1;
};

} // namespace Saltern
