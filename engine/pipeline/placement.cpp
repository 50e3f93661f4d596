#include "engine/pipeline/placement.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

const QLatin1StringView eventHostWord("event-host");
const QLatin1StringView anyWord("any");
const QLatin1StringView allWord("all");

} // namespace

QStringList Placement::words()
{
    return {eventHostWord, anyWord, allWord};
}

Result<Placement> Placement::parse(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed == eventHostWord)
        return Placement{};
    static const QRegularExpression worded(QStringLiteral("\\A\\s*(any|all)(\\s+|\\z)"));
    const auto begins = worded.match(text);
    Placement placement;
    placement.kind = Kind::One;
    if (begins.hasMatch())
        placement.kind = begins.captured(1) == allWord ? Kind::All : Kind::Any;
    const qsizetype skipped = begins.hasMatch() ? begins.capturedLength() : 0;
    const QString rest = text.mid(skipped);
    auto target = Target::parse(rest.isEmpty() ? QStringLiteral("*") : rest);
    if (!target) {
        Error error = target.error();
        error.detail = QString::number(error.detail.toLongLong() + skipped);
        return fail(error);
    }
    placement.target = *std::move(target);
    return placement;
}

} // namespace Saltern
