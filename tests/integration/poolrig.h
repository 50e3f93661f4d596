#pragma once

#include "tests/integration/functionrig.h"

namespace Saltern {

/// One warm or hot function, and calls that share its pool.
class PoolRig
{
public:
    PoolRig(FunctionRig &rig, const QJsonObject &parameters)
        : m_model(FunctionRig::input(parameters, {}))
        , m_node(rig.make(parameters))
        , m_setupError(rig.setupError)
    {
    }

    std::unique_ptr<Step> begin(const QJsonObject &data = {})
    {
        return begin(FunctionRig::event(data));
    }

    std::unique_ptr<Step> begin(const Event &event, Guarantee guarantee = Guarantee::AtLeastOnce)
    {
        StepInput input = m_model;
        input.event = event;
        input.guarantee = guarantee;
        return m_node->begin(input);
    }

    /// A call with a time limit of its own.
    std::unique_ptr<Step> beginWithin(std::chrono::milliseconds timeout, const QJsonObject &data)
    {
        StepInput input = m_model;
        input.event = FunctionRig::event(data);
        input.timeout = timeout;
        return m_node->begin(input);
    }

    StepOutcome call(const QJsonObject &data = {}) { return call(FunctionRig::event(data)); }

    StepOutcome call(const Event &event)
    {
        if (!m_node)
            return StepOutcome::failed(*m_setupError);
        const auto step = begin(event);
        return FunctionRig::finish(*step);
    }

    /// As when the revision is replaced: its pools go with the last call.
    void drop() { m_node.reset(); }

private:
    StepInput m_model; // of its calls, without an event
    std::unique_ptr<StepNode> m_node;
    std::optional<Error> m_setupError;
};

/// Calls that run at the same time, and how they ended.
class Calls
{
public:
    void start(std::unique_ptr<Step> step)
    {
        QObject::connect(step.get(), &Step::finished, step.get(), [this](const StepOutcome &end) {
            m_outcomes.push_back(end);
        });
        step->start();
        m_steps.push_back(std::move(step));
    }

    void cancel()
    {
        for (const auto &step : m_steps)
            step->cancel();
    }

    bool wait()
    {
        return QTest::qWaitFor([this] { return m_outcomes.size() == m_steps.size(); }, 120'000);
    }

    const std::vector<StepOutcome> &outcomes() const { return m_outcomes; }

private:
    std::vector<std::unique_ptr<Step>> m_steps;
    std::vector<StepOutcome> m_outcomes;
};

inline QJsonObject warm(const QJsonObject &parameters, const QJsonObject &pool = {})
{
    return with(with(parameters, "mode", QStringLiteral("warm")), "pool", pool);
}

inline QJsonObject hot(const QJsonObject &parameters, const QJsonObject &pool = {})
{
    return with(with(parameters, "mode", QStringLiteral("hot")), "pool", pool);
}

/// What to print about an outcome that is not the expected one; lives until the next one.
inline const char *why(const StepOutcome &outcome)
{
    static QByteArray text;
    text = (outcome.error ? outcome.error->toString() + u'\n' + outcome.error->detail : QString())
               .toUtf8() +
           '\n' + outcome.log.toUtf8();
    return text.constData();
}

inline QString containerOf(const StepOutcome &outcome)
{
    return outcome.detail.value(QLatin1StringView("container")).toString();
}

} // namespace Saltern
