#pragma once

#include <QByteArray>

class QIODevice;

namespace Saltern::Cli {

/// All that there is, but at most `limit` bytes: a pipe gives what it has, which is less than is
/// asked for, until its writer has closed it.
QByteArray readAtMost(QIODevice &device, qint64 limit);

} // namespace Saltern::Cli
