#pragma once

#include <QJsonObject>
#include <QString>

namespace Saltern {

/// The pinned outputs of a document as they were kept last, {node: {port, data}}. They lie beside
/// the settings in a file that nobody else may read, and never with the document, because they hold
/// what really happened. GUI thread.
QJsonObject readPins(const QString &documentPath);

/// Keeps them; empty = not any more. Without a path there is nothing to keep them for.
void writePins(const QString &documentPath, const QJsonObject &pins);

} // namespace Saltern
