#include "engine/nodes/function/hookedstep.h"

#include "engine/base/clock.h"
#include "engine/base/duration.h"
#include "engine/nodes/emittedevent.h"
#include "engine/nodes/scriptstep.h"
#include "engine/runs/outcomejson.h"

#include <algorithm>

namespace Saltern {

namespace {

using namespace std::chrono_literals;
using Name = QLatin1StringView;

constexpr std::chrono::milliseconds hookTime = 1s;
constexpr std::chrono::milliseconds leastTime = 100ms;

QJsonObject hooksOf(const StepInput &input)
{
    return input.parameters.value(Name("hooks")).toObject();
}

QString codeOf(const QJsonObject &hook)
{
    return hook.value(Name("transform")).toString();
}

Error named(const char *which, Error error)
{
    error.message = QStringLiteral("The %1 hook: %2").arg(Name(which), error.message);
    return error;
}

bool isCancelled(const StepOutcome &outcome)
{
    return outcome.error && outcome.error->kind == ErrorKind::Cancelled;
}

/// The event with other data; everything else stays as it came.
Result<Event> withData(const Event &event, const QJsonObject &data)
{
    QJsonObject object = event.object();
    object.insert(QStringLiteral("data"), data);
    return Event::fromJson(compactJson(object));
}

class HookedNode final : public StepNode
{
public:
    HookedNode(std::unique_ptr<StepNode> inner,
               const Services &services,
               const ComputingStep &computing)
        : m_inner(std::move(inner)), m_services(services), m_computing(computing)
    {
    }

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        if (hooksOf(input).isEmpty())
            return m_inner->begin(input);
        return std::make_unique<HookedStep>(m_inner.get(), input, m_services, m_computing);
    }

    bool keepsReady() const override { return m_inner->keepsReady(); }
    void makeReady(const StepInput &model) override { m_inner->makeReady(model); }

private:
    std::unique_ptr<StepNode> m_inner;
    Services m_services;
    ComputingStep m_computing;
};

} // namespace

HookedStep::HookedStep(StepNode *inner,
                       const StepInput &input,
                       const Services &services,
                       const ComputingStep &computing)
    : m_node(inner)
    , m_input(input)
    , m_services(services)
    , m_computing(computing)
    , m_entry(hooksOf(input).value(Name("entry")).toArray())
    , m_exit(hooksOf(input).value(Name("exit")).toArray())
{
}

HookedStep::~HookedStep() = default;

void HookedStep::start()
{
    m_began = m_services.clock->steady();
    m_services.clock->after({}, this, [this] { enter(); });
}

void HookedStep::cancel()
{
    m_cancelled = true;
    // What is not over long after its time limit is cancelled, too.
    m_late = m_input.timeout > 0ms && m_services.clock->steady() - m_began > m_input.timeout;
    if (m_inner)
        m_inner->cancel();
    else if (m_script)
        m_script->cancel();
}

void HookedStep::enter()
{
    while (m_next < m_entry.size() && !m_cancelled) {
        const QJsonObject hook = m_entry.at(m_next).toObject();
        if (hook.contains(Name("transform"))) {
            transform(codeOf(hook), m_input.event, &HookedStep::entered);
            return;
        }
        if (const auto emitted = emitEvent(hook); !emitted) {
            failEntry(emitted.error(), false);
            return;
        }
        ++m_next;
    }
    if (m_cancelled)
        beginToLeave(stopped());
    else
        runInner();
}

void HookedStep::entered(const StepOutcome &script)
{
    if (script.error) {
        failEntry(*script.error, script.mayRetry);
        return;
    }
    if (script.exits.size() != 1) {
        failEntry({ErrorKind::BadInput,
                   QStringLiteral("It gave %1 results; the handler takes one event.")
                       .arg(script.exits.size()),
                   QStringLiteral("Return one object. To leave events out, put a filter node "
                                  "before the function."),
                   {}},
                  false);
        return;
    }
    const auto event = withData(m_input.event, script.exits.front().data->toObject());
    if (!event) {
        failEntry(event.error(), false);
        return;
    }
    m_input.event = *event;
    note({{Name("transform"), 1}});
    ++m_next;
    enter();
}

