#include "qml/export/exportsource.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/engineclient/jsonfields.h"
#include "engine/hosts/hostsfile.h"

#include <QDir>

#include <algorithm>

namespace Saltern {

namespace {

std::optional<ExportHost> hostOf(const QJsonObject &entry)
{
    ExportHost host{.name = textOf(entry, "host"), .address = textOf(entry, "endpoint")};
    if (!host.address.startsWith(QLatin1StringView("tcp://")))
        return {};
    host.tls = entry.value(QLatin1StringView("tls")).toBool();
    const QJsonObject labels = objectOf(entry, "labels");
    for (auto label = labels.begin(); label != labels.end(); ++label)
        host.labels.insert(label.key(), label.value().toString());
    return host;
}

bool same(const ExportHost &a, const ExportHost &b)
{
    return a.name == b.name && a.address == b.address && a.tls == b.tls && a.labels == b.labels;
}

} // namespace

ExportSource ExportSource::ofEngine()
{
    const HostListModel *known = EngineClient::instance().hosts();
    if (known->count() == 0) // an engine has one at least
        return {.hosts = {}, .file = HostsFile().path()};
    QList<ExportHost> hosts;
    for (const QJsonObject &entry : known->entries()) {
        if (const auto host = hostOf(entry))
            hosts += *host;
    }
    return {.hosts = hosts, .file = known->file()};
}

QString ExportSource::title() const
{
    const QString home = QDir::homePath() + u'/';
    const QString shown =
        file.startsWith(home) ? QStringLiteral("~/") + file.mid(home.size()) : file;
    return file.isEmpty() ? QStringLiteral("Hosts of the engine")
                          : QStringLiteral("Hosts of %1").arg(shown);
}

bool ExportSource::operator==(const ExportSource &other) const
{
    if (file != other.file || hosts.has_value() != other.hosts.has_value())
        return false;
    return !hosts ||
           std::equal(hosts->begin(), hosts->end(), other.hosts->begin(), other.hosts->end(), same);
}

} // namespace Saltern
