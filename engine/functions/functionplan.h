#pragma once

#include "engine/functions/poolsettings.h"
#include "engine/runs/behaviour.h"

#include <QMap>

namespace Saltern {

/// Where a function container keeps what a call brings along; an executable tmpfs.
inline constexpr QLatin1StringView callFolder{"/saltern/call"};

/// Everything about a function that does not change from call to call: what to run, in which image,
/// and what it may do. A value, made once per node and revision.
struct FunctionPlan
{
    QString node;
    QString image;
    QStringList command;                // argv; empty = the image's own entry point and command
    bool ownProgram = false;            // an image's own program: it starts where the image says
    QMap<QString, QByteArray> files;    // by path relative to callFolder
    QMap<QString, QString> environment; // the runtime's

    qint64 memoryBytes = 0;
    double cpus = 0;
    int pids = 0;
    qint64 tmpBytes = 0;
    std::chrono::milliseconds stopGrace{0};

    FunctionMode mode = FunctionMode::Cold;
    PoolSettings pool;

    QString network;
    QString user;
    bool readOnly = true;
    QStringList capabilities;

    /// Reads a node's settings. The error says what to mend.
    static Result<FunctionPlan> make(const NodeSetup &setup);
};

} // namespace Saltern
