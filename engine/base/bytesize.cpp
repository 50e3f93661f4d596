#include "engine/base/bytesize.h"

#include <array>
#include <limits>

namespace Saltern {

namespace {

struct Unit
{
    QLatin1StringView name;
    qint64 bytes;
};

constexpr std::array units{
    Unit{QLatin1StringView("GiB"), qint64{1} << 30},
    Unit{QLatin1StringView("MiB"), qint64{1} << 20},
    Unit{QLatin1StringView("KiB"), qint64{1} << 10},
    Unit{QLatin1StringView("B"), 1},
};

} // namespace

Result<qint64> parseByteSize(QStringView text)
{
    for (const Unit &unit : units) {
        if (!text.endsWith(unit.name))
            continue;
        const QStringView digits = text.chopped(unit.name.size());
        bool ok = !digits.isEmpty() && digits[0] >= u'0' && digits[0] <= u'9';
        const qint64 count = ok ? digits.toLongLong(&ok) : 0;
        if (ok && count <= std::numeric_limits<qint64>::max() / unit.bytes)
            return count * unit.bytes;
        break;
    }
    return fail(ErrorKind::BadInput,
                QStringLiteral("\"%1\" is not a size.").arg(text.left(40)),
                QStringLiteral("Write a whole number with a unit, such as 64MiB, 512KiB or 1GiB."));
}

QString formatByteSize(qint64 bytes)
{
    for (const Unit &unit : units) {
        if (bytes != 0 && bytes % unit.bytes == 0)
            return QString::number(bytes / unit.bytes) + unit.name;
    }
    return QString::number(bytes) + QStringLiteral("B");
}

} // namespace Saltern
