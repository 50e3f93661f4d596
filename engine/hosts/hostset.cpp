#include "engine/hosts/hostset.h"

#include "engine/docker/dockerclient.h"

#include <QRegularExpression>

#include <algorithm>

namespace Saltern {

struct HostSet::Entry
{
    HostConfig config;
    std::unique_ptr<DockerClient> client;
};

Result<void> checkHostName(const QString &name)
{
    static const QRegularExpression valid(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"));
    if (valid.match(name).hasMatch())
        return {};
    return fail(ErrorKind::BadInput,
                QStringLiteral("\"%1\" cannot be the name of a host.").arg(name),
                QStringLiteral("Use letters, digits, '.', '_' and '-', at most 64."));
}

HostSet::HostSet(QObject *parent) : QObject(parent)
{
}

HostSet::~HostSet() = default;

Result<void> HostSet::add(const HostConfig &config)
{
    if (const auto valid = checkHostName(config.name); !valid)
        return valid;
    if (this->config(config.name))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There are two hosts named \"%1\".").arg(config.name),
                    QStringLiteral("Give each host a name of its own."));
    m_order.append(config.name);
    auto client = config.recorded ? nullptr : std::make_unique<DockerClient>(config.endpoint);
    m_entries.emplace(config.name, std::make_unique<Entry>(Entry{config, std::move(client)}));
    return {};
}

void HostSet::remove(const QString &name)
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        return;
    if (found->second->client)
        found->second->client->retire();
    m_removed.push_back(std::move(found->second));
    m_entries.erase(found);
    m_order.removeAll(name);
}

QStringList HostSet::names() const
{
    return m_order;
}

const HostConfig *HostSet::config(const QString &name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : &found->second->config;
}

DockerClient *HostSet::client(const QString &name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : found->second->client.get();
}

QStringList HostSet::select(const Target &target) const
{
    QStringList picked;
    std::copy_if(m_order.begin(),
                 m_order.end(),
                 std::back_inserter(picked),
                 [&](const QString &name) { return isPicked(name, target); });
    return picked;
}

Result<QStringList> HostSet::pick(const Target &target, const QString &text) const
{
    const QStringList picked = select(target);
    if (!picked.isEmpty())
        return picked;
    std::vector<TargetHost> hosts;
    for (const QString &name : m_order)
        hosts.push_back(targetHost(name));
    return fail(ErrorKind::NotFound,
                QStringLiteral("No host fits \"%1\".").arg(text),
                target.advice(hosts));
}

bool HostSet::isPicked(const QString &name, const Target &target) const
{
    return config(name) && target.matches(targetHost(name));
}

TargetHost HostSet::targetHost(const QString &name) const
{
    const HostConfig *host = config(name);
    return {name, host ? host->labels : QHash<QString, QString>()};
}

} // namespace Saltern
