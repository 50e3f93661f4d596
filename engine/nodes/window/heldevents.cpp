#include "engine/nodes/window/heldevents.h"

namespace Saltern {

Result<void> HeldEvents::check(const Event &event) const
{
    const qsizetype size = event.json().size();
    if (size > largestHeldEvent)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The event has %1 bytes; a window holds events of at most %2.")
                        .arg(size)
                        .arg(largestHeldEvent),
                    QStringLiteral("Put large content elsewhere and send a reference to it."));
    if (m_bytes + size > mostBytes)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The window holds 64 MiB of events already."),
                    QStringLiteral("Shorten `over`, or send smaller events."));
    return {};
}

} // namespace Saltern
