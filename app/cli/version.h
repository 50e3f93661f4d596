#pragma once

#include <QString>

namespace Saltern::Cli {

/// "saltern 0.1.0 (Qt 6.4.2)".
QString versionLine();

} // namespace Saltern::Cli
