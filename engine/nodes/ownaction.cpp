#include "engine/nodes/ownaction.h"

#include "engine/runs/behaviour.h"

namespace Saltern {

OwnAction::OwnAction(OwnActions *actions, const StepInput &input, const QString &object)
    : m_actions(actions), m_host(input.host), m_object(object)
{
    const QString cause = QStringLiteral("%1/%2/%3").arg(input.pipeline, input.run, input.step);
    m_actions->begin(m_host, m_object, cause, input.event.hops() + 1);
}

} // namespace Saltern
