#include "app/cli/checkhosts.h"

#include <QEventLoop>

namespace Saltern::Cli {

std::vector<HostReport> checkHosts(const std::vector<HostConfig> &hosts)
{
    std::vector<HostReport> reports(hosts.size());
    std::size_t missing = hosts.size();
    QEventLoop loop;
    QObject owner;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        auto *check = new HostCheck(hosts[i], &owner);
        QObject::connect(check, &HostCheck::finished, &owner, [&, i](const HostReport &report) {
            reports[i] = report;
            if (--missing == 0)
                loop.quit();
        });
        check->start();
    }
    loop.exec();
    return reports;
}

} // namespace Saltern::Cli
