#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>

namespace Saltern {

/// A value as the YAML that people write: plain scalars where they are safe, a literal block for
/// text of several lines, short collections in one line. `indent` is the column of the key or dash
/// that the value belongs to. The text begins with a blank or a line end, so that it goes directly
/// behind "key:" or "-", and has no line end at its own end.
QByteArray writeYamlValue(const QJsonValue &value, int indent);

/// A value in one line, collections in brackets.
QByteArray writeYamlFlow(const QJsonValue &value);

/// A scalar in one line, quoted when it would otherwise mean something else.
QByteArray writeYamlScalar(const QJsonValue &value);
QByteArray writeYamlKey(const QString &key);

} // namespace Saltern
