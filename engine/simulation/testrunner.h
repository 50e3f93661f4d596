#pragma once

#include "engine/simulation/expectations.h"
#include "engine/simulation/simulation.h"

namespace Saltern {

/// How one test of a pipeline went.
struct TestReport
{
    QString name;
    QStringList differences; // from what was expected, a sentence each; empty = it passed
    SimulationReport simulation;

    bool passed() const { return differences.isEmpty(); }
};

/// Simulates one test of a pipeline and compares what happened with what it expects. Engine thread.
class TestRunner : public QObject
{
    Q_OBJECT
public:
    /// The bundle's document has been validated; `test` is one of its own.
    TestRunner(const Bundle &bundle,
               const Pipeline &pipeline,
               const PipelineTest &test,
               QObject *parent = nullptr);

    /// For those who want to see what happens on the way.
    Simulation &simulation() { return m_simulation; }

    void start();
    /// Ends it with ErrorKind::Cancelled.
    void cancel();

Q_SIGNALS:
    /// Exactly once after start(). An error when the test could not be simulated at all.
    void finished(const Saltern::Result<Saltern::TestReport> &report);

private:
    void finish(const Result<SimulationReport> &report);

    QString m_name;
    Simulation m_simulation;
    ExpectationCheck m_check;
};

} // namespace Saltern
