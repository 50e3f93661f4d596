#include "engine/nodes/container.ensure/containerreplacement.h"

#include "engine/base/duration.h"
#include "engine/docker/streamdemultiplexer.h"

#include <utility>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto askAgain = 200ms;
constexpr auto lastLines = "20";
constexpr qsizetype keptOfLastLines = 16 * 1024;

QString shortId(const QString &id)
{
    return id.left(12);
}

QString textOfLog(const QByteArray &body)
{
    StreamDemultiplexer frames;
    const auto parts = frames.feed(body);
    if (!parts)
        return QString::fromUtf8(body); // a container with a terminal
    QByteArray text;
    for (const StreamDemultiplexer::Part &part : *parts)
        text += part.bytes;
    return QString::fromUtf8(text);
}

Error notRunning(const QString &name, const QJsonObject &state)
{
    const QString reason = state.value(QLatin1StringView("Error")).toString();
    return {ErrorKind::Failed,
            QStringLiteral("The container %1 did not keep running: it ended with exit code %2.")
                .arg(name)
                .arg(state.value(QLatin1StringView("ExitCode")).toInt()),
            QStringLiteral("Its last lines are in the step's log."),
            reason};
}

} // namespace

ContainerReplacement::ContainerReplacement(DockerClient *client, const Order &order)
    : m_client(client), m_order(order)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &ContainerReplacement::watch);
}

ContainerReplacement::~ContainerReplacement() = default;

void ContainerReplacement::start()
{
    if (m_order.body) {
        create();
        return;
    }
    m_new = m_order.existing;
    startNew();
}

void ContainerReplacement::send(std::unique_ptr<DockerRequest> request,
                                std::function<void(const Result<DockerResponse> &)> answered)
{
    m_request = std::move(request);
    m_request->setTimeout(0ms);
    connect(m_request.get(),
            &DockerRequest::finished,
            this,
            [this, answered = std::move(answered)](const Result<DockerResponse> &response) {
                m_request.release()->deleteLater(); // this is its own signal
                const auto reply = answered;
                reply(response);
            });
    m_request->start();
}

void ContainerReplacement::step(std::unique_ptr<DockerRequest> request,
                                const QString &done,
                                Next next)
{
    send(std::move(request), [this, done, next](const Result<DockerResponse> &response) {
        if (!response) {
            rollBack(response.error());
            return;
        }
        m_log += done;
        (this->*next)();
    });
}

void ContainerReplacement::create()
{
    const QString name = m_order.existing.isEmpty() ? m_order.name : newName(m_order.name);
    auto request = m_client->request("POST",
                                     QStringLiteral("/containers/create"),
                                     dockerQuery({{QStringLiteral("name"), name}}));
    request->setJson(m_order.body->create);
    send(std::move(request), [this](const Result<DockerResponse> &response) {
        if (!response) {
            rollBack(response.error());
            return;
        }
        m_new = response->object().value(QLatin1StringView("Id")).toString();
        m_log += QStringLiteral("created %1 for %2").arg(shortId(m_new), m_order.name);
        Q_EMIT touches(m_new);
        connectNetwork();
    });
}

void ContainerReplacement::connectNetwork()
{
    if (m_connected == m_order.body->networks.size()) {
        stopExisting();
        return;
    }
    const auto &[network, endpoint] = m_order.body->networks.at(m_connected++);
    auto request = m_client->request("POST", QStringLiteral("/networks/%1/connect").arg(network));
    request->setJson(
        {{QStringLiteral("Container"), m_new}, {QStringLiteral("EndpointConfig"), endpoint}});
    step(std::move(request),
         QStringLiteral("connected it to %1").arg(network),
         &ContainerReplacement::connectNetwork);
}

void ContainerReplacement::stopExisting()
{
    m_stopped = m_order.existingRuns || m_order.existingRan;
    if (!m_order.existingRuns) {
        putAside();
        return;
    }
    QUrlQuery query;
    if (!m_order.stopSeconds.isEmpty())
        query.addQueryItem(QStringLiteral("t"), m_order.stopSeconds);
    step(m_client->request(
             "POST", QStringLiteral("/containers/%1/stop").arg(m_order.existing), query),
         QStringLiteral("stopped %1").arg(shortId(m_order.existing)),
         &ContainerReplacement::putAside);
}

void ContainerReplacement::putAside()
{
    if (m_order.existing.isEmpty()) {
        startNew();
        return;
    }
    m_aside = true;
    step(m_client->request("POST",
                           QStringLiteral("/containers/%1/rename").arg(m_order.existing),
                           dockerQuery({{QStringLiteral("name"), oldName(m_order.name)}})),
         QStringLiteral("put %1 aside").arg(shortId(m_order.existing)),
         &ContainerReplacement::takeName);
}

void ContainerReplacement::takeName()
{
    step(m_client->request("POST",
                           QStringLiteral("/containers/%1/rename").arg(m_new),
                           dockerQuery({{QStringLiteral("name"), m_order.name}})),
         QStringLiteral("called %1 %2").arg(shortId(m_new), m_order.name),
         &ContainerReplacement::startNew);
}

