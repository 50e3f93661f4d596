#include "engine/nodes/momentarystep.h"

namespace Saltern {

namespace {

class MomentaryNode final : public StepNode
{
public:
    explicit MomentaryNode(MomentaryStep::Act act) : m_act(std::move(act)) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<MomentaryStep>(input, m_act);
    }

private:
    MomentaryStep::Act m_act;
};

} // namespace

MomentaryStep::MomentaryStep(const StepInput &input, Act act)
    : m_input(input), m_act(std::move(act))
{
}

void MomentaryStep::start()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_cancelled) {
                Q_EMIT finished(StepOutcome::failed(
                    {ErrorKind::Cancelled, QStringLiteral("The step was stopped."), {}, {}}));
            } else {
                Q_EMIT finished(m_act(m_input));
            }
        },
        Qt::QueuedConnection);
}

void MomentaryStep::cancel()
{
    m_cancelled = true;
}

std::unique_ptr<StepNode> momentaryNode(MomentaryStep::Act act)
{
    return std::make_unique<MomentaryNode>(std::move(act));
}

} // namespace Saltern
