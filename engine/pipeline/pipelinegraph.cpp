#include "engine/pipeline/pipelinegraph.h"

#include "engine/base/nearestname.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

namespace {

QString wirePointer(int index)
{
    return pointerTo(QStringLiteral("/wires"), index);
}

QString nodePointer(const QString &id)
{
    return pointerTo(QStringLiteral("/nodes"), id);
}

std::vector<Port> portsOf(const NodeDescriptor &descriptor, const Node &node)
{
    return descriptor.outputPorts(parametersWithDefaults(descriptor, node));
}

NewRun newRunBehind(const NodeDescriptor *descriptor, const Node &node, const QString &port)
{
    if (!descriptor || node.disabled == Disabled::Bypass)
        return NewRun::Never;
    for (const Port &output : portsOf(*descriptor, node)) {
        // A wire without a port means the first.
        if (port.isEmpty() || output.name == port)
            return output.newRun;
    }
    return NewRun::Never;
}

} // namespace

PipelineGraph::PipelineGraph(const Pipeline &pipeline)
    : m_pipeline(pipeline)
    , m_next(static_cast<std::size_t>(pipeline.nodes.size()))
    , m_previous(static_cast<std::size_t>(pipeline.nodes.size()))
{
    for (const Node &node : pipeline.nodes) {
        m_indices.insert(node.id, static_cast<int>(m_descriptors.size()));
        m_descriptors.push_back(findDescriptor(node.kind));
    }
    for (int i = 0; i < pipeline.wires.size(); ++i) {
        const int from = m_indices.value(pipeline.wires[i].from, -1);
        const int to = m_indices.value(pipeline.wires[i].to, -1);
        if (from < 0 || to < 0)
            continue;
        m_next[static_cast<std::size_t>(from)].push_back({i, to});
        m_previous[static_cast<std::size_t>(to)].push_back({i, from});
    }
}

QStringList PipelineGraph::ids() const
{
    QStringList ids;
    for (const Node &node : m_pipeline.nodes)
        ids += node.id;
    return ids;
}

const QSet<QString> &PipelineGraph::ancestors(const QString &node) const
{
    const auto known = m_ancestors.find(node);
    if (known != m_ancestors.end())
        return *known;
    const QSet<QString> found = walkedBack(node, [](const Link &) { return true; });
    return *m_ancestors.insert(node, found);
}

QSet<QString> PipelineGraph::readableSteps(const QString &node, bool always) const
{
    // The node that begins a new run is the first that is known in it.
    return walkedBack(node, [&](const Link &link) {
        const NewRun newRun = newRunBehind(m_descriptors[static_cast<std::size_t>(link.to)],
                                           m_pipeline.nodes[link.to],
                                           m_pipeline.wires[link.wire].port);
        return newRun == NewRun::Never || (newRun == NewRun::Sometimes && !always);
    });
}

QSet<QString> PipelineGraph::walkedBack(const QString &node,
                                        const std::function<bool(const Link &)> &goesOn) const
{
    QSet<QString> found;
    std::vector<bool> walked(m_next.size(), false);
    std::vector<int> open;
    if (m_indices.contains(node))
        open.push_back(m_indices.value(node));
    while (!open.empty()) {
        const int at = open.back();
        open.pop_back();
        for (const Link &link : m_previous[static_cast<std::size_t>(at)]) {
            found.insert(m_pipeline.nodes[link.to].id);
            if (walked[static_cast<std::size_t>(link.to)] || !goesOn(link))
                continue;
            walked[static_cast<std::size_t>(link.to)] = true;
            open.push_back(link.to);
        }
    }
    return found;
}

void PipelineGraph::checkWires(ProblemReport &report) const
{
    QSet<QString> seen;
    for (int i = 0; i < m_pipeline.wires.size(); ++i) {
        // The reader keeps an empty wire in place of one that it could not read.
        if (!m_pipeline.wires[i].from.isEmpty())
            checkWire(i, seen, report);
    }
}

void PipelineGraph::checkWire(int index, QSet<QString> &seen, ProblemReport &report) const
{
    const Wire &wire = m_pipeline.wires[index];
    const QString pointer = wirePointer(index);
    for (const QString &end : {wire.from, wire.to}) {
        if (!m_indices.contains(end))
            report.atValue(pointer,
                           QStringLiteral("unknown-node"),
                           QStringLiteral("There is no node \"%1\".").arg(end.left(60)),
                           suggestName(end, ids()));
    }
    const int to = m_indices.value(wire.to, -1);
    const NodeDescriptor *target = to < 0 ? nullptr : m_descriptors[static_cast<std::size_t>(to)];
    if (target && !target->hasInput())
        report.atValue(pointer,
                       QStringLiteral("wire-into-trigger"),
                       QStringLiteral("\"%1\" is a trigger; no wire can lead to it.").arg(wire.to),
                       QStringLiteral("Wire the node behind it instead."));
    QString port = wire.port;
    const int from = m_indices.value(wire.from, -1);
    if (const NodeDescriptor *origin =
            from < 0 ? nullptr : m_descriptors[static_cast<std::size_t>(from)]) {
        QStringList names;
        for (const Port &output : portsOf(*origin, m_pipeline.nodes[from]))
            names += output.name;
        if (port.isEmpty() && !names.isEmpty())
            port = names.first();
        if (!names.contains(port))
            report.atValue(
                pointer,
                QStringLiteral("unknown-port"),
                QStringLiteral("\"%1\" has no port \"%2\".").arg(wire.from, port.left(60)),
                suggestName(port, names));
    }
    const QString written = Wire{wire.from, port, wire.to}.toString();
    if (seen.contains(written))
        report.atValue(pointer,
                       QStringLiteral("duplicate-wire"),
                       QStringLiteral("The wire %1 is there twice.").arg(written),
                       QStringLiteral("Remove one of the two."));
    seen.insert(written);
}

