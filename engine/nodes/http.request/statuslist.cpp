#include "engine/nodes/http.request/statuslist.h"

#include <algorithm>

namespace Saltern {

Result<StatusList> StatusList::parse(const QStringList &entries)
{
    StatusList list;
    for (const QString &entry : entries) {
        const bool range = entry.size() == 3 && entry.endsWith(QLatin1StringView("xx"));
        bool isNumber = false;
        const int number = (range ? entry.left(1) : entry).toInt(&isNumber);
        const int first = range ? number * 100 : number;
        if (!isNumber || first < 100 || first > 599)
            return fail(ErrorKind::BadInput,
                        QStringLiteral("\"%1\" is no HTTP status.").arg(entry.left(20)),
                        QStringLiteral("Write a number such as 404, or 5xx for 500 to 599."));
        list.m_ranges.push_back({first, range ? first + 99 : first});
    }
    return list;
}

bool StatusList::contains(int status) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(), [&](const Range &range) {
        return status >= range.first && status <= range.last;
    });
}

} // namespace Saltern
