#include "app/studio/engineclient/runoverlay.h"

#include "app/studio/document/shownwires.h"
#include "app/studio/engineclient/deployedlistmodel.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/jsonfields.h"
#include "app/studio/engineclient/player.h"
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
            if (name == m_pipeline.name)
                takeStatistics();
        });
    connect(
        client.statistics(), &EngineStatistics::pipelineRemoved, this, [this](const QString &name) {
            if (name == m_pipeline.name)
                forget();
        });
    connect(client.pipelines(), &DeployedListModel::changed, this, [this] {
        Q_EMIT modeChanged();
        Q_EMIT staleChanged();
    });
    connect(&client, &EngineClient::changed, this, [this](const QJsonObject &change) {
        if (textOf(change, "pipeline") == m_pipeline.name)
            take(m_live, change);
    });
}

void RunOverlay::setPipeline(const Pipeline &pipeline)
{
    const bool renamed = pipeline.name != m_pipeline.name;
    m_pipeline = pipeline;
    m_wires = shownWires(pipeline);
    if (renamed) {
        forget();
        takeStatistics();
        Q_EMIT modeChanged();
    }
    Q_EMIT staleChanged();
}

Player *RunOverlay::player() const
{
    return m_player;
}

QString RunOverlay::mode() const
{
    if (!m_shownRun.isEmpty())
        return QStringLiteral("past");
    if (!m_player)
        return EngineClient::instance().pipelines()->modeOf(m_pipeline.name);
    return m_player->kind() == QLatin1StringView("demo") && m_player->isSimulated()
               ? QStringLiteral("simulated")
               : m_player->kind();
}

const RunOverlay::Picture &RunOverlay::shown() const
{
    if (!m_shownRun.isEmpty())
        return m_past;
    return m_player ? m_played : m_live;
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
        Saltern::takeFigures(known, entry.value().toObject());
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
    take(m_player ? m_played : m_live, change);
}

void RunOverlay::take(Picture &picture, const QJsonObject &change)
{
    const QString what = textOf(change, "what");
    if (what == QLatin1StringView("step"))
        takeStep(picture, change);
    else if (what == QLatin1StringView("run"))
        takeRunBegin(picture, change);
}

void RunOverlay::takeRunBegin(Picture &picture, const QJsonObject &change)
{
    if (textOf(change, "state") != QLatin1StringView("running"))
        return;
    const QString trigger = textOf(change, "trigger");
    NodeFigures &state = picture.nodes[trigger];
    state.last = QStringLiteral("ok");
    if (&picture == &m_played) {
        ++state.in;
        ++state.matched;
    }
    const Node *node = m_pipeline.node(trigger);
    const QStringList ports = node ? outputPortsOf(*node) : QStringList();
    leave(picture, trigger, ports);
    Q_EMIT nodeFactsChanged(trigger);
}

void RunOverlay::takeStep(Picture &picture, const QJsonObject &change)
{
    const QString id = textOf(change, "node");
    NodeFigures &state = picture.nodes[id];
    const QString step = textOf(change, "state");
    const QString now = stateOfStep(step, textOf(objectOf(change, "error"), "kind"));
    if (&picture == &m_played)
        countStep(picture, state, textOf(change, "step"), id, now);
    state.attempt = int(countOf(change, "attempt"));
    state.due = textOf(change, "due");
    state.observed = step == QLatin1StringView("observed");
    if (now == QLatin1StringView("running"))
        state.startedMs = m_steady.elapsed();
    else if (now != QLatin1StringView("retrying") && now != QLatin1StringView("queued"))
        state.last = now;
    if (const QString error = errorSentence(objectOf(change, "error")); !error.isEmpty())
        state.lastError = error;
    leave(picture, id, portsOf(change));
    Q_EMIT nodeFactsChanged(id);
}

/// A demo's engine sends no statistics: its steps are counted here.
void RunOverlay::countStep(Picture &picture,
                           NodeFigures &state,
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
    const auto before = picture.steps.constFind(step);
    if (before == picture.steps.cend())
        ++state.in;
    else if (qint64 *old = counter(before->second); *old > 0)
        --*old;
    ++*counter(now);
    picture.steps.insert(step, {node, now});
}

