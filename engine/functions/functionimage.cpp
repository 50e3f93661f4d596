#include "engine/functions/functionimage.h"

#include "engine/docker/dockerclient.h"
#include "engine/docker/imagefetch.h"
#include "engine/functions/detachedrequest.h"
#include "engine/functions/functionlabels.h"
#include "engine/functions/tararchive.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTimer>

namespace Saltern {

namespace {

// Raise it when what goes into the image changes beside the shim.
constexpr QLatin1StringView imageLayout{"1"};
constexpr QLatin1StringView repository{"saltern/function"};

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &entry : value.toArray())
        list += entry.toString();
    return list;
}

QByteArray shimArchive(const QByteArray &shim)
{
    TarArchive archive;
    archive.addFolder("saltern", 0755);
    archive.addFile("saltern/shim", 0755, shim);
    // The tmpfs that is mounted here takes over the mode of what it hides.
    archive.addFolder("saltern/call", 01777);
    return archive.bytes();
}

Result<void> checkSystem(const QString &base, const QJsonObject &image)
{
    const QString system = image.value(QLatin1StringView("Os")).toString();
    if (system.isEmpty() || system == QLatin1StringView("linux"))
        return {};
    return fail(ErrorKind::Unsupported,
                QStringLiteral("The image %1 is for %2.").arg(base, system),
                QStringLiteral("Use a Linux image."));
}

/// The shim for the machine that the image is for; `own` when that is ours.
Result<ShimProgram> shimFor(const QJsonObject &image, const QString &base, const ShimProgram &own)
{
    const QString machine = image.value(QLatin1StringView("Architecture")).toString();
    if (machine.isEmpty() || machine == ShimProgram::ownArchitecture())
        return own;
    auto shim = ShimProgram::load(machine);
    if (!shim)
        shim.error().message = QStringLiteral("The image %1 is for %2 machines. %3")
                                   .arg(base, machine, shim.error().message);
    return shim;
}

} // namespace

