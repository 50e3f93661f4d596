#pragma once

#include "engine/runs/behaviour.h"
#include "engine/scripts/scriptworkers.h"

namespace Saltern {

/// Evaluates a script once and leaves by `port` with each of its results.
class ScriptStep final : public Step
{
    Q_OBJECT
public:
    ScriptStep(std::unique_ptr<ScriptCall> call, const QString &port);

    void start() override { m_call->start(); }
    void cancel() override { m_call->cancel(); }

private:
    std::unique_ptr<ScriptCall> m_call;
};

} // namespace Saltern
