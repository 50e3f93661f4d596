#pragma once

#include "engine/exporters/exporter.h"

namespace Saltern {

/// The files of an export as a .tar.gz, below one folder called `name`. The same files give the
/// same bytes. An error when a path is too long for the archive's format.
Result<QByteArray> exportArchive(const QString &name, const QList<ExportedFile> &files);

} // namespace Saltern
