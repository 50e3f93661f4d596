#include "engine/nodes/containerparameter.h"

namespace Saltern {

Parameter containerParameter(const QString &example)
{
    return {.name = QStringLiteral("container"),
            .title = QStringLiteral("Container"),
            .help = QStringLiteral("The id or the name. By default the container that the arriving "
                                   "event is about; after a function write "
                                   "`{{ trigger.data.container.id }}`."),
            .defaultValue = QStringLiteral("{{ event.data.container.id }}"),
            .templated = true,
            .example = example};
}

} // namespace Saltern
