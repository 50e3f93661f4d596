#include "engine/exporters/salt/saltlimits.h"

#include <QHash>

namespace Saltern {

std::optional<SaltLimit> saltLimit(const QString &kind)
{
    static const QHash<QString, SaltLimit> limits{
        {QStringLiteral("transform"),
         {QStringLiteral("Salt has no JavaScript to compute this in."),
          QStringLiteral("Write it as a function node with `runtime: node`.")}},
        {QStringLiteral("window"),
         {QStringLiteral("Salt keeps nothing from one event to the next: Thorium evaluates only "
                         "after a second in which the bus is silent, keeps no state per key, and "
                         "its registers do not survive a restart."),
          QStringLiteral("Let Saltern's own engine run what counts, throttles, collects or "
                         "waits.")}},
        {QStringLiteral("delay"),
         {QStringLiteral("Nothing on Salt holds an event for later and keeps it over a restart."),
          QStringLiteral("Let Saltern's own engine run what has to wait.")}},
    };
    const auto limit = limits.constFind(kind);
    return limit == limits.cend() ? std::nullopt : std::optional(*limit);
}

} // namespace Saltern
