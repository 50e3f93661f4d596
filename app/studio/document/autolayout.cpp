#include "app/studio/document/autolayout.h"

#include "app/studio/document/layout.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <vector>

namespace Saltern {

namespace {

constexpr qreal columnGap = 56;
constexpr qreal rowGap = 32;

qreal onGrid(qreal value)
{
    return std::round(value / gridSize) * gridSize;
}

class Layers
{
public:
    explicit Layers(const AutoLayoutRequest &request);

    QHash<QString, QPointF> place();

private:
    using Index = std::size_t;

    void rank();
    void order();
    qreal barycentre(Index node, const std::vector<std::vector<Index>> &neighbours) const;
    void sortLayer(std::vector<Index> &layer, const std::vector<std::vector<Index>> &neighbours);

    const AutoLayoutRequest &m_request;
    std::vector<const Node *> m_nodes; // to be placed, in the order of the document
    std::vector<std::vector<Index>> m_next;
    std::vector<std::vector<Index>> m_previous;
    std::vector<int> m_rank;
    std::vector<qreal> m_position; // inside the layer
    std::vector<std::vector<Index>> m_layers;
};

Layers::Layers(const AutoLayoutRequest &request) : m_request(request)
{
    QHash<QString, Index> indices;
    for (const Node &node : request.pipeline.nodes) {
        if (request.fixed.contains(node.id) ||
            (!request.only.isEmpty() && !request.only.contains(node.id)))
            continue;
        indices.insert(node.id, m_nodes.size());
        m_nodes.push_back(&node);
    }
    m_next.resize(m_nodes.size());
    m_previous.resize(m_nodes.size());
    for (const Wire &wire : request.wires) {
        if (!indices.contains(wire.from) || !indices.contains(wire.to) || wire.from == wire.to)
            continue;
        m_next[indices.value(wire.from)].push_back(indices.value(wire.to));
        m_previous[indices.value(wire.to)].push_back(indices.value(wire.from));
    }
}

// Longest way from a beginning. What is on a loop is begun with the first node of the document.
void Layers::rank()
{
    m_rank.assign(m_nodes.size(), 0);
    std::vector<std::size_t> waiting;
    std::vector<bool> done(m_nodes.size(), false);
    std::vector<Index> ready;
    for (Index i = 0; i < m_nodes.size(); ++i) {
        waiting.push_back(m_previous[i].size());
        if (waiting[i] == 0)
            ready.push_back(i);
    }
    Index firstOpen = 0;
    for (Index at = 0;; ++at) {
        if (at == ready.size()) {
            while (firstOpen < m_nodes.size() && (done[firstOpen] || waiting[firstOpen] == 0))
                ++firstOpen;
            if (firstOpen == m_nodes.size())
                break;
            waiting[firstOpen] = 0;
            ready.push_back(firstOpen);
        }
        const Index node = ready[at];
        done[node] = true;
        for (const Index next : m_next[node]) {
            if (done[next])
                continue;
            m_rank[next] = std::max(m_rank[next], m_rank[node] + 1);
            if (waiting[next] > 0 && --waiting[next] == 0)
                ready.push_back(next);
        }
    }
    for (Index i = 0; i < m_nodes.size(); ++i) {
        const auto layer = static_cast<Index>(m_rank[i]);
        if (m_layers.size() <= layer)
            m_layers.resize(layer + 1);
        m_layers[layer].push_back(i);
    }
}

qreal Layers::barycentre(Index node, const std::vector<std::vector<Index>> &neighbours) const
{
    if (neighbours[node].empty())
        return m_position[node];
    qreal sum = 0;
    for (const Index other : neighbours[node])
        sum += m_position[other];
    return sum / static_cast<qreal>(neighbours[node].size());
}

void Layers::sortLayer(std::vector<Index> &layer, const std::vector<std::vector<Index>> &neighbours)
{
    std::vector<std::pair<qreal, Index>> keyed;
    for (const Index node : layer)
        keyed.emplace_back(barycentre(node, neighbours), node);
    std::stable_sort(
        keyed.begin(), keyed.end(), [](auto &a, auto &b) { return a.first < b.first; });
    for (std::size_t i = 0; i < layer.size(); ++i) {
        layer[i] = keyed[i].second;
        m_position[layer[i]] = static_cast<qreal>(i);
    }
}

void Layers::order()
{
    constexpr int sweeps = 4;
    m_position.assign(m_nodes.size(), 0);
    for (const std::vector<Index> &layer : m_layers) {
        for (std::size_t i = 0; i < layer.size(); ++i)
            m_position[layer[i]] = static_cast<qreal>(i);
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        for (std::vector<Index> &layer : m_layers)
            sortLayer(layer, m_previous);
        for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer)
            sortLayer(*layer, m_next);
    }
    for (std::vector<Index> &layer : m_layers)
        sortLayer(layer, m_previous);
}

QHash<QString, QPointF> Layers::place()
{
    rank();
    order();
    QHash<QString, QPointF> places;
    qreal left = m_request.origin.x();
    for (const std::vector<Index> &layer : m_layers) {
        qreal width = 0;
        qreal top = m_request.origin.y();
        for (const Index node : layer) {
            const QSizeF size = m_request.sizeOf(*m_nodes[node]);
            // Beside what leads here, unless a neighbour already stands there.
            qreal wanted = top;
            if (!m_previous[node].empty()) {
                qreal sum = 0;
                qsizetype known = 0;
                for (const Index before : m_previous[node]) {
                    if (m_rank[before] >= m_rank[node])
                        continue;
                    sum += places.value(m_nodes[before]->id).y();
                    ++known;
                }
                if (known > 0)
                    wanted = sum / static_cast<qreal>(known);
            }
            const qreal y = onGrid(std::max(top, wanted));
            places.insert(m_nodes[node]->id, {onGrid(left), y});
            top = y + size.height() + rowGap;
            width = std::max(width, size.width());
        }
        left += width + columnGap;
    }
    return places;
}

} // namespace

QHash<QString, QPointF> autoLayout(const AutoLayoutRequest &request)
{
    return Layers(request).place();
}

} // namespace Saltern
