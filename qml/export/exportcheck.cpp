#include "qml/export/exportcheck.h"

#include "engine/pipeline/yamldocument.h"

#include <QFileInfo>
#include <QHash>
#include <QJsonDocument>
#include <QSet>

#include <optional>

namespace Saltern {

namespace {

// Whether the file can be read in its language; nothing for a language that is not checked.
std::optional<bool> parses(const ExportedFile &file)
{
    static const QSet<QString> yaml{QStringLiteral("yaml"),
                                    QStringLiteral("yml"),
                                    QStringLiteral("conf"),
                                    QStringLiteral("sls")};
    const QString suffix = QFileInfo(file.path).suffix();
    if (suffix == QLatin1StringView("json")) {
        QJsonParseError error;
        QJsonDocument::fromJson(file.content, &error);
        return error.error == QJsonParseError::NoError;
    }
    const bool rendered =
        file.content.startsWith("#!") || file.content.contains("{{") || file.content.contains("{%");
    if (!yaml.contains(suffix) || rendered)
        return {};
    return readYaml(file.content).problems.isEmpty();
}

bool hasItsLines(const ExportResult &result, const QString &node)
{
    QHash<QString, qsizetype> lines;
    for (const ExportedFile &file : result.files)
        lines.insert(file.path, file.content.count('\n') + 1);
    return std::any_of(
        result.mappings.begin(), result.mappings.end(), [&](const NodeMapping &mapping) {
            return mapping.node == node && mapping.firstLine >= 1 &&
                   mapping.firstLine <= mapping.lastLine &&
                   mapping.lastLine <= lines.value(mapping.file);
        });
}

} // namespace

ExportCheck checkExport(const ExportResult &result)
{
    int read = 0;
    for (const ExportedFile &file : result.files) {
        const auto good = parses(file);
        if (good && !*good)
            return {false, QStringLiteral("%1 cannot be read back.").arg(file.path)};
        read += good.has_value();
    }
    for (const NodeReport &node : result.nodes) {
        const bool isThere =
            node.verdict == ExportVerdict::Exact || node.verdict == ExportVerdict::Approximate;
        if (isThere && !hasItsLines(result, node.node))
            return {false,
                    QStringLiteral("The node \"%1\" has no lines in any file.").arg(node.node)};
    }
    const QString files = read == 1 ? QStringLiteral("the YAML file parses")
                                    : QStringLiteral("%1 YAML and JSON files parse").arg(read);
    return {true, QStringLiteral("Checked: %1, every node has its lines.").arg(files)};
}

} // namespace Saltern
