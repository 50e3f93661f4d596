#include "engine/exporters/exporter.h"

#include "engine/exporters/salt/saltexporter.h"

#include <algorithm>

namespace Saltern {

QString exportVerdictName(ExportVerdict verdict)
{
    switch (verdict) {
    case ExportVerdict::Exact:
        return QStringLiteral("exact");
    case ExportVerdict::Approximate:
        return QStringLiteral("approximate");
    case ExportVerdict::LeftOut:
        return QStringLiteral("left out");
    case ExportVerdict::Impossible:
        break;
    }
    return QStringLiteral("impossible");
}

const std::vector<Exporter> &exporters()
{
    static const std::vector<Exporter> all{
        saltExporter(),
    };
    return all;
}

const Exporter *findExporter(const QString &id)
{
    const auto found = std::find_if(
        exporters().begin(), exporters().end(), [&](const Exporter &e) { return e.id == id; });
    return found == exporters().end() ? nullptr : &*found;
}

} // namespace Saltern
