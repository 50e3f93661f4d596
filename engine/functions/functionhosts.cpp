#include "engine/functions/functionhosts.h"

#include "engine/base/nearestname.h"
#include "engine/functions/functionhost.h"
#include "engine/hosts/hostset.h"

#include <QUuid>

#include <algorithm>

namespace Saltern {

FunctionHosts::FunctionHosts(HostSet *hosts, const QString &engineId, QObject *parent)
    : QObject(parent)
    , m_hosts(hosts)
    , m_engineId(engineId)
    , m_processId(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

FunctionHosts::~FunctionHosts() = default;

Result<FunctionHost *> FunctionHosts::host(const QString &name)
{
    const auto known = m_functionHosts.find(name);
    if (known != m_functionHosts.end())
        return known->second.get();
    DockerClient *client = m_hosts->client(name);
    if (!client)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no Docker host \"%1\".").arg(name),
                    suggestName(name, m_hosts->names()));
    const auto shim = ShimProgram::load();
    if (!shim)
        return fail(shim.error());
    auto host = std::make_unique<FunctionHost>(client, *shim, m_engineId, m_processId, nullptr);
    connect(host.get(), &FunctionHost::tidied, this, [this] {
        if (!isTidying())
            Q_EMIT tidied();
    });
    return m_functionHosts.emplace(name, std::move(host)).first->second.get();
}

void FunctionHosts::reapOrphans(const QString &hostName)
{
    // Without a shim there never was a function container.
    if (const auto functionHost = host(hostName))
        (*functionHost)->reapOrphans();
}

void FunctionHosts::forget(const QString &hostName)
{
    const auto found = m_functionHosts.find(hostName);
    if (found == m_functionHosts.end())
        return;
    m_forgotten.push_back(std::move(found->second));
    m_functionHosts.erase(found);
}

QJsonArray FunctionHosts::pools() const
{
    QJsonArray all;
    for (const auto &[name, host] : m_functionHosts) {
        for (const QJsonValue &pool : host->pools())
            all += pool;
    }
    return all;
}

bool FunctionHosts::isTidying() const
{
    return std::any_of(m_functionHosts.begin(), m_functionHosts.end(), [](const auto &entry) {
        return entry.second->isTidying();
    });
}

} // namespace Saltern
