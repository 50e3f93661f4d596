#pragma once

#include "engine/runs/behaviour.h"

#include <deque>

namespace Saltern {

class Clock;
class RealStep;

/// The steps that really compute while time stands still (scripts in their processes). Their
/// outcomes are told in the order in which the steps began, whichever process was faster: a
/// simulation comes out the same each time. Engine thread.
class RealSteps : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    bool isEmpty() const { return m_order.empty(); }

Q_SIGNALS:
    /// Something ended: time may go on.
    void changed();

private:
    friend class RealStep;
    void add(RealStep *step);
    void remove(RealStep *step);
    void release();

    std::deque<RealStep *> m_order;
};

/// A step that is run for real; see RealSteps.
class RealStep final : public Step
{
    Q_OBJECT
public:
    RealStep(std::unique_ptr<Step> step, RealSteps *steps);
    ~RealStep() override;

    void start() override;
    void cancel() override;

private:
    friend class RealSteps;

    std::unique_ptr<Step> m_step;
    RealSteps *m_steps;
    std::optional<StepOutcome> m_outcome; // waits for those that began before
};

/// A step that does nothing but end with a given outcome after a while of the clock's time, or
/// with a timeout when that is earlier.
class MockStep final : public Step
{
    Q_OBJECT
public:
    MockStep(StepOutcome outcome,
             std::chrono::milliseconds after,
             std::chrono::milliseconds timeout,
             Clock *clock);

    void start() override;
    void cancel() override;

private:
    void finish(const StepOutcome &outcome);

    StepOutcome m_outcome;
    std::chrono::milliseconds m_after;
    std::chrono::milliseconds m_timeout; // zero = none
    Clock *m_clock;
    bool m_finished = false;
};

} // namespace Saltern
