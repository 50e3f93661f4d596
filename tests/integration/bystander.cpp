#include "tests/integration/bystander.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

namespace Saltern {

namespace {

QString text(const QJsonValue &object, const char *key)
{
    return object.toObject().value(QLatin1StringView(key)).toString();
}

} // namespace

Bystander::Bystander(const QString &endpoint) : m_client(DockerEndpoint::parse(endpoint).value())
{
}

Bystander::~Bystander()
{
    for (const QString &id : m_containers)
        ask("DELETE",
            QStringLiteral("/containers/") + id,
            dockerQuery({{QStringLiteral("force"), QStringLiteral("1")}}));
    for (const QString &tag : m_tags)
        ask("DELETE", QStringLiteral("/images/") + tag);
}

DockerResponse Bystander::ask(const QByteArray &method,
                              const QString &path,
                              const QUrlQuery &query,
                              const QJsonObject &body)
{
    const std::unique_ptr<DockerRequest> request = m_client.request(method, path, query);
    if (!body.isEmpty())
        request->setJson(body);
    QSignalSpy finished(request.get(), &DockerRequest::finished);
    request->start();
    if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, 60'000))
        return {};
    return finished.constFirst().constFirst().value<Result<DockerResponse>>().value_or(
        DockerResponse());
}

void Bystander::tag(const QString &image, const QString &repository, const QString &tag)
{
    ask("POST",
        QStringLiteral("/images/%1/tag").arg(image),
        dockerQuery({{QStringLiteral("repo"), repository}, {QStringLiteral("tag"), tag}}));
    m_tags.append(repository + u':' + tag);
}

QString Bystander::startContainer(const QString &image, const QJsonObject &labels)
{
    const QJsonObject body{
        {QStringLiteral("Image"), image},
        {QStringLiteral("Cmd"), QJsonArray{QStringLiteral("sleep"), QStringLiteral("600")}},
        {QStringLiteral("Labels"), labels},
        {QStringLiteral("HostConfig"),
         QJsonObject{{QStringLiteral("NetworkMode"), QStringLiteral("none")}}}};
    const QString id =
        text(ask("POST", QStringLiteral("/containers/create"), {}, body).object(), "Id");
    ask("POST", QStringLiteral("/containers/%1/start").arg(id));
    m_containers.append(id);
    return id;
}

// The start time and the process show a container that was stopped and started again.
QString Bystander::containerLine(const QString &id)
{
    const QJsonValue state = ask("GET", QStringLiteral("/containers/%1/json").arg(id))
                                 .object()
                                 .value(QLatin1StringView("State"));
    return QStringLiteral("container %1 %2 since %3 pid %4")
        .arg(id, text(state, "Status"), text(state, "StartedAt"))
        .arg(state.toObject().value(QLatin1StringView("Pid")).toInt());
}

void Bystander::killContainer(const QString &id)
{
    ask("POST", QStringLiteral("/containers/%1/kill").arg(id));
}

QStringList Bystander::inventory()
{
    const QUrlQuery all = dockerQuery({{QStringLiteral("all"), QStringLiteral("1")}});
    QStringList lines;
    for (const QJsonValue &container : ask("GET", QStringLiteral("/containers/json"), all).array())
        lines.append(containerLine(text(container, "Id")));
    for (const QJsonValue &image : ask("GET", QStringLiteral("/images/json"), all).array()) {
        QStringList tags;
        for (const QJsonValue &tag :
             image.toObject().value(QLatin1StringView("RepoTags")).toArray())
            tags.append(tag.toString());
        tags.sort();
        lines.append(QStringLiteral("image ") + text(image, "Id") + u' ' + tags.join(u' '));
    }
    const QJsonObject volumes = ask("GET", QStringLiteral("/volumes")).object();
    for (const QJsonValue &volume : volumes.value(QLatin1StringView("Volumes")).toArray())
        lines.append(QStringLiteral("volume ") + text(volume, "Name"));
    for (const QJsonValue &network : ask("GET", QStringLiteral("/networks")).array())
        lines.append(QStringLiteral("network ") + text(network, "Id"));
    lines.sort();
    return lines;
}

} // namespace Saltern