bool PipelineGraph::canEndALoop(int node) const
{
    // Of a kind that is not known nothing bad is assumed.
    const NodeDescriptor *descriptor = m_descriptors[static_cast<std::size_t>(node)];
    return !descriptor || descriptor->category == Category::Logic ||
           m_pipeline.nodes[node].disabled == Disabled::Stop;
}

void PipelineGraph::checkLoops(ProblemReport &report) const
{
    enum Colour : char { White, Grey, Black };
    std::vector<char> colours(m_next.size(), White);
    struct Frame
    {
        int node;
        std::size_t link = 0;
    };
    // Depth first without recursion, since a pipeline may be a chain of thousands of nodes.
    for (int root = 0; root < static_cast<int>(m_next.size()); ++root) {
        if (colours[static_cast<std::size_t>(root)] != White || canEndALoop(root))
            continue;
        std::vector<Frame> stack{{root}};
        std::vector<Link> trail{{-1, root}};
        colours[static_cast<std::size_t>(root)] = Grey;
        while (!stack.empty()) {
            const int node = stack.back().node;
            const auto &links = m_next[static_cast<std::size_t>(node)];
            if (stack.back().link == links.size()) {
                colours[static_cast<std::size_t>(node)] = Black;
                stack.pop_back();
                trail.pop_back();
                continue;
            }
            const Link link = links[stack.back().link++];
            if (canEndALoop(link.to))
                continue;
            char &colour = colours[static_cast<std::size_t>(link.to)];
            if (colour == Grey)
                reportLoop(trail, link, report);
            if (colour != White)
                continue;
            colour = Grey;
            stack.push_back({link.to});
            trail.push_back(link);
        }
    }
}

void PipelineGraph::reportLoop(const std::vector<Link> &trail,
                               const Link &closing,
                               ProblemReport &report) const
{
    constexpr qsizetype mostShown = 8;
    const auto begin = std::find_if(
        trail.begin(), trail.end(), [&](const Link &link) { return link.to == closing.to; });
    QStringList path;
    for (auto link = begin; link != trail.end(); ++link) {
        if (path.size() == mostShown) {
            path += QStringLiteral("...");
            break;
        }
        path += m_pipeline.nodes[link->to].id;
    }
    path += m_pipeline.nodes[closing.to].id;
    report.atValue(
        wirePointer(closing.wire),
        QStringLiteral("loop-without-guard"),
        QStringLiteral("Nothing can end the loop %1.").arg(path.join(QStringLiteral(" -> "))),
        QStringLiteral("Put a filter or another logic node into it, or remove a wire."));
}

QStringList PipelineGraph::loopClosedBy(const QString &from, const QString &to) const
{
    const int begin = m_indices.value(to, -1);
    const int end = m_indices.value(from, -1);
    if (begin < 0 || end < 0 || canEndALoop(begin) || canEndALoop(end))
        return {};
    QHash<int, int> cameFrom{{begin, -1}};
    std::vector<int> open{begin};
    while (!open.empty() && !cameFrom.contains(end)) {
        const int at = open.back();
        open.pop_back();
        for (const Link &link : m_next[static_cast<std::size_t>(at)]) {
            if (cameFrom.contains(link.to) || canEndALoop(link.to))
                continue;
            cameFrom.insert(link.to, at);
            open.push_back(link.to);
        }
    }
    if (!cameFrom.contains(end))
        return {};
    QStringList loop;
    for (int at = end; at >= 0; at = cameFrom.value(at))
        loop.prepend(m_pipeline.nodes[at].id);
    loop.prepend(from);
    return loop;
}

bool PipelineGraph::mayBegin(int node) const
{
    const NodeDescriptor *descriptor = m_descriptors[static_cast<std::size_t>(node)];
    return !descriptor || !descriptor->hasInput();
}

void PipelineGraph::checkReach(ProblemReport &report) const
{
    std::vector<int> open;
    for (int i = 0; i < static_cast<int>(m_descriptors.size()); ++i) {
        if (mayBegin(i))
            open.push_back(i);
    }
    if (open.empty()) {
        report.atKey(QStringLiteral("/nodes"),
                     QStringLiteral("no-trigger"),
                     QStringLiteral("The pipeline has no trigger, so it never runs."),
                     QStringLiteral("Add a docker.event, timer, bus.event or manual node."),
                     Severity::Warning);
        return;
    }
    std::vector<bool> reached(m_next.size(), false);
    while (!open.empty()) {
        const auto at = static_cast<std::size_t>(open.back());
        open.pop_back();
        if (reached[at])
            continue;
        reached[at] = true;
        for (const Link &link : m_next[at])
            open.push_back(link.to);
    }
    for (int i = 0; i < static_cast<int>(reached.size()); ++i) {
        const QString &id = m_pipeline.nodes[i].id;
        if (!reached[static_cast<std::size_t>(i)])
            report.atKey(nodePointer(id),
                         QStringLiteral("unreachable"),
                         QStringLiteral("No trigger leads to \"%1\".").arg(id.left(60)),
                         QStringLiteral("Wire it to something, disable it or remove it."),
                         Severity::Warning);
    }
}

} // namespace Saltern
