#include "engine/simulation/testrunner.h"

namespace Saltern {

TestRunner::TestRunner(const Bundle &bundle,
                       const Pipeline &pipeline,
                       const PipelineTest &test,
                       QObject *parent)
    : QObject(parent), m_name(test.name), m_check(pipeline.name, test.expectations)
{
    m_simulation.setBundle(bundle);
    m_simulation.setPipeline(pipeline);
    m_simulation.setEvents(test.events);
    m_simulation.setHosts(test.hosts);
    m_simulation.setMocks(test.mocks);
    m_simulation.setLasting(test.lasting);
    if (test.startNs)
        m_simulation.setStartNs(*test.startNs);
    connect(&m_simulation, &Simulation::eventSeen, this, [this](const EventSeen &seen) {
        m_check.see(seen);
    });
    connect(&m_simulation, &Simulation::stepChanged, this, [this](const StepChange &change) {
        m_check.see(change);
    });
    connect(&m_simulation, &Simulation::stepBegins, this, [this](const StepInput &input) {
        m_check.see(input);
    });
    connect(&m_simulation, &Simulation::finished, this, &TestRunner::finish);
}

void TestRunner::start()
{
    m_simulation.start();
}

void TestRunner::cancel()
{
    m_simulation.cancel();
}

void TestRunner::finish(const Result<SimulationReport> &report)
{
    if (report)
        Q_EMIT finished(TestReport{m_name, m_check.differences(), *report});
    else
        Q_EMIT finished(fail(report.error()));
}

} // namespace Saltern
