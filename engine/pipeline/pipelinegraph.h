#pragma once

#include "engine/pipeline/descriptor.h"
#include "engine/pipeline/problemreport.h"

#include <QSet>

#include <functional>
#include <vector>

namespace Saltern {

/// The nodes and wires of a pipeline as a graph of indices, with what validation asks of it.
class PipelineGraph
{
public:
    /// The pipeline has to outlive the graph. Wires from or to nodes that do not exist are left
    /// out.
    explicit PipelineGraph(const Pipeline &pipeline);

    /// The ids of the nodes from which `node` can be reached over at least one wire.
    const QSet<QString> &ancestors(const QString &node) const;

    /// Those of them whose exits `node` can read, because no port on some way to it begins a new
    /// run; with `always`, none that may begin one.
    QSet<QString> readableSteps(const QString &node, bool always) const;

    /// Wires that lead nowhere, leave by a port that is not there, enter a trigger or come twice.
    void checkWires(ProblemReport &report) const;

    /// Loops that nothing can end: a loop has to pass a logic node.
    void checkLoops(ProblemReport &report) const;

    /// The loop that a further wire would close and nothing could end, from `from` to itself by way
    /// of `to`; empty when there is none.
    QStringList loopClosedBy(const QString &from, const QString &to) const;

    /// Nodes that no trigger leads to.
    void checkReach(ProblemReport &report) const;

private:
    struct Link
    {
        int wire;
        int to;
    };

    /// The nodes before `node`, as far back as the links let one go on.
    QSet<QString> walkedBack(const QString &node,
                             const std::function<bool(const Link &)> &goesOn) const;
    void checkWire(int index, QSet<QString> &seen, ProblemReport &report) const;
    void
    reportLoop(const std::vector<Link> &trail, const Link &closing, ProblemReport &report) const;
    bool canEndALoop(int node) const;
    bool mayBegin(int node) const;
    QStringList ids() const;

    const Pipeline &m_pipeline;
    QHash<QString, int> m_indices;
    std::vector<const NodeDescriptor *> m_descriptors; // null when the kind is not known
    std::vector<std::vector<Link>> m_next;
    std::vector<std::vector<Link>> m_previous;         // `to` is where the wire comes from
    mutable QHash<QString, QSet<QString>> m_ancestors; // filled when asked for
};

} // namespace Saltern
