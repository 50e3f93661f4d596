#include "app/studio/engineclient/runoverlay.h"

#include "app/studio/document/shownwires.h"
#include "app/studio/engineclient/deployedlistmodel.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/timetext.h"
#include "engine/pipeline/pipelinereader.h"

#include <QDateTime>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr double pulsesPerSecond = 20;
constexpr double rateInsteadOfPulses = 20;

QStringList portsOf(const QJsonObject &change)
{
    QStringList ports;
    const QJsonArray exits = arrayOf(change, "exits");
    for (const QJsonValue &port : exits)
        ports.append(port.toString());
    return ports;
}

} // namespace

RunOverlay::RunOverlay(QObject *parent) : RunFacts(parent)
{
    m_steady.start();
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &RunOverlay::tick);
    EngineClient &client = EngineClient::instance();
    connect(
        client.statistics(), &EngineStatistics::pipelineChanged, this, [this](const QString &name) {
            if (name == m_pipeline.name && m_demo.isEmpty())
                takeStatistics();
        });
    connect(
        client.statistics(), &EngineStatistics::pipelineRemoved, this, [this](const QString &name) {
            if (name == m_pipeline.name && m_demo.isEmpty())
                forget();
        });
    connect(client.pipelines(), &DeployedListModel::changed, this, [this] {
        Q_EMIT modeChanged();
        Q_EMIT staleChanged();
    });
    connect(&client, &EngineClient::changed, this, [this](const QJsonObject &change) {
        if (m_demo.isEmpty() && textOf(change, "pipeline") == m_pipeline.name)
            takeChange(change);
    });
}

void RunOverlay::setPipeline(const Pipeline &pipeline)
{
    const bool renamed = pipeline.name != m_pipeline.name;
    m_pipeline = pipeline;
    m_wires = shownWires(pipeline);
    if (renamed && m_demo.isEmpty()) {
        forget();
        takeStatistics();
        Q_EMIT modeChanged();
    }
    Q_EMIT staleChanged();
}

QString RunOverlay::mode() const
{
    if (m_replayed)
        return QStringLiteral("replay");
    if (!m_shownRun.isEmpty())
        return QStringLiteral("past");
    return m_demo.isEmpty() ? EngineClient::instance().pipelines()->modeOf(m_pipeline.name)
                            : m_demo;
}

void RunOverlay::takeStatistics()
{
    const EngineStatistics &statistics = *EngineClient::instance().statistics();
    if (!statistics.hasPipeline(m_pipeline.name))
        return;
    if (statistics.revision(m_pipeline.name) != m_deployedRevision)
        learnDeployed();
    const QJsonObject nodes = statistics.nodes(m_pipeline.name);
    for (auto entry = nodes.begin(); entry != nodes.end(); ++entry) {
        NodeFigures &known = m_live.nodes[entry.key()];
        const NodeFigures before = known;
        takeFigures(known, entry.value().toObject());
        if (known != before)
            Q_EMIT nodeFactsChanged(entry.key());
    }
    const QJsonObject wires = statistics.wires(m_pipeline.name);
    for (auto entry = wires.begin(); entry != wires.end(); ++entry) {
        const QJsonObject figures = entry.value().toObject();
        const QString key = wireKeyFromProtocol(entry.key());
        const WireRunFacts now{countOf(figures, "count"),
                               figures.value(QLatin1StringView("perSecond")).toDouble()};
        if (std::exchange(m_live.wires[key], now) != now)
            Q_EMIT wireFactsChanged(key);
    }
    if (!m_tick.isActive())
        m_tick.start();
}

