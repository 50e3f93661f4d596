#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace Saltern::Bench {

/// Container events of about 500 bytes as an engine builds them: 500 container names, 40 images,
/// the usual actions, exit codes, addresses and compose labels. The same on every call.
QList<QByteArray> containerEvents(int count);

/// Patterns of mixed kinds over the same vocabulary. Each asks for an event type and one to three
/// fields more: exact, prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, cidr,
/// exists, $or.
QList<QJsonObject> mixedPatterns(int count);

} // namespace Saltern::Bench
