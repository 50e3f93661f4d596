#include "engine/base/duration.h"

#include <array>

namespace Saltern {

namespace {

struct Unit
{
    QLatin1StringView name;
    qint64 milliseconds;
};

constexpr std::array units{
    Unit{QLatin1StringView("d"), 86'400'000},
    Unit{QLatin1StringView("h"), 3'600'000},
    Unit{QLatin1StringView("m"), 60'000},
    Unit{QLatin1StringView("s"), 1000},
    Unit{QLatin1StringView("ms"), 1},
};

// A hundred years: far past any sensible setting, far from overflow.
constexpr qint64 longest = qint64{100} * 365 * 86'400'000;

tl::unexpected<Error> notADuration(QStringView text)
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("\"%1\" is not a duration.").arg(text.left(40)),
                QStringLiteral("Write a whole number with a unit, such as 250ms, 10s, 5m, 1h30m "
                               "or 2d."));
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(QStringView text)
{
    const QStringView whole = text;
    qint64 total = 0;
    std::size_t nextUnit = 0;
    if (text.isEmpty())
        return notADuration(whole);
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
            ++digits;
        qsizetype letters = digits;
        while (letters < text.size() && text[letters] >= u'a' && text[letters] <= u'z')
            ++letters;
        bool ok = false;
        const qint64 count = text.left(digits).toLongLong(&ok);
        const QStringView name = text.sliced(digits, letters - digits);
        while (nextUnit < units.size() && units[nextUnit].name != name)
            ++nextUnit;
        if (!ok || nextUnit == units.size() || count > longest / units[nextUnit].milliseconds)
            return notADuration(whole);
        total += count * units[nextUnit].milliseconds;
        ++nextUnit;
        text = text.sliced(letters);
    }
    if (total > longest)
        return notADuration(whole);
    return std::chrono::milliseconds(total);
}

QString formatDuration(std::chrono::milliseconds duration)
{
    qint64 rest = duration.count();
    if (rest <= 0)
        return QStringLiteral("0s");
    QString text;
    for (const Unit &unit : units) {
        if (const qint64 count = rest / unit.milliseconds; count > 0) {
            text += QString::number(count) + unit.name;
            rest %= unit.milliseconds;
        }
    }
    return text;
}

} // namespace Saltern
