#pragma once

#include "engine/base/result.h"

#include <QJsonObject>

#include <chrono>

namespace Saltern {

/// How long the containers of a function stay.
enum class FunctionMode {
    Cold, // one call
    Warm, // many calls, each in a process of its own
    Hot,  // many calls, answered by one process
};

FunctionMode functionMode(const QString &name);
QString functionModeName(FunctionMode mode);

/// The setting `pool` of a function node (docs/nodes/function.md).
struct PoolSettings
{
    int minimum = 0;
    int maximum = 4;
    int callsAtOnce = 1; // in one container
    std::chrono::milliseconds idle{600'000};
    int maximumCalls = 0; // zeros: no such limit
    std::chrono::milliseconds maximumAge{0};
    qint64 maximumMemory = 0; // bytes that a hot handler may hold

    static Result<PoolSettings> fromJson(const QJsonObject &setting);
};

} // namespace Saltern
