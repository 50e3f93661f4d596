#include "engine/metrics/metricsserver.h"

#include "engine/control/enginecontrol.h"
#include "engine/functions/functionhosts.h"
#include "engine/metrics/metricstext.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/runs/engine.h"

namespace Saltern {

namespace {

using Name = QLatin1StringView;

HttpReply textReply(int status, const QByteArray &text)
{
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, text};
}

} // namespace

MetricsServer::MetricsServer(Engine &engine) : m_engine(engine), m_server(*this)
{
    connect(&engine.scheduler(), &Scheduler::runChanged, this, &MetricsServer::see);
}

void MetricsServer::see(const RunChange &change)
{
    if (change.state != RunState::Running)
        ++m_ended[{change.pipeline, change.state}];
}

HttpService::Admission MetricsServer::admit(const HttpRequest &head)
{
    static const QByteArrayList pages{"/metrics", "/healthz", "/readyz"};
    if (!pages.contains(head.path()))
        return {.refusal = HttpReply::refusal(
                    404, QStringLiteral("There are /metrics, /healthz and /readyz."))};
    if (head.method != "GET")
        return {.refusal = HttpReply::refusal(405, QStringLiteral("This can only be read."))};
    return {};
}

void MetricsServer::serve(const HttpRequest &request, const HttpExchange &exchange)
{
    const QByteArray page = request.path();
    if (page == "/healthz")
        exchange.answer(health());
    else if (page == "/readyz")
        exchange.answer(readiness());
    else
        exchange.answer({.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                         .body = metrics()});
}

// That the event loop comes to answer is the news.
HttpReply MetricsServer::health() const
{
    return textReply(200, "ok\n");
}

HttpReply MetricsServer::readiness() const
{
    if (!m_engine.control())
        return textReply(503, "starting or ending\n");
    if (m_engine.isStalled())
        return textReply(503, "the journal cannot be written\n");
    if (m_engine.journal().isFull())
        return textReply(503, "the journal is behind\n");
    return textReply(200, "ready\n");
}

QByteArray MetricsServer::metrics() const
{
    MetricsText text;
    writeEngine(text);
    if (m_engine.control()) {
        writeRuns(text);
        writeSteps(text);
    }
    writeQueues(text);
    writeWebhooks(text);
    writeHosts(text);
    writePools(text);
    return text.bytes();
}

void MetricsServer::writeEngine(MetricsText &text) const
{
    text.family("saltern_info", "gauge", "The version of the engine, always 1.");
    text.sample({{"version", QStringLiteral(SALTERN_VERSION)}}, 1);
    text.family(
        "saltern_journal_commit_seconds", "histogram", "How long batches took to become durable.");
    text.histogram(m_engine.journal().commits());
    text.family("saltern_journal_pending", "gauge", "Transactions that are not durable yet.");
    text.sample({}, double(m_engine.journal().pending()));
    text.family("saltern_journal_stalled", "gauge", "1 while the journal cannot be written.");
    text.sample({}, m_engine.isStalled() ? 1 : 0);
}

void MetricsServer::writeRuns(MetricsText &text) const
{
    const RunStatistics &statistics = m_engine.control()->statistics();
    text.family("saltern_events_total", "counter", "Events on the bus.");
    text.sample({}, double(statistics.events()));
    text.family("saltern_dead_letters_total", "counter", "Events that went no further.");
    text.sample({}, double(statistics.deadLetters()));
    text.family("saltern_runs_begun_total", "counter", "Runs that began.");
    text.sample({}, double(statistics.runs()));
    text.family("saltern_runs_total", "counter", "Runs that ended, by how they ended.");
    for (const auto &[which, count] : m_ended)
        text.sample({{"pipeline", which.first}, {"state", runStateName(which.second)}},
                    double(count));
    text.family("saltern_runs_open", "gauge", "Runs that have not ended.");
    text.sample({}, double(m_engine.scheduler().openRuns()));
}

