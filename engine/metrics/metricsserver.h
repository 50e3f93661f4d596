#pragma once

#include "engine/http/httpserver.h"
#include "engine/runs/changes.h"

#include <map>

namespace Saltern {

class Engine;
class MetricsText;

/// What monitoring asks an engine: /metrics for Prometheus, /healthz, /readyz (docs/metrics.md).
/// Reads only; nothing of an event is told, only names and numbers. Engine thread.
class MetricsServer : public QObject, private HttpService
{
    Q_OBJECT
public:
    /// `engine` is open and outlives it.
    explicit MetricsServer(Engine &engine);

    Result<void> listen(const ListenAddress &address) { return m_server.listen(address); }
    ListenAddress address() const { return m_server.address(); }

    QByteArray metrics() const;

private:
    Admission admit(const HttpRequest &head) override;
    void serve(const HttpRequest &request, const HttpExchange &exchange) override;
    HttpReply health() const;
    HttpReply readiness() const;

    void see(const RunChange &change);
    void writeEngine(MetricsText &text) const;
    void writeRuns(MetricsText &text) const;
    void writeSteps(MetricsText &text) const;
    void writeQueues(MetricsText &text) const;
    void writeWebhooks(MetricsText &text) const;
    void writeHosts(MetricsText &text) const;
    void writePools(MetricsText &text) const;

    Engine &m_engine;
    HttpServer m_server;
    std::map<std::pair<QString, RunState>, quint64> m_ended; // runs
};

} // namespace Saltern
