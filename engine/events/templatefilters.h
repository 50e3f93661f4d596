#pragma once

#include "engine/base/result.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QStringList>

namespace Saltern {

/// One filter of the template language. A missing value is QJsonValue::Undefined; filters other
/// than `default` never see one.
struct TemplateFilter
{
    QLatin1StringView name;
    qsizetype fewestArguments;
    qsizetype mostArguments;
    bool takesMissing;
    Result<QJsonValue> (*apply)(const QJsonValue &value, const QJsonArray &arguments);
};

/// The filter of that name, null when there is none.
const TemplateFilter *findTemplateFilter(QStringView name);

QStringList templateFilterNames();

/// A value as it appears inside text: strings as they are, whole numbers without exponent, lists
/// and objects as compact JSON.
QString templateText(const QJsonValue &value);

} // namespace Saltern
