#include "engine/hosts/hostload.h"

#include <algorithm>
#include <tuple>

namespace Saltern {

void HostLoad::begin(const QString &host)
{
    Steps &steps = m_hosts[host];
    ++steps.running;
    ++steps.begun;
}

void HostLoad::end(const QString &host)
{
    --m_hosts[host].running;
}

void HostLoad::see(const Event &event)
{
    if (event.type() == QStringLiteral("host/%1/down").arg(event.host()))
        m_down.insert(event.host());
    else if (event.type() == QStringLiteral("host/%1/up").arg(event.host()))
        m_down.remove(event.host());
}

QString HostLoad::leastBusy(const QStringList &hosts) const
{
    const auto least =
        std::min_element(hosts.begin(), hosts.end(), [this](const QString &a, const QString &b) {
            const auto rank = [this](const QString &host) {
                const Steps steps = m_hosts.value(host);
                return std::tuple(m_down.contains(host), steps.running, steps.begun);
            };
            return rank(a) < rank(b);
        });
    return least == hosts.end() ? QString() : *least;
}

} // namespace Saltern
