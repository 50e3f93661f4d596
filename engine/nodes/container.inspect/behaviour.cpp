#include "engine/base/bytesize.h"
#include "engine/docker/streamdemultiplexer.h"
#include "engine/nodes/boundedtext.h"
#include "engine/nodes/container.inspect/containerreport.h"
#include "engine/nodes/containerstep.h"
#include "engine/nodes/jsontext.h"

namespace Saltern {

namespace {

// The end of a container's log out of the body that the engine sends.
class LogTail
{
public:
    LogTail(qsizetype limit, bool terminal) : m_text(0, limit), m_terminal(terminal) {}

    void feed(const QByteArray &bytes)
    {
        if (m_terminal) {
            m_text.append(bytes);
            return;
        }
        const auto parts = m_frames.feed(bytes);
        if (!parts) {
            // An engine that sends a log without frames after all: better raw than not at all.
            m_terminal = true;
            m_text.append(bytes);
            return;
        }
        for (const StreamDemultiplexer::Part &part : *parts)
            m_text.append(part.bytes);
    }

    QJsonObject report(const QString &unavailable = {}) const
    {
        const QString text = m_text.text();
        const qsizetype lines =
            text.count(u'\n') + (text.isEmpty() || text.endsWith(u'\n') ? 0 : 1);
        return {{QStringLiteral("text"), text},
                {QStringLiteral("lines"), lines},
                {QStringLiteral("truncated"), m_text.isTruncated()},
                {QStringLiteral("unavailable"), unavailable}};
    }

private:
    BoundedText m_text;
    StreamDemultiplexer m_frames;
    bool m_terminal;
};

class ContainerInspectStep final : public ContainerStep
{
public:
    using ContainerStep::ContainerStep;

private:
    void found(const QJsonObject &container) override
    {
        const QJsonObject &parameters = input().parameters;
        const QStringList what = oneOrMany(parameters.value(QLatin1StringView("what")));
        QJsonObject identity = containerIdentity(container);
        const QJsonObject config = container.value(QLatin1StringView("Config")).toObject();
        identity.insert(QStringLiteral("labels"),
                        config.value(QLatin1StringView("Labels")).toObject());
        m_data.insert(QStringLiteral("container"), identity);
        if (what.contains(QLatin1StringView("state")))
            m_data.insert(QStringLiteral("state"), stateReport(container));
        if (what.contains(QLatin1StringView("config"))) {
            const bool values = parameters.value(QLatin1StringView("environment")).toString() ==
                                QLatin1StringView("values");
            m_data.insert(QStringLiteral("config"), configReport(container, values));
        }
        if (what.contains(QLatin1StringView("log"))) {
            readLog(identity.value(QLatin1StringView("id")).toString(),
                    config.value(QLatin1StringView("Tty")).toBool());
        } else {
            leave();
        }
    }

    void readLog(const QString &id, bool terminal)
    {
        const QJsonObject &parameters = input().parameters;
        const auto limit =
            parseByteSize(parameters.value(QLatin1StringView("logLimit")).toString());
        if (!limit) {
            failWith(limit.error());
            return;
        }
        m_log = std::make_unique<LogTail>(*limit, terminal);
        const int lines = parameters.value(QLatin1StringView("lines")).toInt();
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("stdout"), QStringLiteral("1"));
        query.addQueryItem(QStringLiteral("stderr"), QStringLiteral("1"));
        query.addQueryItem(QStringLiteral("tail"), QString::number(lines));
        auto logs = client()->request("GET", QStringLiteral("/containers/%1/logs").arg(id), query);
        logs->setStreaming(true);
        connect(logs.get(), &DockerRequest::bodyReceived, this, [this](const QByteArray &bytes) {
            m_log->feed(bytes);
        });
        send(std::move(logs),
             [this](const Result<DockerResponse> &response) { logRead(response); });
    }

    void logRead(const Result<DockerResponse> &response)
    {
        if (response) {
            m_data.insert(QStringLiteral("log"), m_log->report());
            leave();
            return;
        }
        // A logging driver that cannot be read is a fact about the container, not a failure.
        const bool refused = response.error().detail.startsWith(QStringLiteral("HTTP ")) &&
                             response.error().kind != ErrorKind::NotFound;
        if (!refused) {
            failWith(response.error());
            return;
        }
        m_data.insert(QStringLiteral("log"), m_log->report(response.error().message));
        leave();
    }

    void leave()
    {
        StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"), m_data);
        outcome.detail = {{QStringLiteral("host"), input().host},
                          {QStringLiteral("container"), reference()}};
        finish(outcome);
    }

    QJsonObject m_data;
    std::unique_ptr<LogTail> m_log;
};

class ContainerInspectNode final : public StepNode
{
public:
    explicit ContainerInspectNode(const Services &services) : m_services(services) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<ContainerInspectStep>(input, m_services);
    }

private:
    Services m_services;
};

Result<std::unique_ptr<StepNode>> makeContainerInspect(const NodeSetup &setup)
{
    return std::make_unique<ContainerInspectNode>(setup.services);
}

} // namespace

NodeBehaviour containerInspectBehaviour()
{
    return {.step = makeContainerInspect};
}

} // namespace Saltern
