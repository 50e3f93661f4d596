#include "engine/exporters/salt/stocklimits.h"

#include <QHash>

namespace Saltern {

std::optional<SaltLimit> stockLimit(const QString &kind)
{
    static const QHash<QString, SaltLimit> limits{
        {QStringLiteral("prune"),
         {QStringLiteral("Salt's docker.prune removes at once whatever a filter of Docker's lets "
                         "through: it cannot tell what it would remove, spare a container that was "
                         "put aside, or say why something stays."),
          QStringLiteral(
              "Remove what you know by name, with `state: absent` of container.ensure and "
              "its like, or export with the profile `helper`.")}},
        {QStringLiteral("window"),
         {QStringLiteral(
              "Salt's Thorium counts nothing per key, looks only after a second in which "
              "nothing at all happened on Salt's bus, and forgets everything when the "
              "master restarts."),
          QStringLiteral(
              "Let what sends the events count them, and put the count into the event for "
              "a filter; or export with the profile `helper`, whose engine keeps "
              "windows.")}},
        {QStringLiteral("webhook"),
         {QStringLiteral("Salt's engine for webhooks checks no token and no signature: whoever "
                         "reaches its port could begin runs."),
          QStringLiteral("Let a program that checks them send the event with `salt-call "
                         "event.send`, and use a bus.event node; or export with the profile "
                         "`helper`.")}},
    };
    const auto found = limits.constFind(kind);
    return found == limits.constEnd() ? std::nullopt : std::optional(*found);
}

} // namespace Saltern
