#include "engine/functions/functionoutcome.h"

#include "engine/base/bytesize.h"
#include "engine/base/compactjson.h"
#include "engine/base/duration.h"
#include "engine/functions/handlerresult.h"

#include <algorithm>
#include <cstring>

namespace Saltern {

namespace {

constexpr int retryMe = 75;          // EX_TEMPFAIL of sysexits.h
constexpr int firstNeverAgain = 125; // 125 to 127: what shells and docker run say of a bad command
constexpr int lastNeverAgain = 127;

constexpr qint64 longestEscape = 6; // bytes of \u0001 for one

QString name(const FunctionPlan &plan)
{
    return QStringLiteral("The function ") + plan.node;
}

// The last line that says something is mostly the reason.
QString lastLine(const QString &log)
{
    const QString trimmed = log.trimmed();
    return trimmed.mid(trimmed.lastIndexOf(u'\n') + 1).left(300);
}

Error failedStart(const FunctionPlan &plan, const QString &why)
{
    const QString program = plan.command.value(0, QStringLiteral("the image's program"));
    if (why == QLatin1StringView("not-found"))
        return {ErrorKind::NotFound,
                QStringLiteral("%1 cannot start: %2, or the interpreter that it names, does not "
                               "exist in the image %3.")
                    .arg(name(plan), program, plan.image),
                QStringLiteral("Mend the command, or use an image that has it.")};
    if (why == QLatin1StringView("not-permitted"))
        return {ErrorKind::PermissionDenied,
                QStringLiteral("%1 cannot start: %2 may not be executed.").arg(name(plan), program),
                QStringLiteral("Check the program's mode and the node's `user`.")};
    if (why == QLatin1StringView("not-a-program"))
        return {ErrorKind::BadInput,
                QStringLiteral("%1 cannot start: %2 is neither a program for this machine nor a "
                               "script whose first line names its interpreter.")
                    .arg(name(plan), program),
                QStringLiteral("Begin a script with a line such as #!/bin/sh.")};
    if (why == QLatin1StringView("arguments-too-large"))
        return {ErrorKind::TooLarge,
                QStringLiteral("%1 cannot start: its arguments and environment are too large.")
                    .arg(name(plan)),
                QStringLiteral("Pass less in `env` and `command`; the event holds any data.")};
    if (why == QLatin1StringView("too-many-processes"))
        return {ErrorKind::Failed,
                QStringLiteral("%1 cannot start: its limit of %2 processes is reached.")
                    .arg(name(plan))
                    .arg(plan.pids),
                QStringLiteral("Raise `pids`.")};
    return {ErrorKind::Failed, QStringLiteral("%1 cannot start.").arg(name(plan)), {}, why};
}

Error outOfMemory(const FunctionPlan &plan)
{
    return {ErrorKind::OutOfMemory,
            QStringLiteral("%1 was killed because it needed more than %2 of memory.")
                .arg(name(plan), formatByteSize(plan.memoryBytes)),
            QStringLiteral("Raise `memory`, or let it use less.")};
}

Error failedExit(const FunctionPlan &plan, int exitCode, int signal, const QString &log)
{
    if (signal != 0)
        return {ErrorKind::Failed,
                QStringLiteral("%1 was ended by signal %2 (%3).")
                    .arg(name(plan))
                    .arg(signal)
                    .arg(QString::fromLocal8Bit(strsignal(signal))),
                {},
                lastLine(log)};
    if (exitCode == retryMe)
        return {ErrorKind::Failed,
                QStringLiteral("%1 asks to be run again (exit status 75).").arg(name(plan)),
                {},
                lastLine(log)};
    return {ErrorKind::Failed,
            QStringLiteral("%1 ended with exit status %2.").arg(name(plan)).arg(exitCode),
            QStringLiteral("Its log says more."),
            lastLine(log)};
}

// The error of a call that was started, if it failed at all.
std::optional<Error> failure(const FunctionPlan &plan,
                             const StepInput &input,
                             const QJsonObject &done,
                             const QString &log)
{
    const int exitCode = done.value(QLatin1StringView("exit")).toInt();
    const int signal = done.value(QLatin1StringView("signal")).toInt();
    if (done.value(QLatin1StringView("cancelled")).toBool())
        return Error{ErrorKind::Cancelled, QStringLiteral("%1 was cancelled.").arg(name(plan))};
    if (done.value(QLatin1StringView("timedOut")).toBool())
        return functionTimeout(plan, input, {});
    if (exitCode == 0 && signal == 0)
        return std::nullopt;
    if (const QString why = done.value(QLatin1StringView("start")).toString(); !why.isEmpty())
        return failedStart(plan, why);
    if (done.value(QLatin1StringView("memoryKills")).toInt() > 0)
        return outOfMemory(plan);
    return failedExit(plan, exitCode, signal, log);
}

Error resultTooLarge(const FunctionPlan &plan, qint64 bytes, bool onResultStream)
{
    return {ErrorKind::TooLarge,
            QStringLiteral("The result of %1 has %2 bytes; an event has at most %3 (1 MiB).")
                .arg(plan.node)
                .arg(bytes)
                .arg(maximumEventBytes),
            onResultStream
                ? QStringLiteral("Give back less, or store it elsewhere and give back where.")
                : QStringLiteral("Standard output is the result unless something is written to "
                                 "file descriptor 3; write the log to standard error.")};
}

StepOutcome succeeded(const FunctionPlan &plan, const HandlerOutput &output)
{
    const bool onResultStream = output.usesResultStream();
    if (output.resultTooLarge())
        return StepOutcome::failed(resultTooLarge(plan, output.resultBytes(), onResultStream),
                                   false);
    StepOutcome outcome;
    for (const QJsonObject &data : readHandlerResult(output.result())) {
        // Text that is all control characters grows when it becomes JSON.
        const bool mayBeTooLarge = output.resultBytes() > maximumEventBytes / longestEscape;
        const qint64 bytes = mayBeTooLarge ? compactJson(data).size() : 0;
        if (bytes > maximumEventBytes)
            return StepOutcome::failed(resultTooLarge(plan, bytes, onResultStream), false);
        outcome.exits.push_back({QStringLiteral("ok"), data});
    }
    return outcome;
}

} // namespace

Error functionTimeout(const FunctionPlan &plan, const StepInput &input, const QString &activity)
{
    const QString limit = formatDuration(input.timeout);
    if (activity.isEmpty())
        return {ErrorKind::Timeout,
                QStringLiteral("%1 did not finish within %2.").arg(name(plan), limit),
                QStringLiteral("Raise `timeout`, or see in the log where it was.")};
    return {
        ErrorKind::Timeout,
        QStringLiteral("%1 could not begin within %2: it was %3.").arg(name(plan), limit, activity),
        QStringLiteral("Raise `timeout`, or run it again once that is done.")};
}

std::optional<Error> eventTooLarge(const FunctionPlan &plan, const StepInput &input)
{
    if (input.event.json().size() <= maximumEventBytes)
        return std::nullopt;
    return Error{
        ErrorKind::TooLarge,
        QStringLiteral("The event for the function %1 is larger than 1 MiB.").arg(plan.node),
        QStringLiteral("Send a reference to the data instead.")};
}

StepOutcome hotFunctionOutcome(const FunctionPlan &plan,
                               const std::vector<QJsonValue> &values,
                               bool mayBeTooLarge)
{
    StepOutcome outcome;
    qint64 all = 0;
    for (const QJsonValue &value : values) {
        const QJsonObject data =
            value.isObject() ? value.toObject() : QJsonObject{{QStringLiteral("value"), value}};
        const qint64 bytes = mayBeTooLarge ? compactJson(data).size() : 0;
        all += mayBeTooLarge ? compactJson(value).size() : 0;
        if (std::max(bytes, all) > maximumEventBytes)
            return StepOutcome::failed(resultTooLarge(plan, std::max(bytes, all), true), false);
        outcome.exits.push_back({QStringLiteral("ok"), data});
    }
    return outcome;
}

StepOutcome functionOutcome(const FunctionPlan &plan,
                            const StepInput &input,
                            const QJsonObject &done,
                            const HandlerOutput &output)
{
    const int exitCode = done.value(QLatin1StringView("exit")).toInt();
    const QString fullLog = output.log(true);
    const auto error = failure(plan, input, done, fullLog);
    const bool neverAgain = exitCode >= firstNeverAgain && exitCode <= lastNeverAgain;
    StepOutcome outcome =
        error ? StepOutcome::failed(*error, !neverAgain) : succeeded(plan, output);
    // What a failed call wrote to standard output is no result, but it may say why it failed.
    outcome.log = outcome.error ? fullLog : output.log(output.usesResultStream());
    outcome.detail.insert(QStringLiteral("exitCode"), exitCode);
    for (const char *key : {"signal", "ms", "maxRssKiB", "memoryKills"}) {
        const QJsonValue value = done.value(QLatin1StringView(key));
        if (value.toInteger() > 0)
            outcome.detail.insert(QLatin1StringView(key), value);
    }
    if (exitCode == retryMe)
        outcome.detail.insert(QStringLiteral("retryRequested"), true);
    return outcome;
}

StepOutcome endedHandlerOutcome(const FunctionPlan &plan,
                                const StepInput &input,
                                const QJsonObject &done,
                                const HandlerOutput &output)
{
    StepOutcome outcome = functionOutcome(plan, input, done, output);
    if (outcome.error)
        return outcome;
    outcome = StepOutcome::failed(
        {ErrorKind::Failed,
         QStringLiteral("The handler of %1 ended instead of answering.").arg(plan.node),
         QStringLiteral("A hot handler returns from handle(event); it does not exit."),
         lastLine(output.log(true))});
    outcome.log = output.log(true);
    return outcome;
}

StepOutcome notTriedAgain(StepOutcome outcome)
{
    outcome.mayRetry = false;
    outcome.error->remedy = QStringLiteral("Look whether it happened; the pipeline asks for at "
                                           "most once, so it is not tried again.");
    return outcome;
}

void noteImage(StepOutcome &outcome, const FunctionPlan &plan, const FunctionImage &image)
{
    outcome.detail.insert(QStringLiteral("image"), plan.image);
    if (!image.baseDigest.isEmpty())
        outcome.detail.insert(QStringLiteral("imageDigest"), image.baseDigest);
    if (!image.baseId.isEmpty())
        outcome.detail.insert(QStringLiteral("imageId"), image.baseId);
}

QJsonObject
pooledCallTrace(const FunctionPlan &plan, const FunctionImage &image, const QString &container)
{
    StepOutcome outcome;
    noteImage(outcome, plan, image);
    outcome.detail.insert(QStringLiteral("mode"), functionModeName(plan.mode));
    if (!container.isEmpty())
        outcome.detail.insert(QStringLiteral("container"), container.left(12));
    return outcome.detail;
}

StepOutcome lostFunctionOutcome(const FunctionPlan &plan,
                                bool outOfMemoryKill,
                                int exitCode,
                                const HandlerOutput &output)
{
    const Error lost{ErrorKind::Unreachable,
                     QStringLiteral("The container of the function %1 went away before it was "
                                    "done.")
                         .arg(plan.node),
                     QStringLiteral("Somebody removed it, or the Docker engine was stopped.")};
    StepOutcome outcome = StepOutcome::failed(outOfMemoryKill ? outOfMemory(plan) : lost);
    outcome.log = output.log(true);
    if (exitCode >= 0)
        outcome.detail.insert(QStringLiteral("exitCode"), exitCode);
    return outcome;
}

} // namespace Saltern
