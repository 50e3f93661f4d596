#pragma once

#include "engine/base/result.h"
#include "engine/events/valuetest.h"

#include <QJsonArray>

namespace Saltern {

/// Reads what a pattern says about one field: the array of values and match expressions.
class ClauseReader
{
public:
    /// `path` names the field in errors; `pointer` is its JSON pointer, which errors extend to the
    /// offending value and carry as their detail.
    ClauseReader(QString path, QString pointer);

    Result<FieldTest> read(const QJsonArray &clause);

    /// The names that begin a match expression, e.g. "prefix".
    static const QStringList &expressionNames();

private:
    Result<void> element(const QJsonValue &value, FieldTest &test);
    Result<void> expression(const QJsonObject &object, FieldTest &test);
    Result<Comparison> text(const QString &name, const QJsonValue &operand);
    Result<Comparison> prefixOrSuffix(const QString &name, const QJsonValue &operand);
    Result<Comparison> wildcard(const QJsonValue &operand);
    Result<Comparison> numeric(const QJsonValue &operand);
    Result<Comparison> cidr(const QJsonValue &operand);
    Result<void> exists(const QJsonValue &operand, FieldTest &test);
    Result<std::vector<Comparison>> anythingBut(const QJsonValue &operand);
    Result<std::vector<Comparison>> anythingButValues(const QJsonArray &values);
    Result<std::vector<Comparison>> anythingButExpression(const QJsonObject &object);

    tl::unexpected<Error> wrong(const QString &message, const QString &remedy) const;

    const QString m_path;
    QString m_pointer;
};

/// "a string", "a number", "an object"...: how errors name the type of a value.
QString describeType(const QJsonValue &value);

} // namespace Saltern
