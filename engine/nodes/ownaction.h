#pragma once

#include "engine/runs/ownactions.h"

#include <QString>

namespace Saltern {

struct StepInput;

/// While it lives and a little longer, what happens to a Docker object is a step's doing.
class OwnAction
{
    Q_DISABLE_COPY_MOVE(OwnAction)
public:
    /// `object` as OwnActions::begin() takes it.
    OwnAction(OwnActions *actions, const StepInput &input, const QString &object);
    ~OwnAction() { m_actions->end(m_host, m_object); }

private:
    OwnActions *m_actions;
    QString m_host;
    QString m_object;
};

} // namespace Saltern
