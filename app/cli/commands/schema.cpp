#include "app/cli/command.h"
#include "engine/base/nearestname.h"
#include "engine/pipeline/jsonschema.h"
#include "engine/pipeline/nodepages.h"
#include "engine/pipeline/registry.h"

#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>

#include <CLI/App.hpp>

namespace Saltern::Cli {

namespace {

constexpr const char *footer = R"(Examples:
  saltern schema > saltern.schema.json
  saltern schema --kind notify
  saltern schema --docs docs/nodes

An editor with a YAML language server completes and checks pipelines with it when the
document begins with
  # yaml-language-server: $schema=saltern.schema.json)";

int printSchema(const QString &kind)
{
    QJsonObject schema;
    if (kind.isEmpty()) {
        schema = pipelineSchema();
    } else if (const NodeDescriptor *descriptor = findDescriptor({kind, 0})) {
        schema = nodeSchema(*descriptor);
    } else {
        QStringList names;
        for (const NodeDescriptor &known : nodeDescriptors())
            names += known.kind;
        return report({ErrorKind::BadInput,
                       QStringLiteral("There is no node kind \"%1\".").arg(kind),
                       suggestName(kind, names)});
    }
    print(QString::fromUtf8(QJsonDocument(schema).toJson(QJsonDocument::Indented).trimmed()));
    return Done;
}

int writePages(const QString &folder)
{
    if (!QDir().mkpath(folder))
        return report({ErrorKind::Failed,
                       QStringLiteral("The folder \"%1\" cannot be made.").arg(folder),
                       QStringLiteral("Choose another.")});
    const auto pages = nodePages();
    for (auto page = pages.begin(); page != pages.end(); ++page) {
        QSaveFile file(QDir(folder).filePath(page.key()));
        if (!file.open(QIODevice::WriteOnly) || file.write(page.value().toUtf8()) < 0 ||
            !file.commit())
            return report({ErrorKind::Failed,
                           QStringLiteral("\"%1\" cannot be written: %2.")
                               .arg(file.fileName(), file.errorString()),
                           QStringLiteral("Choose another folder.")});
    }
    return Done;
}

} // namespace

void declareSchema(CLI::App &app, Invocation &invocation)
{
    struct Options
    {
        std::string kind;
        std::string docs;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("schema", "Print the JSON Schema of pipelines, or of one node kind");
    command->add_option("--kind", options->kind, "Only this node kind")->type_name("KIND");
    command->add_option("--docs", options->docs, "Write the kinds' reference pages to this folder")
        ->type_name("FOLDER");
    command->footer(footer);
    command->callback([options, &invocation] {
        invocation.run = [options] {
            return options->docs.empty() ? printSchema(QString::fromStdString(options->kind))
                                         : writePages(QString::fromStdString(options->docs));
        };
    });
}

} // namespace Saltern::Cli