void RunOverlay::leave(Picture &picture, const QString &node, const QStringList &ports)
{
    for (const Wire &wire : std::as_const(m_wires)) {
        if (wire.from != node || !ports.contains(wire.port))
            continue;
        const QString key = wireKey(wire);
        if (&picture == &m_played) {
            ++picture.wires[key].count;
            ++picture.nodes[node].out;
            Q_EMIT wireFactsChanged(key);
        }
        if (&picture == &shown())
            pulseWire(key);
    }
}

void RunOverlay::pulseWire(const QString &key)
{
    if (shown().wires.value(key).perSecond > rateInsteadOfPulses)
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
    if (!m_player)
        m_tick.stop();
    Q_EMIT wasReset();
    Q_EMIT staleChanged();
}

void RunOverlay::beginPlay(Player *player)
{
    m_player = player;
    m_source.setRecord(player->record());
    m_played = {};
    m_playedPipeline = m_pipeline;
    m_pulseAllowance = pulsesPerSecond;
    m_tick.start();
    showLive();
}

void RunOverlay::endPlay()
{
    m_player = nullptr;
    m_source.setRecord(nullptr);
    m_playedPipeline.reset();
    showLive();
}

void RunOverlay::showLive()
{
    m_shownRun.clear();
    m_past = {};
    Q_EMIT modeChanged();
    Q_EMIT staleChanged();
    Q_EMIT wasReset();
}

void RunOverlay::showRun(const QString &run)
{
    m_source.ask(QStringLiteral("runs.show"),
                 {{QStringLiteral("run"), run}},
                 this,
                 [this, run](const QJsonObject &story) {
                     m_shownRun = run;
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
        state.lastError = errorSentence(objectOf(step, "error"));
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

void RunOverlay::takeFigures(const QJsonObject &news)
{
    const QJsonObject nodes = objectOf(news, "nodes");
    for (auto entry = nodes.begin(); entry != nodes.end(); ++entry) {
        const QJsonObject figures = entry->toObject();
        NodeFigures &state = m_played.nodes[entry.key()];
        Saltern::takeFigures(state, figures);
        state.last = stateOfStep(textOf(figures, "state"), {});
        Q_EMIT nodeFactsChanged(entry.key());
    }
    const QJsonObject wires = objectOf(news, "wires");
    for (auto entry = wires.begin(); entry != wires.end(); ++entry) {
        const QString key = wireKeyFromProtocol(entry.key());
        const qint64 count = countOf(entry->toObject(), "count");
        if (std::exchange(m_played.wires[key].count, count) == count)
            continue;
        Q_EMIT wireFactsChanged(key);
        pulseWire(key);
    }
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
    NodeFigures state = shown().nodes.value(id);
    if (&shown() != &m_live)
        return state;
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
    WireRunFacts state = shown().wires.value(key);
    if (&shown() != &m_live)
        return state;
    state.count -= m_wireBaseline.value(key);
    return state;
}

/// What is played, else what is deployed; null when that is not known.
const Pipeline *RunOverlay::shownPipeline() const
{
    const std::optional<Pipeline> &pipeline = m_player ? m_playedPipeline : m_deployed;
    return pipeline ? &*pipeline : nullptr;
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
    if (m_player)
        return names.isEmpty() ? tr("The wires were edited since the replay. Replay it again.")
                               : tr("Edited since the replay: %1. Replay it again.").arg(names);
    return names.isEmpty()
               ? tr("The wires were edited since this was deployed. Run it again to deploy.")
               : tr("Edited since it was deployed: %1. Run it again to deploy.").arg(names);
}

/// Elapsed times and the seconds to the next attempt go on without news from the engine.
void RunOverlay::tick()
{
    const Picture &picture = shown();
    for (auto node = picture.nodes.cbegin(); node != picture.nodes.cend(); ++node) {
        if (node->running > 0 || node->retrying > 0)
            Q_EMIT nodeFactsChanged(node.key());
    }
}

} // namespace Saltern
