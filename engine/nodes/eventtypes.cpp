#include "engine/nodes/eventtypes.h"

#include <QJsonArray>

namespace Saltern {

Result<Pattern> typePattern(const QStringList &types, const QJsonObject &match)
{
    if (match.contains(QLatin1StringView("type"))) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("`match` speaks of the event's type, which the node already "
                                   "says elsewhere."),
                    QStringLiteral("Remove `type` from `match`."));
    }
    QJsonArray clauses;
    for (const QString &type : types)
        clauses.append(globClause(type));
    QJsonObject pattern = match;
    pattern.insert(QStringLiteral("type"), clauses);
    return Pattern::fromJson(pattern);
}

QJsonValue globClause(const QString &text)
{
    if (!text.contains(u'*'))
        return text;
    QString wildcard = text;
    wildcard.replace(u'\\', QStringLiteral("\\\\"));
    return QJsonObject{{QStringLiteral("wildcard"), wildcard}};
}

} // namespace Saltern
