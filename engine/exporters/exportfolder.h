#pragma once

#include "engine/exporters/exportmanifest.h"

namespace Saltern {

/// What an export did to its folder; paths are relative to it.
struct FolderChanges
{
    QStringList written;
    QStringList removed;
    QStringList kept;       // were as they should be
    QStringList edited;     // changed by somebody: left alone, the new content is in <path>.new
    QStringList leftEdited; // no longer needed, but changed by somebody: left alone
};

/// Brings an export into a folder on disk, which is made when it does not exist: writes what
/// changed, removes what earlier exports wrote and nobody needs or edited, and touches nothing
/// else. With `overwrite`, edited files are replaced. Stops at the first file that cannot be
/// written; doing it again completes it.
Result<FolderChanges> writeExport(const QString &folder,
                                  const QString &exporter,
                                  const ExportInput &input,
                                  const ExportResult &result,
                                  bool overwrite = false);

} // namespace Saltern
