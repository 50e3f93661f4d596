#pragma once

#include "engine/base/error.h"

#include <QObject>
#include <QStringList>

#include <optional>
#include <vector>

namespace Saltern {

/// How one act of a demo went.
struct DemoActReport
{
    QString say;
    bool ok = false;
    QString account; // what happened, or what was different
    qint64 tookMs = 0;
};

/// How a demo went.
struct DemoOutcome
{
    QString run;
    bool passed = false;
    bool simulated = false;          // played from a recording: no Docker engine had a part in it
    std::vector<DemoActReport> acts; // those that were begun
    std::optional<Error> error;      // why it could not be played, or what differed
    QStringList leftBehind;          // what could not be removed again, in words
};

/// A demo being played: on a Docker engine (DemoRunner) or from a recording (SimulatedDemo).
/// Engine thread.
class DemoPlay : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// The label value on what this run starts or started.
    const QString &run() const { return m_outcome.run; }

    virtual void start() = 0;

    /// Ends it with ErrorKind::Cancelled, after cleaning up.
    virtual void cancel() = 0;

Q_SIGNALS:
    void actFinished(const Saltern::DemoActReport &act);
    /// Exactly once after start().
    void finished(const Saltern::DemoOutcome &outcome);

protected:
    DemoOutcome m_outcome;
};

} // namespace Saltern
