#include "engine/functions/functioncontainer.h"

#include "engine/functions/functionhost.h"
#include "engine/functions/functionlabels.h"
#include "engine/functions/shimprotocol.h"

#include <QDateTime>
#include <QJsonArray>

#include <cmath>

namespace Saltern {

namespace {

bool isOurs(const QString &variable)
{
    const QStringView name = variable;
    if (!name.startsWith(QLatin1StringView("SALTERN_")))
        return false;
    const QStringView rest = name.sliced(8);
    return rest == QLatin1StringView("RUN") || rest == QLatin1StringView("STEP") ||
           rest == QLatin1StringView("ATTEMPT") || rest == QLatin1StringView("EVENT_TYPE") ||
           rest == QLatin1StringView("DEADLINE");
}

// A little more than the files, for what runtimes write beside them.
constexpr qint64 spareCallBytes = 1024 * 1024;

QString tmpfsOptions(bool executable, qint64 bytes)
{
    return QStringLiteral("rw,nosuid,nodev,%1,mode=1777,size=%2")
        .arg(executable ? QStringLiteral("exec") : QStringLiteral("noexec"))
        .arg(bytes);
}

QJsonObject hostConfig(const FunctionPlan &plan)
{
    qint64 callBytes = spareCallBytes;
    // A page for every file's end.
    for (const QByteArray &file : plan.files)
        callBytes += file.size() + 4096;
    return {
        {QStringLiteral("AutoRemove"), true},
        {QStringLiteral("NetworkMode"), plan.network},
        {QStringLiteral("ReadonlyRootfs"), plan.readOnly},
        {QStringLiteral("CapDrop"), QJsonArray{QStringLiteral("ALL")}},
        {QStringLiteral("CapAdd"), QJsonArray::fromStringList(plan.capabilities)},
        {QStringLiteral("SecurityOpt"), QJsonArray{QStringLiteral("no-new-privileges")}},
        {QStringLiteral("PidsLimit"), plan.pids},
        {QStringLiteral("Memory"), plan.memoryBytes},
        {QStringLiteral("MemorySwap"), plan.memoryBytes}, // memory and swap together: no swap
        {QStringLiteral("NanoCpus"), static_cast<qint64>(std::llround(plan.cpus * 1e9))},
        // The default writes everything that crosses the attached stream to the host's disk.
        {QStringLiteral("LogConfig"),
         QJsonObject{{QStringLiteral("Type"), QStringLiteral("none")}}},
        {QStringLiteral("Tmpfs"),
         QJsonObject{{callFolder, tmpfsOptions(true, callBytes)},
                     {QStringLiteral("/tmp"), tmpfsOptions(false, plan.tmpBytes)}}},
    };
}

QJsonObject labels(const FunctionPlan &plan, const FunctionHost &host, const StepInput &input)
{
    QJsonObject all{{FunctionLabels::engine, host.engineId()},
                    {FunctionLabels::process, host.processId()},
                    {FunctionLabels::role, FunctionLabels::functionRole},
                    {FunctionLabels::pipeline, input.pipeline},
                    {FunctionLabels::node, input.node}};
    // A container that stays belongs to no step.
    if (plan.mode == FunctionMode::Cold)
        all.insert(FunctionLabels::step, input.step);
    return all;
}

Result<QByteArray>
textFrame(saltern_frame_type type, quint32 call, const QString &text, const QString &what)
{
    const QByteArray utf8 = text.toUtf8();
    if (utf8.contains('\0'))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("%1 holds a zero character.").arg(what),
                    QStringLiteral("Remove it; programs cannot be given such a text."));
    if (utf8.size() > SALTERN_FRAME_PAYLOAD_MAX)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("%1 is longer than 64 KiB.").arg(what),
                    QStringLiteral("Read it from the event instead."));
    return shimFrames(type, call, utf8);
}

} // namespace

