#pragma once

#include "engine/base/clock.h"
#include "engine/hosts/hostset.h"
#include "engine/runs/behaviour.h"
#include "engine/runs/ownactions.h"
#include "engine/scripts/scriptworkers.h"

#include <QNetworkAccessManager>

namespace Saltern {

/// One node as the engine would make it, without an engine: defaults filled in, templates rendered
/// against the event, the behaviour's contract checked on the way.
class NodeFixture
{
public:
    /// `parameters` is a JSON object; single quotes stand for double ones, to be readable in tests.
    explicit NodeFixture(const QString &kind, const QByteArray &parameters = "{}");

    /// Used by everything below; change them before.
    VirtualClock clock{1'700'000'000'000'000'000};
    SystemClock systemClock;
    HostSet hosts;
    OwnActions ownActions{&clock};
    ScriptWorkers scripts;
    QNetworkAccessManager network;
    Bundle bundle;
    Services services;
    std::chrono::milliseconds timeout{0};
    QString host;

    /// What the engine hands to the behaviour. It refers to this object.
    NodeSetup setup();

    /// The trigger, or the error that a deployment would show.
    Result<std::unique_ptr<TriggerNode>> trigger();

    /// Whether the trigger's pattern matches and it accepts the event.
    bool triggers(const Event &event);

    /// Evaluates a pure node or runs one step to its end.
    StepOutcome run(const Event &event);

    /// A step that has not been started; null and a failed test when the node cannot be made.
    std::unique_ptr<Step> begin(const Event &event);

private:
    Result<StepInput> input(const Event &event) const;
    Node m_node;
    QJsonObject m_parameters;
    std::unique_ptr<StepNode> m_stepNode;
};

/// Starts the step and runs the event loop until it has finished; fails the test when it finishes
/// twice, from inside start(), or not within half a minute.
StepOutcome finish(Step &step);

/// The fields that the kind's own check finds fault with, in its order; `parameters` as above.
QStringList refusedFields(const QString &kind, const QByteArray &parameters);

/// JSON with single quotes for double ones.
QJsonObject json(const QByteArray &text);

/// An event of this type and data, at the fixture's time.
Event makeEvent(const char *type, const QByteArray &data = "{}", const EventFields &fields = {});

} // namespace Saltern
