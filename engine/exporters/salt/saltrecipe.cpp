#include "engine/exporters/salt/saltrecipe.h"

#include "engine/base/bytesize.h"
#include "engine/base/duration.h"
#include "engine/exporters/exportmanifest.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

constexpr qint64 defaultMemoryBytes = 128LL * 1024 * 1024;
constexpr int defaultPids = 64;

qint64 bytesOf(const QJsonObject &settings, Latin key, qint64 otherwise)
{
    const auto size = parseByteSize(settings.value(key).toString());
    return size ? *size : otherwise;
}

// Lays the files down where the master serves them, and answers how the minion fetches each.
QJsonObject addFiles(SaltPlan &plan,
                     const QString &pipeline,
                     const QString &node,
                     const QString &folder,
                     const QMap<QString, QByteArray> &files)
{
    QJsonObject fetched;
    for (auto file = files.begin(); file != files.end(); ++file) {
        const QString path = folder + u'/' + file.key();
        plan.functionFiles.insert(node + u'/' + path, file.value());
        fetched.insert(
            path,
            QJsonObject{
                {QStringLiteral("url"),
                 QStringLiteral("salt://saltern/functions/%1/%2/%3").arg(pipeline, node, path)},
                {QStringLiteral("sha256"), contentHash(file.value())}});
    }
    return fetched;
}

QJsonArray argumentsOf(const FunctionRecipe &recipe)
{
    QJsonArray argv;
    for (QString argument : recipe.argv) {
        argument.replace(Latin("{code}"), Latin("/saltern/code"));
        argument.replace(Latin("{runtime}"), Latin("/saltern/runtime"));
        argv.append(argument);
    }
    return argv;
}

// Null when the hook is of the other sort.
QJsonValue partOf(const QJsonValue &hook, Latin name)
{
    const QJsonValue part = hook.toObject().value(name);
    return part.isUndefined() ? QJsonValue(QJsonValue::Null) : part;
}

// What is said and what is done around the handler, apart: only what is said has templates in it.
void addHooks(const Node &node,
              const FunctionRecipe &recipe,
              QJsonObject &settings,
              NodeReport &report)
{
    const QJsonObject hooks = node.parameters.value(Latin("hooks")).toObject();
    QJsonObject scripts;
    QJsonObject emits;
    for (const auto when : {Latin("entry"), Latin("exit")}) {
        QJsonArray code;
        QJsonArray said;
        const QJsonArray list = hooks.value(when).toArray();
        for (const QJsonValue &hook : list) {
            code.append(partOf(hook, Latin("transform")));
            said.append(partOf(hook, Latin("emit")));
        }
        scripts.insert(when, code);
        emits.insert(when, said);
    }
    settings.insert(QStringLiteral("scripts"), scripts);
    settings.insert(saltEmitsKey, emits);
    if (recipe.scriptImage.isEmpty())
        return;
    settings.insert(QStringLiteral("scriptImage"), recipe.scriptImage);
    report.differences +=
        QStringLiteral("A transform among its hooks runs with Node.js in a container of its own "
                       "(%1), which takes about a second; the words for a mistake in it are "
                       "Node.js's.")
            .arg(recipe.scriptImage);
}

} // namespace

void addSaltRecipe(const ExportInput &input,
                   const Node &node,
                   QJsonObject &settings,
                   SaltPlan &plan,
                   NodeReport &report)
{
    const FunctionRecipe recipe = input.functions.value(node.id);
    const QString pipeline = input.pipeline.name;
    QJsonObject files = addFiles(plan, pipeline, node.id, QStringLiteral("code"), recipe.code);
    const QJsonObject runtime =
        addFiles(plan, pipeline, node.id, QStringLiteral("runtime"), recipe.runtime);
    for (auto file = runtime.begin(); file != runtime.end(); ++file)
        files.insert(file.key(), file.value());
    QJsonObject environment;
    for (auto variable = recipe.environment.begin(); variable != recipe.environment.end();
         ++variable)
        environment.insert(variable.key(), variable.value());
    const auto grace = parseDuration(settings.value(Latin("stopGrace")).toString());
    const qint64 memory = recipe.memoryBytes > 0 ? recipe.memoryBytes : defaultMemoryBytes;
    const QJsonObject made{
        {QStringLiteral("image"), recipe.image},
        {QStringLiteral("argv"), argumentsOf(recipe)},
        {QStringLiteral("files"), files},
        {QStringLiteral("environment"), environment},
        {QStringLiteral("user"), settings.value(Latin("user"))},
        {QStringLiteral("network"), settings.value(Latin("network"))},
        {QStringLiteral("capabilities"), settings.value(Latin("capabilities")).toArray()},
        {QStringLiteral("readOnly"), settings.value(Latin("readOnly"))},
        {QStringLiteral("tmpBytes"), bytesOf(settings, Latin("tmp"), 64LL * 1024 * 1024)},
        {QStringLiteral("memoryBytes"), bytesOf(settings, Latin("memory"), memory)},
        {QStringLiteral("pids"),
         settings.value(Latin("pids")).toInt(recipe.pids > 0 ? recipe.pids : defaultPids)},
        {QStringLiteral("cpus"), settings.value(Latin("cpus"))},
        {QStringLiteral("stopGrace"), grace ? grace->count() / 1000.0 : 2.0},
    };
    settings = {{QStringLiteral("recipe"), made},
                {QStringLiteral("env"), settings.value(Latin("env")).toObject()},
                {QStringLiteral("timeout"), settings.value(Latin("timeout"))},
                {QStringLiteral("retry"), settings.value(Latin("retry"))}};
    if (node.parameters.contains(Latin("hooks")))
        addHooks(node, recipe, settings, report);
    if (report.verdict == ExportVerdict::Impossible)
        return;
    report.verdict = ExportVerdict::Approximate;
    report.differences +=
        QStringLiteral("The container is started by /bin/sh, which the image has to have; the log "
                       "keeps standard output and standard error apart.");
    report.differences +=
        QStringLiteral("Values in `env` can be seen in `docker inspect` while it runs.");
}

} // namespace Saltern
