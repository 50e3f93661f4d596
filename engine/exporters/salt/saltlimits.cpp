#include "engine/exporters/salt/saltlimits.h"

#include <QHash>

namespace Saltern {

std::optional<SaltLimit> saltLimit(const QString &kind)
{
    static const QHash<QString, SaltLimit> limits{
        {QStringLiteral("transform"),
         {QStringLiteral("Salt has no JavaScript to compute this in."),
          QStringLiteral("Write it as a function node with `runtime: node`.")}},
    };
    const auto limit = limits.constFind(kind);
    return limit == limits.cend() ? std::nullopt : std::optional(*limit);
}

} // namespace Saltern