void HookedStep::failEntry(const Error &error, bool mayRetry)
{
    if (error.kind == ErrorKind::Cancelled) {
        beginToLeave(stopped());
        return;
    }
    // The handler is not called, but the exit hooks are.
    note({{Name("error"), errorJson(error)}});
    beginToLeave(StepOutcome::failed(named("entry", error), mayRetry));
}

void HookedStep::runInner()
{
    // The hooks' time is part of the step's.
    const std::chrono::milliseconds spent = m_services.clock->steady() - m_began;
    StepInput input = m_input;
    if (input.timeout > 0ms)
        input.timeout = std::max(input.timeout - spent, leastTime);
    m_stage = Stage::Running;
    m_inner = m_node->begin(input);
    connect(m_inner.get(), &Step::finished, this, &HookedStep::innerFinished);
    m_inner->start();
}

void HookedStep::innerFinished(const StepOutcome &outcome)
{
    m_inner.release()->deleteLater(); // it is still telling us
    beginToLeave(outcome);
}

void HookedStep::beginToLeave(const StepOutcome &outcome)
{
    m_stage = Stage::Leaving;
    m_outcome = outcome;
    m_cancelled = m_cancelled || isCancelled(outcome);
    if (m_late && isCancelled(outcome))
        m_outcome.error = stopped().error;
    m_next = 0;
    leave();
}

void HookedStep::leave()
{
    for (; m_next < m_exit.size(); ++m_next) {
        const QJsonObject hook = m_exit.at(m_next).toObject();
        if (!hook.contains(Name("transform"))) {
            if (const auto emitted = emitEvent(hook); !emitted)
                failExit(emitted.error());
            continue;
        }
        if (m_cancelled) {
            // Nothing leaves that it could make, and there is no time for it.
            if (!m_outcome.error)
                m_outcome = stopped();
            continue;
        }
        if (m_outcome.error)
            m_outcome.exits = {{QStringLiteral("error"), errorExitData(m_outcome)}};
        m_transformed.clear();
        m_exitAt = 0;
        transformNextExit();
        return;
    }
    finish();
}

void HookedStep::transformNextExit()
{
    if (m_exitAt == m_outcome.exits.size()) {
        takeExits();
        return;
    }
    transform(codeOf(m_exit.at(m_next).toObject()),
              eventOf(m_outcome.exits[m_exitAt]),
              &HookedStep::exitTransformed);
}

void HookedStep::exitTransformed(const StepOutcome &script)
{
    if (isCancelled(script)) {
        leave(); // which sees it
        return;
    }
    if (script.error) {
        failExit(*script.error);
        ++m_next;
        leave();
        return;
    }
    for (const Exit &made : script.exits)
        m_transformed.push_back({m_outcome.exits[m_exitAt].port, made.data});
    ++m_exitAt;
    transformNextExit();
}

void HookedStep::takeExits()
{
    note({{Name("transform"), qint64(m_transformed.size())}});
    // An error is told once, whatever the hook makes of it.
    if (!m_outcome.error)
        m_outcome.exits = m_transformed;
    else if (!m_transformed.empty())
        m_outcome.exits = {m_transformed.front()};
    ++m_next;
    leave();
}

void HookedStep::failExit(const Error &error)
{
    note({{Name("error"), errorJson(error)}});
    if (m_outcome.error)
        return;
    // The handler did its work: doing it again would not help.
    m_outcome.exits.clear();
    m_outcome.error = named("exit", error);
    m_outcome.mayRetry = false;
}

void HookedStep::finish()
{
    m_outcome.publish.insert(m_outcome.publish.end(), m_emitted.begin(), m_emitted.end());
    m_outcome.detail.insert(QStringLiteral("hooks"), m_trace);
    Q_EMIT finished(m_outcome);
}