/// What runs, to tell which nodes were edited since.
void RunOverlay::learnDeployed()
{
    const QString revision = EngineClient::instance().statistics()->revision(m_pipeline.name);
    m_deployedRevision = revision;
    m_baseline.clear();
    m_wireBaseline.clear();
    EngineClient::instance().ask(
        QStringLiteral("pipelines.show"),
        {{QStringLiteral("pipeline"), m_pipeline.name}},
        this,
        [this, revision](const QJsonObject &answer) {
            if (revision != m_deployedRevision)
                return;
            m_deployed =
                readPipeline(textOf(objectOf(answer, "bundle"), "document").toUtf8()).pipeline;
            Q_EMIT staleChanged();
            Q_EMIT wasReset();
        },
        [](const Error &) {});
}

void RunOverlay::takeChange(const QJsonObject &change)
{
    const QString what = textOf(change, "what");
    if (what == QLatin1StringView("step"))
        takeStep(change);
    else if (what == QLatin1StringView("run"))
        takeRunBegin(change);
}

void RunOverlay::takeRunBegin(const QJsonObject &change)
{
    if (textOf(change, "state") != QLatin1StringView("running"))
        return;
    const QString trigger = textOf(change, "trigger");
    NodeFigures &state = m_live.nodes[trigger];
    state.last = QStringLiteral("ok");
    if (!m_demo.isEmpty()) {
        ++state.in;
        ++state.matched;
    }
    const Node *node = m_pipeline.node(trigger);
    const QStringList ports = node ? outputPortsOf(*node) : QStringList();
    leave(trigger, ports);
    Q_EMIT nodeFactsChanged(trigger);
}

void RunOverlay::takeStep(const QJsonObject &change)
{
    const QString id = textOf(change, "node");
    NodeFigures &state = m_live.nodes[id];
    const QString step = textOf(change, "state");
    const QString now = stateOfStep(step, textOf(objectOf(change, "error"), "kind"));
    if (!m_demo.isEmpty())
        countStep(state, textOf(change, "step"), id, now);
    state.attempt = int(countOf(change, "attempt"));
    state.due = textOf(change, "due");
    state.observed = step == QLatin1StringView("observed");
    if (now == QLatin1StringView("running"))
        state.startedMs = m_steady.elapsed();
    else if (now != QLatin1StringView("retrying") && now != QLatin1StringView("queued"))
        state.last = now;
    if (const QString error = textOf(objectOf(change, "error"), "message"); !error.isEmpty())
        state.lastError = error;
    leave(id, portsOf(change));
    Q_EMIT nodeFactsChanged(id);
}

/// A demo's engine sends no statistics: its steps are counted here.
void RunOverlay::countStep(NodeFigures &state,
                           const QString &step,
                           const QString &node,
                           const QString &now)
{
    const auto counter = [&state](const QString &name) -> qint64 * {
        if (name == QLatin1StringView("queued"))
            return &state.queued;
        if (name == QLatin1StringView("running"))
            return &state.running;
        if (name == QLatin1StringView("retrying"))
            return &state.retrying;
        return name == QLatin1StringView("ok") || name == QLatin1StringView("skipped")
                   ? &state.matched
                   : &state.failed;
    };
    const auto before = m_live.steps.constFind(step);
    if (before == m_live.steps.cend())
        ++state.in;
    else if (qint64 *old = counter(before->second); *old > 0)
        --*old;
    ++*counter(now);
    m_live.steps.insert(step, {node, now});
}

void RunOverlay::leave(const QString &node, const QStringList &ports)
{
    for (const Wire &wire : std::as_const(m_wires)) {
        if (wire.from != node || !ports.contains(wire.port))
            continue;
        const QString key = wireKey(wire);
        if (!m_demo.isEmpty()) {
            ++m_live.wires[key].count;
            ++m_live.nodes[node].out;
            Q_EMIT wireFactsChanged(key);
        }
        if (!showsPast())
            pulseWire(key);
    }
}

void RunOverlay::pulseWire(const QString &key)
{
    if (m_live.wires.value(key).perSecond > rateInsteadOfPulses)
        return;
    const qint64 now = m_steady.elapsed();
    m_pulseAllowance = std::min(
        pulsesPerSecond, m_pulseAllowance + double(now - m_pulsesAt) * pulsesPerSecond / 1000);
    m_pulsesAt = now;
    if (m_pulseAllowance < 1)
        return;
    m_pulseAllowance -= 1;
    Q_EMIT pulsed(key);
}