void ContainerReplacement::startNew()
{
    if (!m_order.start) {
        removeExisting();
        return;
    }
    send(m_client->request("POST", QStringLiteral("/containers/%1/start").arg(m_new)),
         [this](const Result<DockerResponse> &response) {
             if (!response) {
                 rollBack(response.error());
                 return;
             }
             m_log += QStringLiteral("started %1").arg(shortId(m_new));
             m_running.start();
             watch();
         });
}

void ContainerReplacement::watch()
{
    send(m_client->request("GET", QStringLiteral("/containers/%1/json").arg(m_new)),
         [this](const Result<DockerResponse> &response) {
             if (response)
                 watched(response->object());
             else
                 rollBack(response.error());
         });
}

void ContainerReplacement::watched(const QJsonObject &container)
{
    const QJsonObject state = container.value(QLatin1StringView("State")).toObject();
    const QString health = state.value(QLatin1StringView("Health"))
                               .toObject()
                               .value(QLatin1StringView("Status"))
                               .toString();
    // A restart policy hides a crash: the container runs, again.
    const bool crashed = container.value(QLatin1StringView("RestartCount")).toInt() > 0 ||
                         !state.value(QLatin1StringView("Running")).toBool() ||
                         state.value(QLatin1StringView("Restarting")).toBool();
    if (crashed) {
        readLastWords(notRunning(m_order.name, state));
    } else if (health == QLatin1StringView("unhealthy")) {
        readLastWords(
            {ErrorKind::Failed,
             QStringLiteral("The health check of the container %1 fails.").arg(m_order.name),
             QStringLiteral("Its last lines are in the step's log."),
             {}});
    } else if (health == QLatin1StringView("starting") ||
               std::chrono::milliseconds(m_running.elapsed()) < m_order.settle) {
        m_again.start(askAgain);
    } else {
        m_log += health.isEmpty()
                     ? QStringLiteral("it has run for %1").arg(formatDuration(m_order.settle))
                     : QStringLiteral("it is %1").arg(health);
        removeExisting();
    }
}

void ContainerReplacement::readLastWords(const Error &error)
{
    send(m_client->request("GET",
                           QStringLiteral("/containers/%1/logs").arg(m_new),
                           dockerQuery({{QStringLiteral("stdout"), QStringLiteral("1")},
                                        {QStringLiteral("stderr"), QStringLiteral("1")},
                                        {QStringLiteral("tail"), QString::fromLatin1(lastLines)}})),
         [this, error](const Result<DockerResponse> &response) {
             if (response && !response->body.isEmpty())
                 m_log += QStringLiteral("its last lines:\n%1")
                              .arg(textOfLog(response->body).right(keptOfLastLines));
             rollBack(error);
         });
}

void ContainerReplacement::removeExisting()
{
    if (!m_order.body || m_order.existing.isEmpty()) {
        finish(m_new);
        return;
    }
    send(m_client->request("DELETE", QStringLiteral("/containers/%1").arg(m_order.existing)),
         [this](const Result<DockerResponse> &response) {
             // The new one runs: what could not be removed is no reason to go back.
             m_log += response ? QStringLiteral("removed %1").arg(shortId(m_order.existing))
                               : QStringLiteral("%1 could not be removed: %2")
                                     .arg(oldName(m_order.name), response.error().message);
             finish(m_new);
         });
}

void ContainerReplacement::rollBack(const Error &error)
{
    if (m_error)
        return;
    m_error = error;
    m_again.stop();
    m_request.reset();
    undo();
}

// One thing after another, the last that was done first; each is tried whatever became of the
// others.
void ContainerReplacement::undo()
{
    if (m_order.body && !m_new.isEmpty()) {
        const QString id = std::exchange(m_new, QString());
        undoStep(m_client->request("DELETE",
                                   QStringLiteral("/containers/%1").arg(id),
                                   dockerQuery({{QStringLiteral("force"), QStringLiteral("1")}})),
                 QStringLiteral("removed %1 again").arg(shortId(id)));
    } else if (std::exchange(m_aside, false)) {
        undoStep(m_client->request("POST",
                                   QStringLiteral("/containers/%1/rename").arg(m_order.existing),
                                   dockerQuery({{QStringLiteral("name"), m_order.name}})),
                 QStringLiteral("called %1 %2 again").arg(shortId(m_order.existing), m_order.name));
    } else if (std::exchange(m_stopped, false)) {
        // Not "start": it may still be stopping, and would end after all.
        undoStep(m_client->request("POST",
                                   QStringLiteral("/containers/%1/restart").arg(m_order.existing),
                                   dockerQuery({{QStringLiteral("t"), QStringLiteral("0")}})),
                 QStringLiteral("started %1 again").arg(shortId(m_order.existing)));
    } else {
        finish(fail(*m_error));
    }
}

void ContainerReplacement::undoStep(std::unique_ptr<DockerRequest> request, const QString &done)
{
    send(std::move(request), [this, done](const Result<DockerResponse> &response) {
        m_log +=
            response ? done : QStringLiteral("could not undo: %1").arg(response.error().message);
        undo();
    });
}

void ContainerReplacement::finish(const Result<QString> &result)
{
    Q_EMIT finished(result);
}

} // namespace Saltern
