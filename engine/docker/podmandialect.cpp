#include "engine/docker/podmandialect.h"

#include <array>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

struct Word
{
    Name type;
    Name podman;
    Name docker;
};

constexpr std::array words{
    Word{Name("container"), Name("died"), Name("die")},
    Word{Name("container"), Name("remove"), Name("destroy")},
    Word{Name("container"), Name("exec"), Name("exec_start")},
    Word{Name("container"), Name("exec_died"), Name("exec_die")},
    Word{Name("image"), Name("remove"), Name("delete")},
    Word{Name("image"), Name("loadfromarchive"), Name("load")},
    Word{Name("network"), Name("remove"), Name("destroy")},
    Word{Name("volume"), Name("remove"), Name("destroy")},
};

} // namespace

void translateFromPodman(DockerMessage &message)
{
    for (const Word &word : words) {
        if (message.type == word.type && message.action == word.podman) {
            message.action = word.docker;
            message.written = word.docker;
            break;
        }
    }
    if (message.action == Name("health_status"))
        message.written = message.action + QStringLiteral(": ") + message.detail;
    if (message.type == Name("volume") && message.actorId.isEmpty())
        message.actorId = message.attribute(Name("name"));
    // With every event, and "0" whatever happened; only with an end it is one.
    const QString exitCode = message.attribute(Name("containerExitCode"));
    if (message.action == Name("die") || message.action == Name("exec_die"))
        message.attributes.insert(Name("exitCode"), exitCode);
    // Everything else in there is taken for a label.
    message.attributes.remove(Name("containerExitCode"));
    if (message.attribute(Name("podId")).isEmpty())
        message.attributes.remove(Name("podId"));
}

} // namespace Saltern