void RunOverlay::forget()
{
    m_live = {};
    m_deployed.reset();
    m_deployedRevision.clear();
    m_baseline.clear();
    m_wireBaseline.clear();
    m_tick.stop();
    Q_EMIT wasReset();
    Q_EMIT staleChanged();
}

void RunOverlay::beginDemo(bool simulated)
{
    forget();
    m_shownRun.clear();
    m_replayed.reset();
    m_demo = simulated ? QStringLiteral("simulated") : QStringLiteral("demo");
    m_pulseAllowance = pulsesPerSecond;
    m_tick.start();
    Q_EMIT modeChanged();
}

void RunOverlay::endDemo()
{
    m_tick.stop();
}

void RunOverlay::showLive()
{
    m_shownRun.clear();
    m_replayed.reset();
    m_past = {};
    Q_EMIT modeChanged();
    Q_EMIT staleChanged();
    Q_EMIT wasReset();
}

void RunOverlay::showRun(const QString &run)
{
    EngineClient::instance().ask(QStringLiteral("runs.show"),
                                 {{QStringLiteral("run"), run}},
                                 this,
                                 [this, run](const QJsonObject &story) {
                                     m_shownRun = run;
                                     m_replayed.reset();
                                     paintPast(story);
                                 });
}

void RunOverlay::paintPast(const QJsonObject &story)
{
    m_past = {};
    const QString trigger = textOf(story, "trigger");
    NodeFigures &first = m_past.nodes[trigger];
    first.last = QStringLiteral("ok");
    first.in = first.matched = first.out = 1;
    const QJsonArray steps = arrayOf(story, "steps");
    QHash<qint64, QString> nodeOf{{0, trigger}};
    for (const QJsonValue &value : steps)
        nodeOf.insert(countOf(value.toObject(), "number"), textOf(value.toObject(), "node"));
    for (const QJsonValue &value : steps) {
        const QJsonObject step = value.toObject();
        const QString node = textOf(step, "node");
        const QString now =
            stateOfStep(textOf(step, "state"), textOf(objectOf(step, "error"), "kind"));
        NodeFigures &state = m_past.nodes[node];
        state.last = now;
        state.attempt = int(countOf(step, "attempt"));
        state.lastError = textOf(objectOf(step, "error"), "message");
        ++state.in;
        ++(state.lastError.isEmpty() ? state.matched : state.failed);
        state.out += arrayOf(step, "exits").size();
        state.p50Ms = state.p99Ms = msBetween(textOf(step, "started"), textOf(step, "finished"));
        const QString from = nodeOf.value(countOf(step, "parent"));
        ++m_past.wires[wireKey(from, textOf(step, "port"), node)].count;
    }
    Q_EMIT modeChanged();
    Q_EMIT staleChanged();
    Q_EMIT wasReset();
}

void RunOverlay::beginReplay()
{
    m_shownRun.clear();
    m_past = {};
    m_replayed = m_pipeline;
    m_pulseAllowance = pulsesPerSecond;
    Q_EMIT modeChanged();
    Q_EMIT staleChanged();
    Q_EMIT wasReset();
}

void RunOverlay::takeReplay(const QJsonObject &news)
{
    if (!m_replayed)
        return;
    const QJsonObject nodes = objectOf(news, "nodes");
    for (auto entry = nodes.begin(); entry != nodes.end(); ++entry) {
        const QJsonObject figures = entry->toObject();
        NodeFigures &state = m_past.nodes[entry.key()];
        takeFigures(state, figures);
        state.last = stateOfStep(textOf(figures, "state"), {});
        Q_EMIT nodeFactsChanged(entry.key());
    }
    const QJsonObject wires = objectOf(news, "wires");
    for (auto entry = wires.begin(); entry != wires.end(); ++entry) {
        const QString key = wireKeyFromProtocol(entry.key());
        const qint64 count = countOf(entry->toObject(), "count");
        if (std::exchange(m_past.wires[key].count, count) == count)
            continue;
        Q_EMIT wireFactsChanged(key);
        pulseWire(key);
    }
}

