#include "engine/control/statisticsfeed.h"

#include "engine/base/clock.h"
#include "engine/runs/engine.h"

#include <QJsonArray>

#include <cmath>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

constexpr std::chrono::milliseconds lookEvery{100};
constexpr int slowEvery = 5;
constexpr double sampledSeconds = 2;

double rounded(double value)
{
    return std::round(value * 100) / 100;
}

quint64 leftBy(const DeployedNode &node, const NodeCounters &counters, const QString &port)
{
    quint64 left = counters.ports.value(port);
    if (port == node.firstPort)
        left += counters.begun + counters.bypassed;
    return left;
}

void insertPresent(QJsonObject &into, Name key, const QJsonObject &object)
{
    if (!object.isEmpty())
        into.insert(key, object);
}

} // namespace

void RateMeter::sample(quint64 count)
{
    if (!std::exchange(m_begun, true))
        m_past.fill(count);
    quint64 &oldest = m_past[m_next];
    // A counter begins anew when its pipeline is deployed again.
    m_perSecond = count > oldest ? double(count - oldest) / sampledSeconds : 0;
    oldest = count;
    m_next = (m_next + 1) % m_past.size();
}

StatisticsFeed::StatisticsFeed(Engine &engine, RunStatistics &statistics)
    : m_engine(engine), m_statistics(statistics)
{
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &StatisticsFeed::look);
}

void StatisticsFeed::join()
{
    if (m_listeners++ > 0)
        return;
    m_slow = true;
    m_looks = 0;
    look();
    m_timer.start();
}

void StatisticsFeed::leave()
{
    if (--m_listeners > 0)
        return;
    m_timer.stop();
    // Rates of a time when nobody looked mean nothing to the next one.
    m_events = {};
    m_hostRates.clear();
    m_views.clear();
    m_engineTold = {};
    m_hostsTold = {};
}

void StatisticsFeed::look()
{
    m_slow = m_looks++ % slowEvery == 0;
    QJsonObject difference;
    lookAtEngine(difference);
    if (m_slow)
        lookAtHosts(difference);
    lookAtPipelines(difference);
    if (difference.isEmpty())
        return;
    difference.insert(Name("time"), formatTimeNs(SystemClock().nowNs()));
    Q_EMIT changed(difference);
}

void StatisticsFeed::lookAtEngine(QJsonObject &difference)
{
    if (m_slow)
        m_events.sample(m_statistics.events());
    const QJsonObject now{
        {Name("events"), qint64(m_statistics.events())},
        {Name("eventsPerSecond"), rounded(m_events.perSecond())},
        {Name("runs"), qint64(m_statistics.runs())},
        {Name("openRuns"), qint64(m_engine.scheduler().openRuns())},
        {Name("runningSteps"), qint64(m_engine.scheduler().runningSteps())},
        {Name("journalPending"), qint64(m_engine.journal().pending())},
        {Name("deadLetters"), qint64(m_statistics.deadLetters())},
        {Name("stalled"), m_engine.isStalled()},
    };
    if (now == m_engineTold)
        return;
    m_engineTold = now;
    difference.insert(Name("engine"), now);
}

QJsonObject StatisticsFeed::hostJson(const QString &host) const
{
    const IntakeCounters counters = m_engine.intakeCounters(host);
    const auto rate = m_hostRates.find(host);
    return {
        {Name("connected"), counters.connected},
        {Name("received"), qint64(counters.received)},
        {Name("delivered"), qint64(counters.delivered)},
        {Name("dropped"), qint64(counters.dropped)},
        {Name("synthetic"), qint64(counters.synthetic)},
        {Name("gaps"), qint64(counters.gaps)},
        {Name("perSecond"), rate == m_hostRates.end() ? 0 : rounded(rate->second.perSecond())},
    };
}

void StatisticsFeed::lookAtHosts(QJsonObject &difference)
{
    QJsonObject changedHosts;
    for (const QString &name : m_engine.hosts().names()) {
        m_hostRates[name].sample(m_engine.intakeCounters(name).delivered);
        const QJsonObject now = hostJson(name);
        if (m_hostsTold.value(name) == now)
            continue;
        m_hostsTold.insert(name, now);
        changedHosts.insert(name, now);
    }
    insertPresent(difference, Name("hosts"), changedHosts);
}

void StatisticsFeed::lookAtPipelines(QJsonObject &difference)
{
    QJsonArray removed;
    for (auto view = m_views.begin(); view != m_views.end();) {
        if (m_engine.scheduler().deployed(view->first)) {
            ++view;
            continue;
        }
        removed.append(view->first);
        view = m_views.erase(view);
    }
    if (!removed.isEmpty())
        difference.insert(Name("removed"), removed);
    QJsonObject pipelines;
    for (const auto &pipeline : m_engine.scheduler().deployed()) {
        PipelineView &view = m_views[pipeline->name()];
        if (view.pipeline != pipeline.get())
            view = newView(*pipeline);
        const QJsonObject changes = lookAt(*pipeline, view);
        if (!changes.isEmpty())
            pipelines.insert(pipeline->name(), changes);
    }
    insertPresent(difference, Name("pipelines"), pipelines);
}

