#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace Saltern {

/// One place in an event and what stands there.
struct EventPath
{
    QString path;  // "data.container.exitCode", without the root
    QString value; // compact JSON, shortened for people

    bool operator==(const EventPath &) const = default;
};

/// Every leaf of an event in the order of the text, array elements merged into one place as
/// patterns see them; the first 1,000 of them.
QList<EventPath> eventPaths(const QJsonObject &event);

/// A JSON value on one line, at most `longest` characters.
QString shortJson(const QJsonValue &value, qsizetype longest = 60);

} // namespace Saltern