FunctionImageBuild::FunctionImageBuild(DockerClient *client,
                                       const QString &base,
                                       const ShimProgram &shim,
                                       const QString &engineId,
                                       const QString &processId,
                                       QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_base(base)
    , m_shim(shim)
    , m_engineId(engineId)
    , m_processId(processId)
{
}

FunctionImageBuild::~FunctionImageBuild() = default;

void FunctionImageBuild::start()
{
    fetchBase();
}

void FunctionImageBuild::send(std::unique_ptr<DockerRequest> request,
                              void (FunctionImageBuild::*answered)(const Answer &))
{
    // The one that just finished is the sender of the signal that led here.
    if (m_request)
        m_request.release()->deleteLater();
    m_request = std::move(request);
    connect(m_request.get(), &DockerRequest::finished, this, answered);
    m_request->start();
}

void FunctionImageBuild::finish(const Result<FunctionImage> &result)
{
    if (m_request)
        m_request.release()->deleteLater();
    Q_EMIT finished(result);
}

void FunctionImageBuild::fetchBase()
{
    const auto reference = ImageReference::parse(m_base);
    if (!reference) {
        QTimer::singleShot(0, this, [this, error = reference.error()] { finish(fail(error)); });
        return;
    }
    m_fetch = std::make_unique<ImageFetch>(m_client, *reference, PullPolicy::Missing);
    connect(m_fetch.get(), &ImageFetch::finished, this, [this](const Result<HostImage> &image) {
        m_fetch.release()->deleteLater(); // this is its own signal
        baseFetched(image);
    });
    m_fetch->start();
}

void FunctionImageBuild::baseFetched(const Result<HostImage> &base)
{
    if (!base)
        return finish(fail(base.error()));
    if (const auto usable = checkSystem(m_base, base->content); !usable)
        return finish(fail(usable.error()));
    const auto shim = shimFor(base->content, m_base, m_shim);
    if (!shim)
        return finish(fail(shim.error()));
    m_shim = *shim;
    const QJsonObject config = base->content.value(QLatin1StringView("Config")).toObject();
    m_image.baseId = base->id;
    m_image.baseDigest = base->digest;
    m_image.machine = base->content.value(QLatin1StringView("Architecture")).toString();
    m_image.ownCommand = strings(config.value(QLatin1StringView("Entrypoint"))) +
                         strings(config.value(QLatin1StringView("Cmd")));
    const QByteArray key =
        QCryptographicHash::hash(QString(m_image.baseId + m_shim.hash + imageLayout).toUtf8(),
                                 QCryptographicHash::Sha256)
            .toHex();
    m_image.reference = repository + QStringLiteral(":") + QString::fromLatin1(key.first(32));
    findDerived();
}

QString FunctionImageBuild::activity() const
{
    return m_fetch ? m_fetch->activity() : m_activity;
}

void FunctionImageBuild::findDerived()
{
    send(m_client->request("GET", QStringLiteral("/images/%1/json").arg(m_image.reference)),
         &FunctionImageBuild::derivedInspected);
}

void FunctionImageBuild::derivedInspected(const Answer &answer)
{
    if (answer)
        return finish(m_image);
    if (answer.error().kind != ErrorKind::NotFound)
        return finish(fail(answer.error()));
    m_activity = QStringLiteral("preparing the image %1").arg(m_base);
    auto request = m_client->request("POST", QStringLiteral("/containers/create"));
    request->setJson({
        {QStringLiteral("Image"), m_image.baseId},
        {QStringLiteral("Entrypoint"), QJsonArray{QStringLiteral("/saltern/shim")}},
        {QStringLiteral("Labels"),
         QJsonObject{{FunctionLabels::engine, m_engineId},
                     {FunctionLabels::process, m_processId},
                     {FunctionLabels::role, FunctionLabels::functionRole}}},
        {QStringLiteral("HostConfig"),
         QJsonObject{{QStringLiteral("NetworkMode"), QStringLiteral("none")}}},
    });
    Q_EMIT containerAsked();
    send(std::move(request), &FunctionImageBuild::created);
}

void FunctionImageBuild::created(const Answer &answer)
{
    if (!answer) {
        Q_EMIT containerFree({});
        return finish(fail(answer.error()));
    }
    m_container = answer->object().value(QLatin1StringView("Id")).toString();
    auto request = m_client->request("PUT",
                                     QStringLiteral("/containers/%1/archive").arg(m_container),
                                     dockerQuery({{QStringLiteral("path"), QStringLiteral("/")}}));
    request->setBody(shimArchive(m_shim.content), "application/x-tar");
    send(std::move(request), &FunctionImageBuild::uploaded);
}

void FunctionImageBuild::uploaded(const Answer &answer)
{
    if (!answer) {
        Q_EMIT containerFree(m_container);
        return finish(fail(answer.error()));
    }
    const qsizetype colon = m_image.reference.indexOf(u':');
    auto request =
        m_client->request("POST",
                          QStringLiteral("/commit"),
                          dockerQuery({{QStringLiteral("container"), m_container},
                                       {QStringLiteral("repo"), m_image.reference.left(colon)},
                                       {QStringLiteral("tag"), m_image.reference.mid(colon + 1)},
                                       {QStringLiteral("comment"),
                                        QStringLiteral("%1 with saltern-shim").arg(m_base)}}));
    request->setJson({{QStringLiteral("Labels"),
                       QJsonObject{{FunctionLabels::engine, m_engineId},
                                   {FunctionLabels::role, FunctionLabels::imageRole},
                                   {FunctionLabels::base, m_base},
                                   {FunctionLabels::shim, m_shim.hash}}}});
    send(std::move(request), &FunctionImageBuild::committed);
}

void FunctionImageBuild::committed(const Answer &answer)
{
    Q_EMIT containerFree(m_container);
    if (!answer)
        return finish(fail(answer.error()));
    listStale();
}

// A base image that was pulled anew leaves the image behind that was derived from the old one.
void FunctionImageBuild::listStale()
{
    const QString filters = labelFilter({{FunctionLabels::role, FunctionLabels::imageRole},
                                         {FunctionLabels::base, m_base},
                                         {FunctionLabels::shim, m_shim.hash}});
    send(m_client->request("GET",
                           QStringLiteral("/images/json"),
                           dockerQuery({{QStringLiteral("filters"), filters}})),
         &FunctionImageBuild::staleListed);
}

void FunctionImageBuild::staleListed(const Answer &answer)
{
    // Tidying up is no part of the work: whatever it says, the image is there.
    const QJsonArray images = answer ? answer->array() : QJsonArray{};
    for (const QJsonValue &image : images) {
        const QString tag =
            image.toObject().value(QLatin1StringView("RepoTags")).toArray().at(0).toString();
        if (tag.isEmpty() || tag == m_image.reference)
            continue;
        startDetached(m_client->request("DELETE", QStringLiteral("/images/%1").arg(tag)), parent());
    }
    finish(m_image);
}

} // namespace Saltern
