#pragma once

#include <QJsonObject>
#include <QString>

namespace Saltern::Cli {

/// What came of an action on one host (an entry of a step on several), for people: the host, and
/// below it, indented, containers and images a line each, a command's output, or facts.
QString describeEntry(const QJsonObject &entry);

} // namespace Saltern::Cli
