#include "engine/docker/apiversion.h"

#include "engine/docker/connectionpool.h"
#include "engine/docker/dockererror.h"
#include "engine/docker/dockerexchange.h"

namespace Saltern {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype longestExcuse = 4096; // bytes of a refusal that are worth reading

} // namespace

ApiVersion::ApiVersion(ConnectionPool *pool) : QObject(pool), m_pool(pool)
{
}

Result<QByteArray> ApiVersion::choose(const QByteArray &offered)
{
    const QList<QByteArray> parts = offered.split('.');
    bool isNumber = false;
    const int minor = parts.size() == 2 ? parts[1].toInt(&isNumber) : 0;
    if (!isNumber || parts[0] != QByteArray::number(major))
        return fail(ErrorKind::Protocol,
                    QStringLiteral("What answers there is not a Docker engine."),
                    QStringLiteral("Check the address of the host."),
                    QStringLiteral("Api-Version: %1").arg(QString::fromUtf8(offered.left(40))));
    if (minor < lowestMinor)
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("The Docker engine speaks API %1, and Saltern needs %2.%3.")
                        .arg(QString::fromUtf8(offered))
                        .arg(major)
                        .arg(lowestMinor),
                    QStringLiteral("Update Docker to 20.10 or newer."));
    return QByteArray::number(major) + '.' + QByteArray::number(std::min(minor, highestMinor));
}

void ApiVersion::whenKnown(QObject *context, Use use)
{
    if (!m_agreed.isEmpty()) {
        use(m_agreed);
        return;
    }
    m_waiting.push_back({context, std::move(use)});
    if (!m_asking)
        ask();
}

void ApiVersion::ask()
{
    m_answer = {};
    m_body.clear();
    m_asking = new DockerExchange(m_pool, nullptr, this);
    connect(m_asking, &DockerExchange::headReceived, this, [this](const HttpHead &head) {
        m_answer = head;
    });
    connect(m_asking, &DockerExchange::bodyReceived, this, [this](const QByteArray &bytes) {
        m_body += bytes.left(longestExcuse - m_body.size());
    });
    connect(m_asking, &DockerExchange::finished, this, [this](const Result<void> &result) {
        conclude(result ? judge() : fail(result.error()));
    });
    m_asking->setTimeout(10s);
    m_asking->start({.method = "GET", .path = "/_ping"}, HttpResponseParser::Expect::Body);
}

Result<QByteArray> ApiVersion::judge() const
{
    if (m_body.contains("HTTP request to an HTTPS server"))
        return fail(ErrorKind::PermissionDenied,
                    QStringLiteral("The Docker engine at %1 speaks TLS only.")
                        .arg(m_pool->endpoint().toString()),
                    QStringLiteral("Give the folder with ca.pem, cert.pem and key.pem: --tls "
                                   "NAME=FOLDER, or DOCKER_TLS_VERIFY and DOCKER_CERT_PATH."));
    if (m_answer.status >= 400)
        return fail(dockerError(m_answer.status, m_body));
    return choose(m_answer.header("api-version"));
}

void ApiVersion::conclude(const Result<QByteArray> &version)
{
    std::exchange(m_asking, nullptr)->deleteLater();
    if (version)
        m_agreed = *version;
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (waiting.context)
            waiting.use(version);
    }
}

} // namespace Saltern