void MetricsServer::writeSteps(MetricsText &text) const
{
    text.family("saltern_steps_total", "counter", "Steps that ended, by their outcome.");
    for (const auto &pipeline : m_engine.scheduler().deployed()) {
        const RunStatistics::Nodes &nodes =
            m_engine.control()->statistics().nodes(pipeline->name());
        for (const DeployedNode &node : pipeline->nodes()) {
            if (node.trigger)
                continue;
            const NodeCounters counters = nodes.value(node.node.id);
            const auto outcome = [&](const char *name, quint64 count) {
                text.sample({{"pipeline", pipeline->name()},
                             {"node", node.node.id},
                             {"kind", node.descriptor->kind},
                             {"outcome", QString::fromLatin1(name)}},
                            double(count));
            };
            outcome("done", counters.done);
            outcome("failed", counters.failed);
            // Cancelled, lost, or stopped at a disabled node.
            outcome("dropped", counters.ended - counters.done - counters.failed);
        }
    }
}

void MetricsServer::writeQueues(MetricsText &text) const
{
    const auto each = [&](const auto &number) {
        for (const auto &pipeline : m_engine.scheduler().deployed()) {
            for (const DeployedNode &node : pipeline->nodes()) {
                if (node.step)
                    text.sample({{"pipeline", pipeline->name()}, {"node", node.node.id}},
                                double(number(*node.queue)));
            }
        }
    };
    text.family("saltern_steps_waiting", "gauge", "Steps that wait for their turn.");
    each([](const NodeQueue &queue) { return queue.waiting(); });
    text.family("saltern_steps_running", "gauge", "Steps under way.");
    each([](const NodeQueue &queue) { return queue.running(); });
}

void MetricsServer::writeWebhooks(MetricsText &text) const
{
    const auto counters = m_engine.webhooks().admission().counters();
    const auto family = [&](const char *name, const char *type, const char *help, auto number) {
        text.family(name, type, help);
        for (const auto &[path, counted] : counters)
            text.sample({{"path", path}}, double(number(counted)));
    };
    using Counters = const AdmissionCounters &;
    family("saltern_webhook_waiting", "gauge", "Requests that wait for room.", [](Counters c) {
        return c.waiting;
    });
    family("saltern_webhook_waited_total",
           "counter",
           "Requests that had to wait for room.",
           [](Counters c) { return c.waited; });
    family("saltern_webhook_refused_total",
           "counter",
           "Requests that were refused for want of room.",
           [](Counters c) { return c.refused; });
}

void MetricsServer::writeHosts(MetricsText &text) const
{
    const QStringList hosts = m_engine.hosts().names();
    const auto family = [&](const char *name, const char *type, const char *help, auto number) {
        text.family(name, type, help);
        for (const QString &host : hosts)
            text.sample({{"host", host}}, double(number(m_engine.intakeCounters(host))));
    };
    using Counters = const IntakeCounters &;
    family("saltern_host_up", "gauge", "1 while the host's events are read.", [](Counters c) {
        return c.connected ? 1 : 0;
    });
    family("saltern_host_events_total", "counter", "Events of a host.", [](Counters c) {
        return c.delivered;
    });
    family("saltern_host_events_dropped_total",
           "counter",
           "Events that a full queue refused.",
           [](Counters c) { return c.dropped; });
    family("saltern_host_gaps_total",
           "counter",
           "Times in which events may have been missed.",
           [](Counters c) { return c.gaps; });
}

void MetricsServer::writePools(MetricsText &text) const
{
    const QJsonArray pools = m_engine.services().functions->pools();
    const auto family = [&](const char *name, const char *type, const char *help, Name field) {
        text.family(name, type, help);
        for (const QJsonValue &value : pools) {
            const QJsonObject pool = value.toObject();
            text.sample({{"pipeline", pool.value(Name("pipeline")).toString()},
                         {"node", pool.value(Name("node")).toString()},
                         {"host", pool.value(Name("host")).toString()}},
                        pool.value(field).toDouble());
        }
    };
    family(
        "saltern_pool_containers", "gauge", "Containers kept for a function.", Name("containers"));
    family("saltern_pool_running", "gauge", "Calls under way in them.", Name("running"));
    family("saltern_pool_waiting", "gauge", "Calls that wait for a container.", Name("waiting"));
    family("saltern_pool_calls_ok_total", "counter", "Calls that succeeded.", Name("ok"));
    family("saltern_pool_calls_failed_total", "counter", "Calls that failed.", Name("failed"));
}

} // namespace Saltern
