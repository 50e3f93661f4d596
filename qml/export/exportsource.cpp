#include "qml/export/exportsource.h"

#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/engineclient/jsonfields.h"
#include "engine/hosts/hostsfile.h"

#include <QDir>

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

} // namespace Saltern