StatisticsFeed::PipelineView StatisticsFeed::newView(DeployedPipeline &pipeline)
{
    PipelineView view;
    view.pipeline = &pipeline;
    for (const Wire &wire : pipeline.pipeline().wires) {
        const DeployedNode *from = pipeline.node(wire.from);
        const Wire whole{wire.from, wire.port.isEmpty() ? from->firstPort : wire.port, wire.to};
        view.nodes[wire.from].wires.push_back({whole.toString(), whole.port, {}, {}});
    }
    return view;
}

QJsonObject StatisticsFeed::lookAt(DeployedPipeline &pipeline, PipelineView &view)
{
    QJsonObject difference;
    // Counting the open runs goes through all of them.
    if (m_slow || view.head.isEmpty()) {
        const QJsonObject head{
            {Name("mode"), runModeName(pipeline.mode())},
            {Name("revision"), contentOfRevision(pipeline.revision())},
            {Name("openRuns"), qint64(m_engine.scheduler().openRuns(pipeline.name()))}};
        if (head != view.head)
            difference = head;
        view.head = head;
    }
    RunStatistics::Nodes &counters = m_statistics.nodes(pipeline.name());
    QJsonObject nodes;
    QJsonObject wires;
    for (DeployedNode &node : pipeline.nodes())
        lookAt(node, counters[node.node.id], view.nodes[node.node.id], nodes, wires);
    insertPresent(difference, Name("nodes"), nodes);
    insertPresent(difference, Name("wires"), wires);
    return difference;
}

void StatisticsFeed::lookAt(DeployedNode &node,
                            NodeCounters &counters,
                            NodeView &view,
                            QJsonObject &nodes,
                            QJsonObject &wires) const
{
    const bool moved = counters.touched || view.told.isEmpty() ||
                       view.announced != node.queue.announced() ||
                       view.waiting != node.queue.waiting() || view.running != node.queue.running();
    const bool fades = m_slow && view.told.contains(Name("p50Ms"));
    counters.touched = false;
    view.announced = node.queue.announced();
    view.waiting = node.queue.waiting();
    view.running = node.queue.running();
    if (moved || fades) {
        const QJsonObject now = nodeJson(node, counters);
        if (now != view.told)
            nodes.insert(node.node.id, now);
        view.told = now;
    }
    if (!moved && !m_slow)
        return;
    for (WireView &wire : view.wires) {
        const quint64 count = leftBy(node, counters, wire.port);
        if (m_slow)
            wire.rate.sample(count);
        const QJsonObject now{{Name("count"), qint64(count)},
                              {Name("perSecond"), rounded(wire.rate.perSecond())}};
        if (now != wire.told)
            wires.insert(wire.name, now);
        wire.told = now;
    }
}

QJsonObject StatisticsFeed::nodeJson(DeployedNode &node, const NodeCounters &counters) const
{
    QJsonObject ports;
    quint64 out = 0;
    QStringList names = counters.ports.keys();
    if (!node.firstPort.isEmpty() && !names.contains(node.firstPort))
        names += node.firstPort;
    for (const QString &port : std::as_const(names)) {
        const quint64 left = leftBy(node, counters, port);
        out += left;
        if (left > 0)
            ports.insert(port, qint64(left));
    }
    const quint64 in = node.trigger ? counters.wanted
                       : node.step  ? node.queue.announced() + counters.passed
                                    : counters.ended;
    QJsonObject json{
        {Name("in"), qint64(in)},
        {Name("matched"), qint64(node.trigger ? counters.begun : counters.done)},
        {Name("out"), qint64(out)},
        {Name("ports"), ports},
        {Name("failed"), qint64(counters.failed)},
        {Name("dead"), qint64(counters.dead)},
        {Name("queued"), qint64(node.queue.waiting())},
        {Name("running"), node.queue.running()},
        {Name("retrying"), qint64(counters.retrying.size())},
    };
    double p50 = 0;
    double p99 = 0;
    if (counters.latency.percentiles(SystemClock().steady().count(), &p50, &p99)) {
        json.insert(Name("p50Ms"), rounded(p50));
        json.insert(Name("p99Ms"), rounded(p99));
    }
    if (counters.lastErrorNs > 0)
        json.insert(Name("lastError"),
                    QJsonObject{{Name("time"), formatTimeNs(counters.lastErrorNs)},
                                {Name("message"), counters.lastError}});
    return json;
}

QJsonObject StatisticsFeed::everything() const
{
    QJsonObject pipelines;
    for (const auto &[name, view] : m_views) {
        QJsonObject nodes;
        QJsonObject wires;
        for (const auto &[id, node] : view.nodes) {
            nodes.insert(id, node.told);
            for (const WireView &wire : node.wires)
                wires.insert(wire.name, wire.told);
        }
        QJsonObject pipeline = view.head;
        pipeline.insert(Name("nodes"), nodes);
        pipeline.insert(Name("wires"), wires);
        pipelines.insert(name, pipeline);
    }
    return {{Name("full"), true},
            {Name("time"), formatTimeNs(SystemClock().nowNs())},
            {Name("engine"), m_engineTold},
            {Name("hosts"), m_hostsTold},
            {Name("pipelines"), pipelines}};
}

} // namespace Saltern
