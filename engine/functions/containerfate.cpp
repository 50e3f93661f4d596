#include "engine/functions/containerfate.h"

#include "engine/docker/dockerclient.h"

#include <QJsonArray>

namespace Saltern {

using namespace std::chrono_literals;

ContainerFate::ContainerFate(DockerClient *client, const QString &containerId)
{
    const QJsonObject filter{{QStringLiteral("container"), QJsonArray{containerId}}};
    const QByteArray filters = QJsonDocument(filter).toJson(QJsonDocument::Compact);
    m_request =
        client->request("GET",
                        QStringLiteral("/events"),
                        dockerQuery({{QStringLiteral("since"), QStringLiteral("1")},
                                     {QStringLiteral("filters"), QString::fromUtf8(filters)}}));
    m_request->setStreaming(true);
    m_request->setTimeout(0ms);
    connect(m_request.get(), &DockerRequest::bodyReceived, this, &ContainerFate::read);
    connect(m_request.get(), &DockerRequest::finished, this, &ContainerFate::finish);
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &ContainerFate::finish);
}

ContainerFate::~ContainerFate() = default;

void ContainerFate::start()
{
    m_limit.start(2s);
    m_request->start();
}

void ContainerFate::read(const QByteArray &bytes)
{
    m_rest += bytes;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(m_rest.left(end)).object();
        m_rest.remove(0, end + 1);
        const QString action = event.value(QLatin1StringView("Action")).toString();
        if (action == QLatin1StringView("oom"))
            m_outOfMemory = true;
        if (action != QLatin1StringView("die"))
            continue;
        const QJsonObject attributes = event.value(QLatin1StringView("Actor"))
                                           .toObject()
                                           .value(QLatin1StringView("Attributes"))
                                           .toObject();
        m_exitCode = attributes.value(QLatin1StringView("exitCode")).toString().toInt();
        return finish();
    }
}

void ContainerFate::finish()
{
    if (std::exchange(m_finished, true))
        return;
    Q_EMIT finished(m_outOfMemory, m_exitCode);
}

} // namespace Saltern
