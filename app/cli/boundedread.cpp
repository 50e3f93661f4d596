#include "app/cli/boundedread.h"

#include <QIODevice>

namespace Saltern::Cli {

QByteArray readAtMost(QIODevice &device, qint64 limit)
{
    QByteArray all;
    while (all.size() < limit) {
        const QByteArray some = device.read(limit - all.size());
        if (some.isEmpty())
            break;
        all += some;
    }
    return all;
}

} // namespace Saltern::Cli
