#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/runs/behaviour.h"
#include "engine/runs/changes.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>

namespace Saltern {

/// Counts what a simulation tells, by node and by wire, as the topic `statistics` counts what
/// really runs, and remembers what each effect would have been asked to do. Engine thread.
class ReplayTally
{
public:
    explicit ReplayTally(const Pipeline &pipeline);

    void see(const EventSeen &seen);
    void see(const RunChange &change);
    void see(const StepChange &change);
    void see(const DeadLetter &letter);
    void see(const StepInput &input);

    /// {"nodes", "wires"} with those that changed since forgetChanges().
    QJsonObject changes() const;
    void forgetChanges();

    qint64 runs() const { return m_runs; }

    /// Each effect that was asked for: {"node", "kind", "calls", "parameters" (of the last call)},
    /// in the order of the document.
    QJsonArray effects() const;

private:
    struct Node
    {
        QString kind;
        QString firstPort;
        bool isEffect = false;
        qint64 in = 0;
        qint64 matched = 0;
        qint64 out = 0;
        qint64 failed = 0;
        qint64 dead = 0;
        qint64 calls = 0;
        StepState state = StepState::Done;
        QString lastError;
        QJsonObject parameters;
        QHash<QString, qint64> ports;
    };

    Node *touch(const QString &id);
    static void leave(Node &node, const QString &port);
    static QJsonObject figures(const Node &node);

    Pipeline m_pipeline;
    QString m_prefix; // "<pipeline>/", before the names of triggers
    QHash<QString, Node> m_nodes;
    QSet<QString> m_touched;
    qint64 m_runs = 0;
};

} // namespace Saltern
