#include "engine/functions/functionhost.h"

#include "engine/docker/dockerclient.h"
#include "engine/functions/detachedrequest.h"
#include "engine/functions/functionlabels.h"
#include "engine/functions/functionpool.h"

#include <QDateTime>
#include <QTimer>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// For so long a name is taken to mean the same image: somebody may tag another one with it.
constexpr auto imageValidity = 5s;

// A start costs about a quarter of a CPU second; beyond this only the waiting grows.
constexpr int startsPerCpu = 2;

constexpr qint64 oldImageSeconds = 7 * 24 * 3600;

} // namespace

FunctionHost::FunctionHost(DockerClient *client,
                           const ShimProgram &shim,
                           const QString &engineId,
                           const QString &processId,
                           QObject *parent)
    : QObject(parent), m_client(client), m_shim(shim), m_engineId(engineId), m_processId(processId)
{
}

FunctionHost::~FunctionHost() = default;

void FunctionHost::prepareImage(const QString &base, QObject *context, const ImageReady &ready)
{
    Preparation &preparation = m_images[base];
    if (!preparation.build && !preparation.validUntil.hasExpired()) {
        QTimer::singleShot(0, context, [ready, image = preparation.image] { ready(image); });
        return;
    }
    preparation.waiting.push_back({context, ready});
    if (preparation.build)
        return;
    preparation.build =
        new FunctionImageBuild(m_client, base, m_shim, m_engineId, m_processId, this);
    connect(preparation.build,
            &FunctionImageBuild::finished,
            this,
            [this, base](const Result<FunctionImage> &result) { prepared(base, result); });
    connect(preparation.build, &FunctionImageBuild::containerAsked, this, [this] { ++m_tidying; });
    connect(preparation.build, &FunctionImageBuild::containerFree, this, [this](const QString &id) {
        if (!id.isEmpty())
            remove(id);
        tidyingDone();
    });
    preparation.build->start();
}

void FunctionHost::prepared(const QString &base, const Result<FunctionImage> &result)
{
    Preparation &preparation = m_images[base];
    preparation.build->deleteLater();
    preparation.build = nullptr;
    if (result) {
        preparation.image = *result;
        preparation.validUntil = QDeadlineTimer(imageValidity);
    }
    const std::vector<Waiting> waiting = std::exchange(preparation.waiting, {});
    for (const Waiting &one : waiting) {
        if (one.context)
            one.ready(result);
    }
}

QString FunctionHost::imageActivity(const QString &base) const
{
    const auto found = m_images.find(base);
    const bool busy = found != m_images.end() && found->second.build;
    return busy ? found->second.build->activity() : QString();
}

void FunctionHost::forgetImage(const QString &base)
{
    m_images[base].validUntil = QDeadlineTimer();
}

void FunctionHost::waitForStart(QObject *context, const std::function<void()> &go)
{
    askForCpus();
    m_startQueue.emplace_back(context, go);
    QTimer::singleShot(0, this, [this] { startWaiting(); });
}

void FunctionHost::startDone()
{
    --m_starting;
    startWaiting();
}

void FunctionHost::startWaiting()
{
    while (!m_startQueue.empty() && m_starting < m_startLimit) {
        const auto [context, go] = m_startQueue.front();
        m_startQueue.pop_front();
        if (!context)
            continue;
        ++m_starting;
        go();
    }
}

void FunctionHost::askForCpus()
{
    if (m_askedForCpus)
        return;
    m_askedForCpus = true;
    auto request = m_client->request("GET", QStringLiteral("/info"));
    connect(request.get(),
            &DockerRequest::finished,
            this,
            [this](const Result<DockerResponse> &answer) {
                const int cpus =
                    answer ? answer->object().value(QLatin1StringView("NCPU")).toInt() : 0;
                if (cpus > 0)
                    m_startLimit = startsPerCpu * cpus;
                startWaiting();
            });
    startDetached(std::move(request), this);
}

void FunctionHost::create(const QJsonObject &body, QObject *context, const Created &created)
{
    auto request = m_client->request("POST", QStringLiteral("/containers/create"));
    request->setJson(body);
    ++m_tidying;
    const auto answered =
        [this, created, asker = QPointer<QObject>(context)](const Result<DockerResponse> &answer) {
            const QString id =
                answer ? answer->object().value(QLatin1StringView("Id")).toString() : QString();
            if (asker)
                created(answer ? Result<QString>(id) : fail(answer.error()));
            else if (answer)
                remove(id);
            tidyingDone();
        };
    connect(request.get(), &DockerRequest::finished, this, answered);
    startDetached(std::move(request), this);
}

void FunctionHost::remove(const QString &containerId)
{
    auto request = m_client->request("DELETE",
                                     QStringLiteral("/containers/%1").arg(containerId),
                                     dockerQuery({{QStringLiteral("force"), QStringLiteral("1")},
                                                  {QStringLiteral("v"), QStringLiteral("1")}}));
    ++m_tidying;
    connect(request.get(), &DockerRequest::finished, this, [this] { tidyingDone(); });
    startDetached(std::move(request), this);
}

QJsonArray FunctionHost::pools() const
{
    QJsonArray all;
    for (const FunctionPool *const pool :
         findChildren<FunctionPool *>(QString(), Qt::FindDirectChildrenOnly))
        all += pool->status();
    return all;
}

void FunctionHost::tidyingDone()
{
    if (--m_tidying == 0)
        Q_EMIT tidied();
}

void FunctionHost::reapOrphans()
{
    const QString containers = labelFilter({{FunctionLabels::engine, m_engineId},
                                            {FunctionLabels::role, FunctionLabels::functionRole}});
    auto orphans = m_client->request("GET",
                                     QStringLiteral("/containers/json"),
                                     dockerQuery({{QStringLiteral("all"), QStringLiteral("1")},
                                                  {QStringLiteral("filters"), containers}}));
    connect(orphans.get(), &DockerRequest::finished, this, &FunctionHost::removeOrphans);
    startDetached(std::move(orphans), this);

    auto images = m_client->request(
        "GET",
        QStringLiteral("/images/json"),
        dockerQuery({{QStringLiteral("filters"),
                      labelFilter({{FunctionLabels::role, FunctionLabels::imageRole}})}}));
    connect(images.get(), &DockerRequest::finished, this, &FunctionHost::removeOldImages);
    startDetached(std::move(images), this);
}

void FunctionHost::removeOrphans(const Result<DockerResponse> &answer)
{
    if (!answer)
        return;
    for (const QJsonValue &container : answer->array()) {
        const QJsonObject labels =
            container.toObject().value(QLatin1StringView("Labels")).toObject();
        if (labels.value(FunctionLabels::process).toString() != m_processId)
            remove(container.toObject().value(QLatin1StringView("Id")).toString());
    }
}

void FunctionHost::removeOldImages(const Result<DockerResponse> &answer)
{
    if (!answer)
        return;
    const qint64 old = QDateTime::currentSecsSinceEpoch() - oldImageSeconds;
    for (const QJsonValue &value : answer->array()) {
        const QJsonObject image = value.toObject();
        const QJsonObject labels = image.value(QLatin1StringView("Labels")).toObject();
        const QString tag = image.value(QLatin1StringView("RepoTags")).toArray().at(0).toString();
        const bool ours = labels.value(FunctionLabels::shim).toString() == m_shim.hash;
        if (!ours && !tag.isEmpty() && image.value(QLatin1StringView("Created")).toInteger() < old)
            startDetached(m_client->request("DELETE", QStringLiteral("/images/%1").arg(tag)), this);
    }
}

} // namespace Saltern