QJsonObject functionContainer(const FunctionPlan &plan,
                              const FunctionImage &image,
                              const FunctionHost &host,
                              const StepInput &input)
{
    QJsonObject body{
        {QStringLiteral("Image"), image.reference},
        {QStringLiteral("Entrypoint"), QJsonArray{QStringLiteral("/saltern/shim")}},
        {QStringLiteral("Cmd"), QJsonArray{}},
        {QStringLiteral("User"), plan.user},
        {QStringLiteral("AttachStdin"), true},
        {QStringLiteral("AttachStdout"), true},
        {QStringLiteral("AttachStderr"), true},
        {QStringLiteral("OpenStdin"), true},
        // When the engine goes, the shim sees the end of its input and goes too.
        {QStringLiteral("StdinOnce"), true},
        {QStringLiteral("StopSignal"), QStringLiteral("SIGTERM")},
        {QStringLiteral("Healthcheck"),
         QJsonObject{{QStringLiteral("Test"), QJsonArray{QStringLiteral("NONE")}}}},
        {QStringLiteral("Labels"), labels(plan, host, input)},
        {QStringLiteral("HostConfig"), hostConfig(plan)},
    };
    if (!plan.ownProgram)
        body.insert(QStringLiteral("WorkingDir"), QStringLiteral("/"));
    return body;
}

void tellEnvironment(const FunctionPlan &plan,
                     const StepInput &input,
                     const std::function<void(const QString &name, const QString &value)> &tell)
{
    const QJsonObject given = input.parameters.value(QLatin1StringView("env")).toObject();
    for (auto variable = plan.environment.begin(); variable != plan.environment.end(); ++variable) {
        if (!given.contains(variable.key()) && !isOurs(variable.key()))
            tell(variable.key(), variable.value());
    }
    for (auto variable = given.begin(); variable != given.end(); ++variable) {
        if (!isOurs(variable.key()))
            tell(variable.key(), variable->toVariant().toString());
    }
    tell(QStringLiteral("SALTERN_RUN"), input.run);
    tell(QStringLiteral("SALTERN_STEP"), input.step);
    tell(QStringLiteral("SALTERN_ATTEMPT"), QString::number(input.attempt));
    tell(QStringLiteral("SALTERN_EVENT_TYPE"), input.event.type());
    if (input.timeout.count() > 0)
        tell(QStringLiteral("SALTERN_DEADLINE"),
             QString::number(QDateTime::currentMSecsSinceEpoch() + input.timeout.count()));
}

QMap<QString, QString> functionEnvironment(const FunctionPlan &plan, const StepInput &input)
{
    QMap<QString, QString> variables;
    tellEnvironment(plan, input, [&variables](const QString &name, const QString &value) {
        variables.insert(name, value);
    });
    return variables;
}

Result<QByteArray>
functionCodeFrames(const FunctionPlan &plan, const FunctionImage &image, quint32 call)
{
    QByteArray frames;
    for (auto file = plan.files.begin(); file != plan.files.end(); ++file) {
        const auto name =
            textFrame(SALTERN_FRAME_FILE, call, file.key(), QStringLiteral("The name of a file"));
        if (!name)
            return fail(name.error());
        frames += *name + shimFrames(SALTERN_FRAME_FILE_BYTES, call, *file);
    }
    for (const QString &argument : plan.command.isEmpty() ? image.ownCommand : plan.command) {
        const auto frame =
            textFrame(SALTERN_FRAME_ARGUMENT, call, argument, QStringLiteral("An argument"));
        if (!frame)
            return fail(frame.error());
        frames += *frame;
    }
    if (!plan.ownProgram)
        frames +=
            shimFrames(SALTERN_FRAME_DIRECTORY, call, callFolder.latin1() + QByteArray("/code"));
    return frames;
}

Result<QByteArray> environmentFrames(const QMap<QString, QString> &variables, quint32 call)
{
    QByteArray frames;
    for (auto variable = variables.begin(); variable != variables.end(); ++variable) {
        const auto frame = textFrame(SALTERN_FRAME_ENVIRONMENT,
                                     call,
                                     variable.key() + u'=' + variable.value(),
                                     QStringLiteral("The variable ") + variable.key());
        if (!frame)
            return fail(frame.error());
        frames += *frame;
    }
    return frames;
}

Result<QByteArray>
functionCallFrames(const FunctionPlan &plan, const FunctionImage &image, const StepInput &input)
{
    const auto code = functionCodeFrames(plan, image, coldCall);
    const auto environment = environmentFrames(functionEnvironment(plan, input), coldCall);
    if (!code || !environment)
        return fail(code ? environment.error() : code.error());
    return *code + *environment + shimFrames(SALTERN_FRAME_EVENT, coldCall, input.event.json());
}

} // namespace Saltern
