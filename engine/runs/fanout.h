#pragma once

#include "engine/runs/behaviour.h"
#include "engine/runs/deadlines.h"

#include <QJsonArray>

#include <map>

namespace Saltern {

class StepRunner;

/// One step on several hosts (`place: all`): the node's own step on each of them, side by side or
/// in batches, held to its time limit per host. Its result has one entry per host; it fails when a
/// host failed. Engine thread.
class FanOut final : public Step
{
    Q_OBJECT
public:
    struct Plan
    {
        QStringList hosts;
        QJsonArray reached;         // entries of a former attempt: these hosts are done
        int batch = 0;              // hosts at the same time; 0 = all
        bool stopOnFailure = false; // no further host once one has failed
        QString firstPort;          // of the node
        std::function<Result<StepInput>(const QString &host)> inputFor;
    };

    /// `node` outlives it.
    FanOut(StepNode *node, Plan plan, Deadlines *deadlines);
    ~FanOut() override;

    void start() override;
    void cancel() override;

Q_SIGNALS:
    void hostBegun(const QString &host);
    /// {"host", "ok", "port", "data"} or {"host", "ok", "error", "exitCode"?, "log"?}, and the
    /// events to "publish". Not for a host on which it was cancelled: `entry` is empty then.
    void hostFinished(const QString &host, const QJsonObject &entry);

private:
    void advance();
    void beginOn(const QString &host);
    void end(StepRunner *runner, const StepOutcome &outcome);
    void note(const QString &host, const StepOutcome &outcome);
    void conclude();
    QJsonArray entries() const;
    StepOutcome failure() const;

    StepNode *m_node;
    Plan m_plan;
    Deadlines *m_deadlines;
    std::size_t m_batch;
    qsizetype m_next = 0;
    std::map<StepRunner *, QString> m_running; // with its host
    std::map<QString, QJsonObject> m_entries;  // by host
    std::vector<std::pair<QString, Error>> m_failures;
    std::vector<Event> m_publish;
    bool m_mayRetry = false; // trying again may help on one of the hosts that failed
    QStringList m_logs;
    bool m_cancelled = false;
    bool m_ended = false;
};

/// "edge-1, edge-2 and 3 more", as people see the place of such a step.
QString hostsText(const QStringList &hosts);

} // namespace Saltern
