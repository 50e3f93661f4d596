#include "engine/pipeline/yamlscalar.h"

#include <QRegularExpression>
#include <QStringList>

#include <cmath>

namespace Saltern {

namespace {

QRegularExpression whole(const char *pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(QString::fromLatin1(pattern)));
}

tl::unexpected<Error> notInJson(const QString &text)
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The number %1 cannot be kept exactly.").arg(text.left(40)),
                QStringLiteral("Put quotes around it to make it text."));
}

Result<QJsonValue> readInteger(const QString &text)
{
    bool ok = false;
    qint64 number = 0;
    if (text.startsWith(QLatin1StringView("0x")))
        number = text.mid(2).toLongLong(&ok, 16);
    else if (text.startsWith(QLatin1StringView("0o")))
        number = text.mid(2).toLongLong(&ok, 8);
    else
        number = text.toLongLong(&ok);
    return ok ? Result<QJsonValue>(QJsonValue(number)) : notInJson(text);
}

bool mayBeNumber(QChar first)
{
    return (first >= u'0' && first <= u'9') || first == u'-' || first == u'+' || first == u'.';
}

} // namespace

Result<QJsonValue> resolvePlainScalar(const QString &text)
{
    static const QStringList nulls{QString(),
                                   QStringLiteral("~"),
                                   QStringLiteral("null"),
                                   QStringLiteral("Null"),
                                   QStringLiteral("NULL")};
    static const QStringList trues{
        QStringLiteral("true"), QStringLiteral("True"), QStringLiteral("TRUE")};
    static const QStringList falses{
        QStringLiteral("false"), QStringLiteral("False"), QStringLiteral("FALSE")};
    static const QRegularExpression integer = whole("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    static const QRegularExpression decimal =
        whole("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    static const QRegularExpression notANumber = whole("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    if (nulls.contains(text))
        return QJsonValue(QJsonValue::Null);
    if (trues.contains(text))
        return QJsonValue(true);
    if (falses.contains(text))
        return QJsonValue(false);
    if (!mayBeNumber(text.front()))
        return QJsonValue(text);
    if (integer.match(text).hasMatch())
        return readInteger(text);
    if (notANumber.match(text).hasMatch())
        return notInJson(text);
    if (decimal.match(text).hasMatch()) {
        const double number = text.toDouble();
        return std::isfinite(number) ? Result<QJsonValue>(QJsonValue(number)) : notInJson(text);
    }
    return QJsonValue(text);
}

bool isReadDifferentlyByYaml11(const QString &text)
{
    static const QStringList booleans{
        QStringLiteral("yes"), QStringLiteral("no"), QStringLiteral("on"), QStringLiteral("off")};
    static const QRegularExpression number = whole("[-+]?0[0-9]+"
                                                   "|[-+]?[0-9][0-9_]*_[0-9_]*(\\.[0-9_]*)?"
                                                   "|[-+]?[0-9]+(:[0-5]?[0-9])+(\\.[0-9_]*)?"
                                                   "|[-+]?0b[01_]+");
    if (text.isEmpty() || text.size() > 64)
        return false;
    if (text.size() <= 3 && booleans.contains(text, Qt::CaseInsensitive))
        return true;
    return mayBeNumber(text.front()) && number.match(text).hasMatch();
}

} // namespace Saltern
