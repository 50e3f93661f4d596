#pragma once

#include <QJsonObject>
#include <QString>

// An event in the few words of a table row.
namespace Saltern {

/// What matters in it: "web-3 exit=137", "shop/web:2.1", or the beginning of its data.
QString eventSummary(const QJsonObject &event);

/// What it is about, for its colour: "docker", "saltern", "host", "timer", "webhook" or "other".
QString eventOrigin(const QString &type);

} // namespace Saltern
