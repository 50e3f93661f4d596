#include "engine/runs/steprunner.h"

#include "engine/base/duration.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// A step watches its own time limit and cleans up after itself; this is how much longer it may
// take.
constexpr std::chrono::milliseconds patience = 5s;
// cancel() promises an end within 2 s.
constexpr std::chrono::milliseconds patienceAfterCancel = 3s;

} // namespace

StepRunner::StepRunner(std::unique_ptr<Step> step,
                       std::chrono::milliseconds timeout,
                       Deadlines *deadlines,
                       QObject *parent)
    : QObject(parent), m_step(std::move(step)), m_timeout(timeout), m_deadlines(deadlines)
{
    connect(m_step.get(), &Step::finished, this, &StepRunner::finish);
}

StepRunner::~StepRunner()
{
    if (m_deadlines)
        m_deadlines->remove(m_deadline);
    disconnect(m_step.get(), nullptr, this, nullptr);
}

void StepRunner::start()
{
    if (m_timeout > 0ms)
        m_deadline = m_deadlines->add(m_timeout + patience, [this] { expire(); });
    m_step->start();
}

void StepRunner::cancel()
{
    if (m_cancelled)
        return;
    m_cancelled = true;
    m_deadlines->remove(m_deadline);
    m_deadline = m_deadlines->add(patienceAfterCancel, [this] { giveUp(); });
    m_step->cancel();
}

void StepRunner::expire()
{
    m_expired = true;
    cancel();
}

void StepRunner::giveUp()
{
    finish(StepOutcome::failed({ErrorKind::Cancelled,
                                QStringLiteral("The step was cancelled and did not end."),
                                QStringLiteral("Look for what it may have left behind."),
                                {}}));
}

void StepRunner::finish(const StepOutcome &outcome)
{
    disconnect(m_step.get(), nullptr, this, nullptr);
    m_deadlines->remove(m_deadline);
    if (!m_expired || !outcome.error || outcome.error->kind != ErrorKind::Cancelled) {
        Q_EMIT finished(outcome);
        return;
    }
    StepOutcome late = outcome;
    late.error = timeoutError();
    Q_EMIT finished(late);
}

Error StepRunner::timeoutError() const
{
    return {ErrorKind::Timeout,
            QStringLiteral("The step took longer than its time limit of %1.")
                .arg(formatDuration(m_timeout)),
            QStringLiteral("Raise `timeout`, or make the work shorter."),
            {}};
}

} // namespace Saltern
