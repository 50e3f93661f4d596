#pragma once

#include "engine/pipeline/pipeline.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace Saltern {

/// What a node does and did, as its card shows it. A value.
struct NodeFigures
{
    // "idle", "ok", "failed", "skipped", "timedOut", "cancelled": how its newest step ended; or
    // "ignored", when somebody has dealt with its failure.
    QString last = QStringLiteral("idle");
    qint64 in = 0;
    qint64 matched = 0;
    qint64 out = 0;
    qint64 failed = 0;
    qint64 dead = 0;
    qint64 queued = 0;
    qint64 running = 0;
    qint64 retrying = 0;
    double p50Ms = -1; // of the attempts that ended in the last minute; -1 = none
    double p99Ms = -1;
    QString lastError;
    int attempt = 0;       // of the newest step
    QString due;           // when the next attempt begins
    qint64 startedMs = 0;  // steady time at which the newest running step began; 0 = none runs
    bool observed = false; // its newest step was only shown

    /// "running", "retrying" or "queued" while there is such a step, else `last`.
    QString state() const;
    bool operator==(const NodeFigures &) const = default;
};

/// What the state of a step in the protocol means on a card. A timeout is told from other failures.
QString stateOfStep(const QString &stepState, const QString &errorKind);

/// Takes the figures of one node from the topic `statistics`.
void takeFigures(NodeFigures &state, const QJsonObject &figures);

/// "died.out->loop", as Selection names a wire.
QString wireKey(const QString &from, const QString &port, const QString &to);
/// From the protocol's "from.port -> to".
QString wireKeyFromProtocol(const QString &text);

} // namespace Saltern
