#include "engine/exporters/exportinput.h"

#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/runnablepart.h"
#include "engine/runs/bundle.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        texts += item.toString();
    return texts;
}

Result<QByteArray> fileOf(const Bundle &bundle, const QString &path)
{
    const auto file = bundle.files.constFind(path);
    if (file == bundle.files.constEnd())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The file %1 is missing.").arg(path),
                    QStringLiteral("Put it beside the document, or correct the path."));
    return *file;
}

Result<const Runtime *> runtimeOf(const QJsonObject &settings, const RuntimeCatalogue &runtimes)
{
    const QString name = settings.value(Name("runtime")).toString();
    return name.isEmpty() ? runtimes.forFile(settings.value(Name("handler")).toString())
                          : runtimes.find(name);
}

// The code of a function and, in front of it, the arguments that start it.
Result<void> addCode(const Bundle &bundle,
                     const QJsonObject &settings,
                     const Runtime &runtime,
                     FunctionRecipe &recipe)
{
    const QString handler = settings.value(Name("handler")).toString();
    const QString path = handler.isEmpty() ? runtime.inlineName : handler;
    auto code = handler.isEmpty()
                    ? Result<QByteArray>(settings.value(Name("code")).toString().toUtf8())
                    : fileOf(bundle, handler);
    if (!code)
        return fail(code.error());
    recipe.code.insert(path, *code);
    for (const QString &more : textsOf(settings.value(Name("files")))) {
        const auto file = fileOf(bundle, more);
        if (!file)
            return fail(file.error());
        recipe.code.insert(more, *file);
    }
    const QString style = settings.value(Name("style")).toString(QStringLiteral("auto"));
    const bool calls =
        style == Name("function") || (style == Name("auto") && runtime.hasHandlerFunction(*code));
    for (QString argument : calls ? runtime.function : runtime.program) {
        argument.replace(Name("{handler}"), QStringLiteral("{code}/") + path);
        recipe.argv += argument;
    }
    recipe.runtime = calls ? runtime.adapterFiles : runtime.programFiles;
    return {};
}

bool hasTransform(const QJsonObject &settings)
{
    const QJsonObject hooks = settings.value(Name("hooks")).toObject();
    for (const auto when : {Name("entry"), Name("exit")}) {
        const QJsonArray list = hooks.value(when).toArray();
        for (const QJsonValue &hook : list) {
            if (hook.toObject().contains(Name("transform")))
                return true;
        }
    }
    return false;
}

Result<FunctionRecipe>
recipeOf(const Bundle &bundle, const QJsonObject &settings, const RuntimeCatalogue &runtimes)
{
    FunctionRecipe recipe;
    recipe.image = settings.value(Name("image")).toString();
    if (hasTransform(settings)) {
        const auto node = runtimes.find(QStringLiteral("node"));
        if (!node)
            return fail(node.error());
        recipe.scriptImage = (*node)->image;
    }
    if (!settings.contains(Name("handler")) && !settings.contains(Name("code"))) {
        recipe.argv = textsOf(settings.value(Name("command")));
        return recipe;
    }
    const auto runtime = runtimeOf(settings, runtimes);
    if (!runtime)
        return fail(runtime.error());
    if (recipe.image.isEmpty())
        recipe.image = (*runtime)->image;
    recipe.environment = (*runtime)->environment;
    recipe.memoryBytes = (*runtime)->memoryBytes;
    recipe.pids = (*runtime)->pids;
    const auto added = addCode(bundle, settings, **runtime, recipe);
    return added ? Result<FunctionRecipe>(recipe) : fail(added.error());
}

} // namespace

Result<ExportInput> makeExportInput(const Bundle &bundle, const RuntimeCatalogue &runtimes)
{
    ExportInput input;
    const Pipeline whole = readPipeline(bundle.document).pipeline;
    input.pipeline = runnablePart(whole);
    for (const Node &node : whole.nodes) {
        if (!input.pipeline.node(node.id))
            input.leftOut += node;
    }
    input.revision = bundle.revision();
    for (const Node &node : std::as_const(input.pipeline.nodes)) {
        if (node.kind.name != Name("function"))
            continue;
        auto recipe = recipeOf(bundle, node.parameters, runtimes);
        if (!recipe) {
            Error error = recipe.error();
            error.message = QStringLiteral("Node \"%1\": %2").arg(node.id, error.message);
            return fail(error);
        }
        input.functions.insert(node.id, *recipe);
    }
    return input;
}

} // namespace Saltern
