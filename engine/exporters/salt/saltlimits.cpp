#include "engine/exporters/salt/saltlimits.h"

#include <QHash>

namespace Saltern {

namespace {

// The states left Salt with release 3008; the extension that replaces Salt's Docker modules
// (saltext-docker) has the execution module only.
SaltLimit formerState(const QString &state)
{
    return {QStringLiteral("Its counterpart, the state `%1`, is no longer part of Salt, and no "
                           "extension has it.")
                .arg(state),
            QStringLiteral("Keep this pipeline on Saltern, or do single steps with "
                           "container.action.")};
}

} // namespace

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
        {QStringLiteral("container.ensure"),
         formerState(QStringLiteral("docker_container.running"))},
        {QStringLiteral("image.ensure"), formerState(QStringLiteral("docker_image.present"))},
        {QStringLiteral("network.ensure"), formerState(QStringLiteral("docker_network.present"))},
        {QStringLiteral("volume.ensure"), formerState(QStringLiteral("docker_volume.present"))},
        {QStringLiteral("http.request"),
         {QStringLiteral("What Saltern installs on minions sends notifications only."),
          QStringLiteral("Use notify, or a function node that sends the request.")}},
        {QStringLiteral("prune"),
         {QStringLiteral("Salt has nothing that removes what Docker no longer uses by label and "
                         "age."),
          QStringLiteral("Write it as a function node, or keep this pipeline on Saltern.")}},
    };
    const auto limit = limits.constFind(kind);
    return limit == limits.cend() ? std::nullopt : std::optional(*limit);
}

} // namespace Saltern
