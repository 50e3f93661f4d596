#include "app/cli/boundedread.h"
#include "app/cli/command.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/validation.h"
#include "engine/pipeline/yamlsource.h"
#include "engine/runs/diskfolder.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <cstdio>

namespace Saltern::Cli {

namespace {

constexpr const char *footer =
    R"(Every problem is one line, "file:line:column: message remedy", in the order of the
file. Warnings do not make a document invalid. Files that nodes name are looked for beside the
document; "-" reads standard input, and no files are looked for.

Examples:
  saltern validate self-heal.saltern.yaml
  saltern validate pipelines/*.saltern.yaml
  saltern validate --json self-heal.saltern.yaml | jq '.files[].problems[].code'

Exit codes: 0 all are valid, 2 at least one is not.)";

struct Checked
{
    QString file;
    LoadedPipeline loaded;
};

// One byte more than is accepted is enough to see that a file is too large.
Result<QByteArray> readDocument(const QString &name)
{
    QFile file(name);
    const bool open = name == QLatin1StringView("-") ? file.open(stdin, QIODevice::ReadOnly)
                                                     : file.open(QIODevice::ReadOnly);
    if (!open || QFileInfo(name).isDir())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The file cannot be read: %1.")
                        .arg(open ? QStringLiteral("it is a folder") : file.errorString()),
                    QStringLiteral("Check the name."));
    return readAtMost(file, maximumDocumentBytes + 1);
}

Checked check(const QString &name, const QStringList &runtimes)
{
    Checked checked{name, {}};
    const auto text = readDocument(name);
    if (!text) {
        checked.loaded.problems.append({Severity::Error,
                                        {},
                                        QString(),
                                        QStringLiteral("unreadable"),
                                        text.error().message,
                                        text.error().remedy});
    } else if (name == QLatin1StringView("-")) {
        checked.loaded = checkPipeline(*text, nullptr, runtimes);
    } else {
        const DiskFolder folder(QFileInfo(name).absolutePath());
        checked.loaded = checkPipeline(*text, &folder, runtimes);
    }
    return checked;
}

void printText(const Checked &checked)
{
    for (const Problem &problem : checked.loaded.problems)
        print(formatProblem(checked.file, problem));
    if (!hasErrors(checked.loaded.problems))
        print(QStringLiteral("%1: valid (%2 nodes, %3 wires)")
                  .arg(checked.file)
                  .arg(checked.loaded.pipeline.nodes.size())
                  .arg(checked.loaded.pipeline.wires.size()));
}

QJsonObject toJson(const Checked &checked)
{
    QJsonArray problems;
    for (const Problem &problem : checked.loaded.problems)
        problems.append(problemToJson(problem));
    return {{QStringLiteral("file"), checked.file},
            {QStringLiteral("valid"), !hasErrors(checked.loaded.problems)},
            {QStringLiteral("pipeline"), checked.loaded.pipeline.name},
            {QStringLiteral("problems"), problems}};
}

int validateFiles(const std::vector<std::string> &names, bool json)
{
    const QStringList runtimes =
        RuntimeCatalogue::load(RuntimeCatalogue::standardFolders()).names();
    QJsonArray files;
    bool valid = true;
    for (const std::string &name : names) {
        const Checked checked = check(QString::fromStdString(name), runtimes);
        valid = valid && !hasErrors(checked.loaded.problems);
        if (json)
            files.append(toJson(checked));
        else
            printText(checked);
    }
    if (json) {
        const QJsonObject all{{QStringLiteral("valid"), valid}, {QStringLiteral("files"), files}};
        print(QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact)));
    }
    return valid ? Done : BadInput;
}

} // namespace

void declareValidate(CLI::App &app, Invocation &invocation)
{
    struct Options
    {
        std::vector<std::string> files;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("validate", "List everything that is wrong with pipelines");
    command->add_option("FILE", options->files, "Pipeline documents")->required();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(footer);
    command->callback([options, &invocation] {
        invocation.run = [options] { return validateFiles(options->files, options->json); };
    });
}

} // namespace Saltern::Cli
