#include "engine/demos/demoscene.h"

#include "engine/docker/dockerclient.h"

#include <QJsonArray>

namespace Saltern {

namespace {

constexpr std::chrono::minutes pullTimeout{10};

std::pair<QString, QString> splitTag(const QString &image)
{
    const qsizetype colon = image.lastIndexOf(u':');
    if (colon < image.lastIndexOf(u'/') || colon < 0)
        return {image, QStringLiteral("latest")};
    return {image.first(colon), image.sliced(colon + 1)};
}

// The socket as the daemon sees it: where we reach it, for an engine on this machine.
QString socketOf(const DockerEndpoint &endpoint)
{
    return endpoint.path.isEmpty() ? QStringLiteral("/var/run/docker.sock") : endpoint.path;
}

// A pull is answered by 200 and a stream of objects, one of which may be the error.
QString errorInPull(const QByteArray &body)
{
    for (const QByteArray &line : body.split('\n')) {
        const QString error =
            QJsonDocument::fromJson(line).object().value(QLatin1StringView("error")).toString();
        if (!error.isEmpty())
            return error;
    }
    return {};
}

} // namespace

DemoScene::DemoScene(DockerClient *client, const QString &run, QObject *parent)
    : QObject(parent), m_client(client), m_run(run)
{
}

DemoScene::~DemoScene() = default;

QString DemoScene::fullName(const QString &container) const
{
    return demoPrefix(m_run) + u'-' + container;
}

DockerRequest *DemoScene::request(const QByteArray &method,
                                  const QString &path,
                                  const QUrlQuery &query,
                                  Answered answered)
{
    m_request = m_client->request(method, path, query);
    connect(
        m_request.get(), &DockerRequest::finished, this, [this, answered](const Answer &answer) {
            m_request.release()->deleteLater();
            (this->*answered)(answer);
        });
    return m_request.get();
}

void DemoScene::send(const QByteArray &method,
                     const QString &path,
                     const QUrlQuery &query,
                     Answered answered)
{
    request(method, path, query, answered)->start();
}

void DemoScene::finish(const Answer &answer)
{
    m_starting = false;
    Q_EMIT done(answer ? Result<void>() : tl::unexpected(answer.error()));
}

void DemoScene::prepare(const QStringList &images)
{
    m_wantedImages = images;
    send("GET", QStringLiteral("/images/json"), {}, &DemoScene::imagesListed);
}

void DemoScene::imagesListed(const Answer &answer)
{
    if (!answer) {
        finish(answer);
        return;
    }
    for (const QJsonValue &image : answer->array()) {
        for (const QJsonValue &tag :
             image.toObject().value(QLatin1StringView("RepoTags")).toArray())
            m_wantedImages.removeAll(tag.toString());
    }
    pullNext();
}

void DemoScene::pullNext()
{
    if (m_wantedImages.isEmpty()) {
        Q_EMIT done({});
        return;
    }
    const auto [repository, tag] = splitTag(m_wantedImages.constFirst());
    DockerRequest *request = this->request(
        "POST",
        QStringLiteral("/images/create"),
        dockerQuery({{QStringLiteral("fromImage"), repository}, {QStringLiteral("tag"), tag}}),
        &DemoScene::pulled);
    request->setTimeout(pullTimeout);
    request->start();
}

void DemoScene::pulled(const Answer &answer)
{
    const QString image = m_wantedImages.takeFirst();
    const QString why = answer ? errorInPull(answer->body) : answer.error().message;
    if (!why.isEmpty()) {
        m_missingImage = image;
        Q_EMIT done(
            fail(ErrorKind::Unreachable,
                 QStringLiteral("The Docker engine has no image %1 and could not pull it: %2")
                     .arg(image, why),
                 QStringLiteral(
                     "Give the engine access to a registry, load the image with 'docker load', or "
                     "run './dev demo --private', which brings its own.")));
        return;
    }
    m_broughtImages.append(image);
    pullNext();
}

void DemoScene::start(const DemoContainer &container)
{
    m_container = container;
    if (container.tag.isEmpty()) {
        create(&DemoScene::created);
        return;
    }
    m_container.image = sendTag(container.image, container.tag, &DemoScene::tagged);
}

void DemoScene::tag(const QString &image, const QString &tag, const QStringList &command)
{
    if (command.isEmpty()) {
        sendTag(image, tag, &DemoScene::finish);
        return;
    }
    m_container = {.name = QStringLiteral("model-of-") + tag,
                   .image = image,
                   .tag = tag,
                   .command = command,
                   .keep = true};
    create(&DemoScene::modelCreated);
}

QString DemoScene::sendTag(const QString &image, const QString &tag, Answered answered)
{
    const QString repository = demoPrefix(m_run);
    send("POST",
         QStringLiteral("/images/%1/tag").arg(image),
         dockerQuery({{QStringLiteral("repo"), repository}, {QStringLiteral("tag"), tag}}),
         answered);
    m_broughtImages.append(repository + u':' + tag);
    return m_broughtImages.constLast();
}

void DemoScene::tagged(const Answer &answer)
{
    if (answer)
        create(&DemoScene::created);
    else
        finish(answer);
}

void DemoScene::modelCreated(const Answer &answer)
{
    if (!answer) {
        finish(answer);
        return;
    }
    m_model = answer->object().value(QLatin1StringView("Id")).toString();
    const QString repository = demoPrefix(m_run);
    m_broughtImages.append(repository + u':' + m_container.tag);
    send("POST",
         QStringLiteral("/commit"),
         dockerQuery({{QStringLiteral("container"), m_model},
                      {QStringLiteral("repo"), repository},
                      {QStringLiteral("tag"), m_container.tag}}),
         &DemoScene::modelCommitted);
}

void DemoScene::modelCommitted(const Answer &answer)
{
    if (answer)
        send("DELETE", QStringLiteral("/containers/") + m_model, {}, &DemoScene::finish);
    else
        finish(answer);
}

// Should this program be killed, its containers end and remove themselves, but for those that are
// kept.
QJsonObject DemoScene::containerConfig() const
{
    QJsonObject hostConfig{
        {QStringLiteral("NetworkMode"), QStringLiteral("none")},
        {QStringLiteral("AutoRemove"), !m_container.keep},
        {QStringLiteral("ReadonlyRootfs"), true},
        {QStringLiteral("CapDrop"), QJsonArray{QStringLiteral("ALL")}},
    };
    if (m_container.dockerSocket) {
        // As a mount, not as a bind: Docker would make a folder of a bind's missing source.
        hostConfig.insert(QStringLiteral("Mounts"),
                          QJsonArray{QJsonObject{
                              {QStringLiteral("Type"), QStringLiteral("bind")},
                              {QStringLiteral("Source"), socketOf(m_client->endpoint())},
                              {QStringLiteral("Target"), QStringLiteral("/var/run/docker.sock")},
                              {QStringLiteral("ReadOnly"), true}}});
    }
    return {{QStringLiteral("Image"), m_container.image},
            {QStringLiteral("Cmd"), QJsonArray::fromStringList(m_container.command)},
            {QStringLiteral("Labels"), QJsonObject{{demoLabel, m_run}}},
            {QStringLiteral("User"), QStringLiteral("65534:65534")},
            {QStringLiteral("HostConfig"), hostConfig}};
}

void DemoScene::create(Answered answered)
{
    m_starting = true;
    DockerRequest *request =
        this->request("POST",
                      QStringLiteral("/containers/create"),
                      dockerQuery({{QStringLiteral("name"), fullName(m_container.name)}}),
                      answered);
    request->setJson(containerConfig());
    request->start();
}

void DemoScene::created(const Answer &answer)
{
    if (!answer) {
        finish(answer);
        return;
    }
    const QString id = answer->object().value(QLatin1StringView("Id")).toString();
    send("POST", QStringLiteral("/containers/%1/start").arg(id), {}, &DemoScene::finish);
}

void DemoScene::stop(const QString &container)
{
    send("POST",
         QStringLiteral("/containers/%1/stop").arg(fullName(container)),
         dockerQuery({{QStringLiteral("t"), QStringLiteral("5")}}),
         &DemoScene::finish);
}

void DemoScene::expectRunning(const QString &container, bool running)
{
    m_container.name = container;
    m_shouldRun = running;
    send("GET",
         QStringLiteral("/containers/%1/json").arg(fullName(container)),
         {},
         &DemoScene::inspected);
}

void DemoScene::inspected(const Answer &answer)
{
    if (!answer && answer.error().kind != ErrorKind::NotFound) {
        finish(answer);
        return;
    }
    const bool runs = answer && answer->object()
                                    .value(QLatin1StringView("State"))
                                    .toObject()
                                    .value(QLatin1StringView("Running"))
                                    .toBool();
    if (runs == m_shouldRun)
        Q_EMIT done({});
    else
        Q_EMIT done(fail(ErrorKind::Failed,
                         runs
                             ? QStringLiteral("%1 still runs.").arg(fullName(m_container.name))
                             : QStringLiteral("%1 does not run.").arg(fullName(m_container.name))));
}

} // namespace Saltern
