#include "engine/docker/imagefetch.h"

#include "engine/docker/dockerclient.h"
#include "engine/docker/linesplitter.h"
#include "engine/docker/pullerror.h"
#include "engine/docker/registrylogin.h"

#include <QJsonArray>

namespace Saltern {

namespace {

constexpr std::chrono::minutes pullLimit{30};
constexpr qsizetype longestProgressLine = 64 * 1024;

} // namespace

PullPolicy pullPolicyOf(const QString &name)
{
    if (name == QLatin1StringView("always"))
        return PullPolicy::Always;
    return name == QLatin1StringView("never") ? PullPolicy::Never : PullPolicy::Missing;
}

QString digestOf(const ImageReference &reference, const QJsonObject &image)
{
    const QJsonArray digests = image.value(QLatin1StringView("RepoDigests")).toArray();
    for (const QJsonValue &entry : digests) {
        const QString text = entry.toString();
        if (text.section(u'@', 0, 0) == reference.name)
            return text.section(u'@', 1);
    }
    return {};
}

ImageFetch::ImageFetch(DockerClient *client, const ImageReference &image, PullPolicy policy)
    : m_client(client)
    , m_image(image)
    , m_policy(image.id.isEmpty() ? policy : PullPolicy::Never)
    , m_lines(std::make_unique<LineSplitter>(longestProgressLine))
{
}

ImageFetch::~ImageFetch() = default;

void ImageFetch::start()
{
    inspect();
}

QString ImageFetch::activity() const
{
    if (!m_login && !m_pulled)
        return QStringLiteral("looking for the image %1").arg(m_image.complete());
    const QString summary = m_progress.summary();
    const QString pulling = QStringLiteral("pulling the image %1").arg(m_image.complete());
    return summary.isEmpty() ? pulling : pulling + QStringLiteral(", ") + summary;
}

QStringList ImageFetch::log() const
{
    return m_log + m_progress.log();
}

void ImageFetch::send(std::unique_ptr<DockerRequest> request,
                      void (ImageFetch::*answered)(const Answer &))
{
    m_request = std::move(request);
    connect(
        m_request.get(), &DockerRequest::finished, this, [this, answered](const Answer &answer) {
            m_request.release()->deleteLater(); // this is its own signal
            (this->*answered)(answer);
        });
    m_request->start();
}

void ImageFetch::inspect()
{
    send(m_client->request("GET", QStringLiteral("/images/%1/json").arg(m_image.complete())),
         &ImageFetch::inspected);
}

void ImageFetch::inspected(const Answer &answer)
{
    const bool missing = !answer && answer.error().kind == ErrorKind::NotFound;
    if (!answer && !missing)
        return finish(fail(answer.error()));
    const QJsonObject image = answer ? answer->object() : QJsonObject();
    const QString id = image.value(QLatin1StringView("Id")).toString();
    const bool wanted = m_policy == PullPolicy::Always || missing;
    if (!m_pulled && wanted && m_policy != PullPolicy::Never) {
        m_formerId = id;
        return logIn();
    }
    if (missing)
        return finish(
            fail(ErrorKind::NotFound,
                 QStringLiteral("The image %1 is not on the host.").arg(m_image.complete()),
                 m_image.id.isEmpty() && !m_pulled
                     ? QStringLiteral("Load it there, or allow it to be pulled with "
                                      "`pull: missing`.")
                     : QStringLiteral("Check its name.")));
    const QString known = digestOf(m_image, image);
    if (m_pulled && m_progress.digest().isEmpty())
        m_progress.setDigest(known);
    finish(HostImage{.reference = m_image.complete(),
                     .id = id,
                     .digest = m_pulled ? m_progress.digest() : known,
                     .pulled = m_pulled && id != m_formerId,
                     .content = image});
}

void ImageFetch::logIn()
{
    m_login = std::make_unique<RegistryLogin>(m_image.registry);
    connect(m_login.get(), &RegistryLogin::finished, this, [this](const auto &credentials) {
        m_login.release()->deleteLater(); // this is its own signal
        loggedIn(credentials);
    });
    m_login->start();
}

void ImageFetch::loggedIn(const Result<RegistryCredentials> &credentials)
{
    // Most images want no login: whether the trouble with it matters shows when the pull is
    // refused.
    if (credentials)
        m_credentials = *credentials;
    else
        m_loginError = credentials.error();
    m_log += m_credentials.source.isEmpty()
                 ? QStringLiteral("pulling %1 without a login").arg(m_image.complete())
                 : QStringLiteral("pulling %1 with the login of %2")
                       .arg(m_image.complete(), m_credentials.source);
    pull();
}

void ImageFetch::pull()
{
    m_pulled = true;
    auto request =
        m_client->request("POST",
                          QStringLiteral("/images/create"),
                          dockerQuery({{QStringLiteral("fromImage"), m_image.complete()}}));
    if (!m_credentials.header.isEmpty())
        request->setHeader("X-Registry-Auth", m_credentials.header);
    request->setTimeout(pullLimit);
    request->setStreaming(true);
    connect(request.get(), &DockerRequest::bodyReceived, this, [this](const QByteArray &bytes) {
        for (const QByteArray &line : m_lines->feed(bytes))
            m_progress.feed(line);
    });
    send(std::move(request), &ImageFetch::pulled);
}

void ImageFetch::pulled(const Answer &answer)
{
    if (answer && m_progress.error().isEmpty())
        return inspect();
    const Error reason =
        answer ? Error{ErrorKind::Failed, m_progress.error(), {}, {}} : answer.error();
    const Error error = pullError(m_image, m_credentials, reason);
    finish(fail(m_loginError && error.kind == ErrorKind::PermissionDenied ? *m_loginError : error));
}

void ImageFetch::finish(const Result<HostImage> &result)
{
    Q_EMIT finished(result);
}

} // namespace Saltern
