#pragma once

#include "engine/events/template.h"
#include "engine/pipeline/pipeline.h"
#include "engine/runs/behaviour.h"

#include <QElapsedTimer>

#include <map>

namespace Saltern {

class SecretStore;

/// What to call: one node of a pipeline, alone.
struct InvocationRequest
{
    const Node &node;
    const Pipeline &pipeline;
    const Bundle &bundle;
    Event event;
    QString host;        // where, unless the node's `place` names a host
    int count = 1;       // how many calls
    int concurrency = 1; // how many of them at a time
    QJsonObject trigger; // what templates read; empty = the event
    QJsonObject steps;
};

/// One call of it.
struct InvocationResult
{
    StepOutcome outcome;
    double ms = 0; // from the begin of the step to its end
};

/// Calls one function node a number of times, without a run around it; where scripts can run also a
/// node that computes or decides on one event (transform, filter, switch). Ends with one
/// finished().
class FunctionInvocation : public QObject
{
    Q_OBJECT
public:
    /// The error says what about the node or the event cannot be used.
    static Result<std::unique_ptr<FunctionInvocation>>
    make(const InvocationRequest &request, Services &services, SecretStore *secrets);
    ~FunctionInvocation() override;

    void start();

    /// Ends the running calls and begins no more.
    void cancel();

    /// Where they run: on the first. The others are those on which the node would run as well in a
    /// pipeline (`place: all`), or might (`place: any`).
    const QStringList &hosts() const { return m_hosts; }

    /// In the order in which the calls ended.
    const std::vector<InvocationResult> &results() const { return m_results; }

    /// From start() to the end of the last call.
    double wallMs() const { return m_wallMs; }

Q_SIGNALS:
    void finished();

private:
    FunctionInvocation(std::unique_ptr<StepNode> node,
                       StepInput input,
                       const QStringList &hosts,
                       int count,
                       int concurrency);
    void beginOne();
    void stepFinished(Step *step, const StepOutcome &outcome);

    struct Running
    {
        std::unique_ptr<Step> step;
        qint64 begunNs = 0;
    };

    std::unique_ptr<StepNode> m_node;
    StepInput m_input;
    const QStringList m_hosts;
    int m_left;
    const int m_concurrency;
    int m_number = 0;
    bool m_cancelled = false;
    std::map<Step *, Running> m_running;
    std::vector<InvocationResult> m_results;
    QElapsedTimer m_clock;
    double m_wallMs = 0;
};

} // namespace Saltern
