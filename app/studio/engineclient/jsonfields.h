#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

// Short ways to read what the control protocol sends.
namespace Saltern {

inline QString textOf(const QJsonObject &object, const char *field)
{
    return object.value(QLatin1StringView(field)).toString();
}

inline qint64 countOf(const QJsonObject &object, const char *field)
{
    return object.value(QLatin1StringView(field)).toInteger();
}

inline QJsonObject objectOf(const QJsonObject &object, const char *field)
{
    return object.value(QLatin1StringView(field)).toObject();
}

inline QJsonArray arrayOf(const QJsonObject &object, const char *field)
{
    return object.value(QLatin1StringView(field)).toArray();
}

inline QString jsonLine(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// What went wrong and what to do about it, of the protocol's object of an error.
inline QString errorSentence(const QJsonObject &error)
{
    return QString(textOf(error, "message") + u' ' + textOf(error, "remedy")).trimmed();
}

/// With an indent of four, as people read it; empty for an empty object.
inline QString jsonText(const QJsonObject &object)
{
    return object.isEmpty() ? QString()
                            : QString::fromUtf8(QJsonDocument(object).toJson()).trimmed();
}

} // namespace Saltern
