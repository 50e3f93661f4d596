#pragma once

#include "engine/exporters/exporter.h"

namespace Saltern::Test {

/// What the exporter for Salt makes of it; empty when it refuses.
inline ExportResult exported(const ExportInput &input)
{
    const auto result = findExporter(QStringLiteral("salt"))->run(input);
    return result ? *result : ExportResult();
}

/// A file of an export; empty when there is none of that path.
inline QByteArray fileOf(const ExportResult &result, const char *path)
{
    for (const ExportedFile &file : result.files) {
        if (file.path == QLatin1StringView(path))
            return file.content;
    }
    return {};
}

} // namespace Saltern::Test
