#pragma once

#include "engine/exporters/exporter.h"

#include <QJsonObject>

namespace Saltern {

/// What is done to one file of the target folder.
enum class FileChange {
    Write,       // new, or ours and outdated
    Keep,        // already as it should be
    Edited,      // somebody changed our file: it stays, ours is laid beside it
    Remove,      // ours, unchanged, and no export needs it any more
    LeaveEdited, // no longer needed, but somebody changed it: it stays
};

struct PlannedChange
{
    FileChange change = FileChange::Write;
    QString path;
    ExportedFile file; // null content for removals
};

struct ExportPlan
{
    QList<PlannedChange> changes; // sorted by path
    QByteArray manifest;          // the new content of manifest.json
};

/// The name of the manifest in the target folder.
inline constexpr QLatin1StringView manifestName{"manifest.json"};

/// Compares an export with what is in the folder: `manifest` is the old manifest.json (empty =
/// none) and `hashOf` the SHA-256 of a file there in hex, empty when there is no such file. A file
/// that no manifest of ours names is never removed. An error when the manifest is not ours to read,
/// or when a file that we did not write is in the way.
Result<ExportPlan> planExport(const QString &exporter,
                              const ExportInput &input,
                              const ExportResult &result,
                              const QByteArray &manifest,
                              const std::function<QString(const QString &path)> &hashOf);

/// SHA-256 in hex, as the manifest writes it.
QString contentHash(const QByteArray &content);

} // namespace Saltern
