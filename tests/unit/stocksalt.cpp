#include "tests/unit/stocksalt.h"

#include "engine/pipeline/pipelinereader.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

using namespace Saltern;

namespace {

const QByteArray preamble = R"(
import json, sys
sls, cases = open(sys.argv[1]).read(), json.load(open(sys.argv[2]))
names = {"__name__": "sls", "__opts__": {"cachedir": sys.argv[3]}}
exec(compile(sls, "sls", "exec"), names)
def react(tag, data):
    names.update(tag=tag, data=data)
    return names["run"]()
)";

} // namespace

ExportResult exportedToStock(const QByteArray &document, const QString &minion)
{
    ExportInput input;
    input.pipeline = readPipeline(document).pipeline;
    input.revision = QStringLiteral("r1");
    input.profile = QStringLiteral("stock");
    input.otherwise = minion;
    FunctionRecipe recipe;
    recipe.image = QStringLiteral("python:3.12-slim");
    recipe.argv = {QStringLiteral("python3"), QStringLiteral("{code}/handler.py")};
    recipe.code.insert(QStringLiteral("handler.py"), "print(1)");
    input.functions.insert(QStringLiteral("greet"), recipe);
    return Test::exported(input);
}

QJsonArray asReactor(const QByteArray &sls,
                     const QByteArray &script,
                     const QJsonArray &input,
                     const QString &folder)
{
    QTemporaryDir files;
    const auto write = [&](const char *name, const QByteArray &content) {
        QFile file(files.filePath(QLatin1StringView(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return file.fileName();
    };
    QProcess process;
    process.start(QStringLiteral("/usr/bin/python3"),
                  {write("script.py", preamble + script),
                   write("x.sls", sls),
                   write("cases.json", QJsonDocument(input).toJson()),
                   folder});
    process.waitForFinished(120'000);
    const QByteArray errors = process.readAllStandardError();
    if (!errors.isEmpty())
        qWarning("%s", errors.right(2000).constData());
    QJsonArray answers;
    const QList<QByteArray> lines = process.readAllStandardOutput().trimmed().split('\n');
    for (const QByteArray &line : lines)
        answers.append(QJsonDocument::fromJson(line).object());
    return answers;
}
