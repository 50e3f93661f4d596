#include "engine/hosts/hostcheck.h"

#include "engine/docker/dockerclient.h"

#include <QJsonArray>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

using Name = QLatin1StringView;

// /info may have to ask plugins and the registry mirror; a healthy engine takes well under a
// second.
constexpr std::chrono::milliseconds answerTimeout = 15s;

QString text(const QJsonObject &object, Name key)
{
    return object.value(key).toString();
}

} // namespace

QJsonObject HostReport::toJson() const
{
    QJsonObject json{{Name("name"), name}, {Name("endpoint"), endpoint}, {Name("ok"), !error}};
    if (error) {
        json.insert(Name("error"),
                    QJsonObject{{Name("kind"), errorKindName(error->kind)},
                                {Name("message"), error->message},
                                {Name("remedy"), error->remedy},
                                {Name("detail"), error->detail}});
        return json;
    }
    const QJsonObject facts{{Name("engine"), engine},
                            {Name("version"), version},
                            {Name("api"), api},
                            {Name("agreedApi"), agreedApi},
                            {Name("system"), system},
                            {Name("architecture"), architecture},
                            {Name("kernel"), kernel},
                            {Name("cgroupVersion"), cgroupVersion},
                            {Name("storageDriver"), storageDriver},
                            {Name("rootless"), isRootless},
                            {Name("containers"), containers},
                            {Name("running"), running},
                            {Name("images"), images}};
    for (auto it = facts.begin(); it != facts.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

HostCheck::HostCheck(const HostConfig &host, QObject *parent)
    : QObject(parent), m_client(std::make_unique<DockerClient>(host.endpoint))
{
    m_report.name = host.name;
    m_report.endpoint = host.endpoint.toString();
}

HostCheck::~HostCheck() = default;

void HostCheck::start()
{
    ask(QStringLiteral("/version"), &HostCheck::onVersion);
}

void HostCheck::ask(const QString &path, void (HostCheck::*then)(const QJsonObject &))
{
    m_request = m_client->request("GET", path);
    m_request->setTimeout(answerTimeout);
    connect(m_request.get(),
            &DockerRequest::finished,
            this,
            [this, then](const Result<DockerResponse> &result) {
                m_request.release()->deleteLater();
                if (result) {
                    (this->*then)(result->object());
                    return;
                }
                m_report.error = result.error();
                Q_EMIT finished(m_report);
            });
    m_request->start();
}

void HostCheck::onVersion(const QJsonObject &version)
{
    m_report.version = text(version, Name("Version"));
    m_report.api = text(version, Name("ApiVersion"));
    m_report.agreedApi = m_client->apiVersion();
    m_report.architecture = text(version, Name("Arch"));
    m_report.kernel = text(version, Name("KernelVersion"));
    m_report.engine = QStringLiteral("Docker Engine");
    for (const auto &component : version.value(Name("Components")).toArray()) {
        const QString name = text(component.toObject(), Name("Name"));
        if (name.contains(Name("Podman")))
            m_report.engine = name;
    }
    ask(QStringLiteral("/info"), &HostCheck::onInfo);
}

void HostCheck::onInfo(const QJsonObject &info)
{
    m_report.system = text(info, Name("OperatingSystem"));
    m_report.cgroupVersion = text(info, Name("CgroupVersion"));
    m_report.storageDriver = text(info, Name("Driver"));
    m_report.containers = info.value(Name("Containers")).toInteger();
    m_report.running = info.value(Name("ContainersRunning")).toInteger();
    m_report.images = info.value(Name("Images")).toInteger();
    for (const auto &option : info.value(Name("SecurityOptions")).toArray())
        m_report.isRootless = m_report.isRootless || option.toString() == Name("name=rootless");
    Q_EMIT finished(m_report);
}

} // namespace Saltern