void HookedStep::transform(const QString &code,
                           const Event &event,
                           void (HookedStep::*then)(const StepOutcome &script))
{
    QJsonObject context{{QStringLiteral("pipeline"), m_input.pipeline},
                        {QStringLiteral("node"), m_input.node},
                        {QStringLiteral("run"), m_input.run},
                        {QStringLiteral("inputs"), QJsonObject()}};
    if (m_stage == Stage::Leaving)
        context.insert(QStringLiteral("outcome"), outcomeForHooks());
    auto script =
        std::make_unique<ScriptStep>(m_services.scripts->call({.code = code,
                                                               .eventJson = event.json(),
                                                               .contextJson = compactJson(context),
                                                               .deadline = timeForHook()}),
                                     QString());
    if (m_computing)
        m_script = m_computing(std::move(script));
    else
        m_script = std::move(script);
    connect(m_script.get(), &Step::finished, this, [this, then](const StepOutcome &outcome) {
        m_script.release()->deleteLater(); // it is still telling us
        (this->*then)(outcome);
    });
    m_script->start();
}

// By somebody, or because its time was up.
StepOutcome HookedStep::stopped() const
{
    if (!m_late)
        return StepOutcome::failed(
            {ErrorKind::Cancelled, QStringLiteral("The step was stopped."), {}, {}});
    return StepOutcome::failed(
        {ErrorKind::Timeout,
         QStringLiteral("The step took longer than its time limit of %1.")
             .arg(formatDuration(m_input.timeout)),
         QStringLiteral("Raise `timeout`, or make the work of its handler and hooks shorter."),
         {}});
}

std::chrono::milliseconds HookedStep::timeForHook() const
{
    if (m_stage == Stage::Leaving || m_input.timeout == 0ms)
        return hookTime;
    const std::chrono::milliseconds spent = m_services.clock->steady() - m_began;
    return std::clamp(m_input.timeout - spent, 1ms, hookTime);
}

Result<void> HookedStep::emitEvent(const QJsonObject &hook)
{
    const bool leaving = m_stage == Stage::Leaving;
    auto emitted = Emitted::from(hook.value(Name("emit")).toObject(),
                                 m_input,
                                 leaving ? QJsonObject() : m_input.event.data());
    if (!emitted)
        return fail(emitted.error());
    emitted->id += u'/' + QString::number(m_emitted.size() + 1);
    if (leaving)
        emitted->data.insert(QStringLiteral("outcome"), outcomeForHooks());
    const auto event = emittedEvent(*emitted, m_input, *m_services.clock);
    if (!event)
        return fail(event.error());
    m_emitted.push_back(*event);
    note({{Name("emit"), event->type()}, {Name("event"), event->id()}});
    return {};
}

void HookedStep::note(const QJsonObject &what)
{
    QJsonObject entry = what;
    entry.insert(Name("when"),
                 m_stage == Stage::Leaving ? QStringLiteral("exit") : QStringLiteral("entry"));
    m_trace.append(entry);
}

Event HookedStep::eventOf(const Exit &exit) const
{
    EventFields fields;
    fields.id = m_input.step;
    fields.source = QStringLiteral("saltern/") + m_input.pipeline;
    fields.type =
        QStringLiteral("saltern/") + m_input.pipeline + u'/' + m_input.node + u'/' + exit.port;
    fields.subject = m_input.event.subject();
    fields.timeNs = m_services.clock->nowNs();
    fields.host = m_input.host;
    return Event::make(fields, exit.data.value_or(m_input.event.data()).toObject());
}

QJsonObject HookedStep::outcomeForHooks() const
{
    if (!m_outcome.error)
        return {{QStringLiteral("state"), QStringLiteral("ok")},
                {QStringLiteral("results"), qint64(m_outcome.exits.size())}};
    QJsonObject outcome{
        {QStringLiteral("state"),
         isCancelled(m_outcome) ? QStringLiteral("cancelled") : QStringLiteral("error")},
        {QStringLiteral("error"), errorJson(*m_outcome.error)}};
    const QJsonValue exitCode = m_outcome.detail.value(Name("exitCode"));
    if (!exitCode.isUndefined())
        outcome.insert(QStringLiteral("exitCode"), exitCode);
    return outcome;
}

std::unique_ptr<StepNode>
withHooks(std::unique_ptr<StepNode> inner, const Services &services, const ComputingStep &computing)
{
    return std::make_unique<HookedNode>(std::move(inner), services, computing);
}

} // namespace Saltern
