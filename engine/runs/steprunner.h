#pragma once

#include "engine/runs/behaviour.h"
#include "engine/runs/deadlines.h"

#include <QPointer>

namespace Saltern {

/// One attempt at one step, held to its time limit: a step that does not end itself by then is
/// cancelled 5 s later, and one that ignores even that is given up 3 s after. Engine thread.
class StepRunner : public QObject
{
    Q_OBJECT
public:
    /// `timeout` zero = no limit.
    StepRunner(std::unique_ptr<Step> step,
               std::chrono::milliseconds timeout,
               Deadlines *deadlines,
               QObject *parent = nullptr);
    ~StepRunner() override;

    void start();
    void cancel();

Q_SIGNALS:
    /// Exactly once after start(), never from inside start() or cancel().
    void finished(const Saltern::StepOutcome &outcome);

private:
    void expire();
    void giveUp();
    void finish(const StepOutcome &outcome);
    Error timeoutError() const;

    std::unique_ptr<Step> m_step;
    std::chrono::milliseconds m_timeout;
    QPointer<Deadlines> m_deadlines; // gone before us when the engine goes
    Deadlines::Id m_deadline = 0;
    bool m_expired = false;
    bool m_cancelled = false;
};

} // namespace Saltern
