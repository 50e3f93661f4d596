#pragma once

#include "app/cli/completion.h"

namespace Saltern::Cli {

/// What may stand for a value whose name in the help text is `word`: FILE, HOST, KIND... `typed` is
/// what stands there already, `before` the words in front of it (their --hosts counts).
Completion completeValue(const QString &word, const QString &typed, const QStringList &before);

} // namespace Saltern::Cli
