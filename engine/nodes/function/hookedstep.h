#pragma once

#include "engine/runs/behaviour.h"

#include <QJsonArray>

namespace Saltern {

/// A step with hooks around it: entry hooks, the step itself, then the exit hooks, whatever
/// happened. What hooks emit goes onto the bus with the outcome. docs/functions.md, "Hooks".
class HookedStep final : public Step
{
    Q_OBJECT
public:
    /// `inner` begins the step itself and outlives this object.
    HookedStep(StepNode *inner,
               const StepInput &input,
               const Services &services,
               const ComputingStep &computing);
    ~HookedStep() override;

    void start() override;
    void cancel() override;

private:
    void enter();
    void entered(const StepOutcome &script);
    void runInner();
    void innerFinished(const StepOutcome &outcome);
    void failEntry(const Error &error, bool mayRetry);

    void beginToLeave(const StepOutcome &outcome);
    void leave();
    void transformNextExit();
    void exitTransformed(const StepOutcome &script);
    void takeExits();
    void failExit(const Error &error);
    void finish();

    void transform(const QString &code,
                   const Event &event,
                   void (HookedStep::*then)(const StepOutcome &script));
    Result<void> emitEvent(const QJsonObject &hook);
    void note(const QJsonObject &what);
    StepOutcome stopped() const;
    std::chrono::milliseconds timeForHook() const;
    Event eventOf(const Exit &exit) const;
    QJsonObject outcomeForHooks() const;

    enum class Stage { Entering, Running, Leaving };

    StepNode *m_node;
    StepInput m_input;
    Services m_services;
    ComputingStep m_computing;
    QJsonArray m_entry;
    QJsonArray m_exit;
    qsizetype m_next = 0; // of the list of hooks at hand
    std::unique_ptr<Step> m_script;
    std::unique_ptr<Step> m_inner;
    std::vector<Event> m_emitted;
    QJsonArray m_trace; // what each hook did
    StepOutcome m_outcome;
    std::vector<Exit> m_transformed; // of the exits, by the hook at hand
    std::size_t m_exitAt = 0;
    std::chrono::milliseconds m_began{0};
    Stage m_stage = Stage::Entering;
    bool m_cancelled = false;
    bool m_late = false; // that is why it was cancelled
};

/// A node whose steps have their hooks around them; those without hooks are begun as they are.
/// `computing` may be empty.
std::unique_ptr<StepNode> withHooks(std::unique_ptr<StepNode> inner,
                                    const Services &services,
                                    const ComputingStep &computing);

} // namespace Saltern
