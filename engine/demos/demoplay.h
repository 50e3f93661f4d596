#pragma once

#include "engine/runs/changes.h"

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
    QString whySimulated;            // although a Docker engine was asked for; else empty
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
    // What happens in it, as the scheduler tells it.
    void eventSeen(const Saltern::EventSeen &seen);
    void runChanged(const Saltern::RunChange &change);
    void stepChanged(const Saltern::StepChange &change);
    void deadLettered(const Saltern::DeadLetter &letter);

    /// The host lacks what the demo needs: from here on it is played from its recording.
    void simulatedInstead(const QString &why);

    void actFinished(const Saltern::DemoActReport &act);
    /// Exactly once after start().
    void finished(const Saltern::DemoOutcome &outcome);

protected:
    /// Hands on what `source` tells: a scheduler, a simulation.
    template<typename Source>
    void follow(const Source &source)
    {
        connect(&source, &Source::eventSeen, this, &DemoPlay::eventSeen);
        connect(&source, &Source::runChanged, this, &DemoPlay::runChanged);
        connect(&source, &Source::stepChanged, this, &DemoPlay::stepChanged);
        connect(&source, &Source::deadLettered, this, &DemoPlay::deadLettered);
    }

    DemoOutcome m_outcome;
};

} // namespace Saltern