void RunOverlay::pinOutput(const QString &node, const QVariantMap &output)
{
    if (output.isEmpty())
        m_pinned.remove(node);
    else
        m_pinned.insert(node, QJsonObject::fromVariantMap(output));
    Q_EMIT nodeFactsChanged(node);
    Q_EMIT pinnedChanged();
}

QJsonObject RunOverlay::pinnedOutputs() const
{
    QJsonObject outputs;
    for (auto output = m_pinned.cbegin(); output != m_pinned.cend(); ++output) {
        if (m_pipeline.node(output.key()))
            outputs.insert(output.key(), output.value());
    }
    return outputs;
}

void RunOverlay::ignoreFailure(const QString &node)
{
    const auto known = m_live.nodes.find(node);
    if (known == m_live.nodes.end())
        return;
    known->last = QStringLiteral("ignored");
    known->lastError.clear();
    m_baseline[node].failed = known->failed;
    Q_EMIT nodeFactsChanged(node);
}

void RunOverlay::resetCounters()
{
    m_baseline = m_live.nodes;
    m_wireBaseline.clear();
    for (auto wire = m_live.wires.cbegin(); wire != m_live.wires.cend(); ++wire)
        m_wireBaseline.insert(wire.key(), wire->count);
    Q_EMIT wasReset();
}

NodeFigures RunOverlay::node(const QString &id) const
{
    if (showsPast())
        return m_past.nodes.value(id);
    NodeFigures state = m_live.nodes.value(id);
    const NodeFigures before = m_baseline.value(id);
    state.in -= before.in;
    state.matched -= before.matched;
    state.out -= before.out;
    state.failed -= before.failed;
    state.dead -= before.dead;
    return state;
}

WireRunFacts RunOverlay::wire(const QString &key) const
{
    if (showsPast())
        return m_past.wires.value(key);
    WireRunFacts state = m_live.wires.value(key);
    state.count -= m_wireBaseline.value(key);
    return state;
}

/// What was replayed, else what is deployed; null when that is not known, or is a demo's own.
const Pipeline *RunOverlay::shownPipeline() const
{
    if (m_replayed)
        return &*m_replayed;
    return m_deployed && m_demo.isEmpty() ? &*m_deployed : nullptr;
}

bool RunOverlay::isChanged(const QString &id) const
{
    const Pipeline *shown = shownPipeline();
    const Node *now = m_pipeline.node(id);
    const Node *before = shown && now ? shown->node(id) : nullptr;
    return shown && now && (!before || !(*now == *before));
}

QString RunOverlay::staleReason() const
{
    const Pipeline *shown = shownPipeline();
    if (!shown || m_pipeline == *shown)
        return {};
    QStringList edited;
    for (const Node &node : m_pipeline.nodes) {
        if (isChanged(node.id))
            edited.append(node.id);
    }
    const QString names = edited.join(QStringLiteral(", "));
    if (m_replayed)
        return names.isEmpty() ? tr("The wires were edited since the replay. Replay it again.")
                               : tr("Edited since the replay: %1. Replay it again.").arg(names);
    return names.isEmpty()
               ? tr("The wires were edited since this was deployed. Run it again to deploy.")
               : tr("Edited since it was deployed: %1. Run it again to deploy.").arg(names);
}

/// Elapsed times and the seconds to the next attempt go on without news from the engine.
void RunOverlay::tick()
{
    for (auto node = m_live.nodes.cbegin(); node != m_live.nodes.cend(); ++node) {
        if (node->running > 0 || node->retrying > 0)
            Q_EMIT nodeFactsChanged(node.key());
    }
}

} // namespace Saltern
