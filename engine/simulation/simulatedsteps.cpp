#include "engine/simulation/simulatedsteps.h"

#include "engine/base/clock.h"
#include "engine/base/duration.h"

#include <algorithm>

namespace Saltern {

void RealSteps::add(RealStep *step)
{
    m_order.push_back(step);
}

void RealSteps::remove(RealStep *step)
{
    const auto found = std::find(m_order.begin(), m_order.end(), step);
    if (found == m_order.end())
        return;
    m_order.erase(found);
    // Those behind it may have waited for it; not from here, which may be a destructor.
    QMetaObject::invokeMethod(this, &RealSteps::release, Qt::QueuedConnection);
}

void RealSteps::release()
{
    while (!m_order.empty() && m_order.front()->m_outcome) {
        RealStep *step = m_order.front();
        m_order.pop_front();
        Q_EMIT step->finished(*step->m_outcome);
    }
    Q_EMIT changed();
}

RealStep::RealStep(std::unique_ptr<Step> step, RealSteps *steps)
    : m_step(std::move(step)), m_steps(steps)
{
    connect(m_step.get(), &Step::finished, this, [this](const StepOutcome &outcome) {
        m_outcome = outcome;
        m_steps->release();
    });
}

RealStep::~RealStep()
{
    m_steps->remove(this);
}

void RealStep::start()
{
    m_steps->add(this);
    m_step->start();
}

void RealStep::cancel()
{
    m_step->cancel();
}

MockStep::MockStep(StepOutcome outcome,
                   std::chrono::milliseconds after,
                   std::chrono::milliseconds timeout,
                   Clock *clock)
    : m_outcome(std::move(outcome)), m_after(after), m_timeout(timeout), m_clock(clock)
{
}

void MockStep::start()
{
    if (m_timeout.count() > 0 && m_after > m_timeout) {
        m_outcome =
            StepOutcome::failed({ErrorKind::Timeout,
                                 QStringLiteral("It took longer than its time limit of %1.")
                                     .arg(formatDuration(m_timeout)),
                                 QStringLiteral("The mock takes %1.").arg(formatDuration(m_after)),
                                 {}});
        m_after = m_timeout;
    }
    m_clock->after(m_after, this, [this] { finish(m_outcome); });
}

void MockStep::cancel()
{
    m_clock->after({}, this, [this] {
        finish(StepOutcome::failed(
            {ErrorKind::Cancelled, QStringLiteral("The step was stopped."), {}, {}}));
    });
}

void MockStep::finish(const StepOutcome &outcome)
{
    if (!std::exchange(m_finished, true))
        Q_EMIT finished(outcome);
}

} // namespace Saltern
