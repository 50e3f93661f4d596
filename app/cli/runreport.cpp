#include "app/cli/runreport.h"

#include "engine/runs/runjson.h"
#include "engine/runs/runmode.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern::Cli {

namespace {

using Name = QLatin1StringView;

constexpr qint64 nsPerMs = 1'000'000;

QString shortTime(qint64 timeNs)
{
    return QDateTime::fromMSecsSinceEpoch(timeNs / nsPerMs)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

QString duration(qint64 fromNs, qint64 toNs)
{
    if (fromNs == 0 || toNs == 0)
        return {};
    return QStringLiteral("%1 ms").arg(double(toNs - fromNs) / nsPerMs, 0, 'f', 1);
}

QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString indented(const QString &text)
{
    return QStringLiteral("      ") + text;
}

QString stepHeading(const StepRecord &step)
{
    QString heading =
        QStringLiteral("%1. %2  %3").arg(step.number).arg(step.node, stepStateName(step.state));
    if (step.attempt > 1)
        heading += QStringLiteral(", attempt %1").arg(step.attempt);
    if (const QString took = duration(step.startedNs, step.finishedNs); !took.isEmpty())
        heading += QStringLiteral(", ") + took;
    if (!step.host.isEmpty())
        heading += QStringLiteral(", on ") + step.host;
    return heading;
}

QString errorText(const QJsonObject &error)
{
    QString text = error.value(Name("message")).toString();
    if (const QString remedy = error.value(Name("remedy")).toString(); !remedy.isEmpty())
        text += u' ' + remedy;
    return text;
}

QString revisionLine(const RunRecord &run)
{
    const bool observed = modeOfRevision(run.revision) == RunMode::Observe;
    return QStringLiteral("revision ") + run.revision.left(12) +
           (observed ? QStringLiteral(", observed: nothing was touched") : QString());
}

void addOutcomeLines(const StepRecord &step, QStringList &lines)
{
    const QJsonObject outcome = QJsonDocument::fromJson(step.outcome).object();
    const QJsonArray failures = outcome.value(Name("failures")).toArray();
    for (const QJsonValue &failure : failures)
        lines += indented(QStringLiteral("attempt %1 failed: %2")
                              .arg(failure.toObject().value(Name("attempt")).toInt())
                              .arg(errorText(failure.toObject().value(Name("error")).toObject())));
    const QJsonObject error = outcome.value(Name("error")).toObject();
    if (!error.isEmpty())
        lines += indented(QStringLiteral("error: ") + errorText(error));
    if (step.state == StepState::Retrying)
        lines += indented(QStringLiteral("tried again at ") + shortTime(step.dueNs));
    const QJsonObject detail = outcome.value(Name("detail")).toObject();
    if (!detail.isEmpty())
        lines += indented(QStringLiteral("detail: ") + compact(detail));
    QStringList ports;
    for (const QJsonValue &port : outcome.value(Name("exits")).toArray())
        ports += port.toString();
    if (!ports.isEmpty())
        lines += indented(QStringLiteral("left by: ") + ports.join(QLatin1StringView(", ")));
}

void addStepLines(const RunStory &story, const StepRecord &step, QStringList &lines)
{
    lines += QString();
    lines += stepHeading(step);
    const Event &event = story.events.value(step.event);
    const QString from =
        step.parent > 0 ? QStringLiteral("from step %1, port %2").arg(step.parent).arg(step.port)
                        : QStringLiteral("from the trigger");
    lines += indented(QStringLiteral("got: %1 (%2)").arg(event.type(), from));
    if (!step.parameters.isEmpty())
        lines += indented(QStringLiteral("with: ") + QString::fromUtf8(step.parameters));
    addOutcomeLines(step, lines);
    for (const QString &line : step.log.split(u'\n', Qt::SkipEmptyParts))
        lines += indented(QStringLiteral("| ") + line);
}

} // namespace

QString runLine(const RunStore &store, const RunRecord &run)
{
    QString line = QStringLiteral("%1  %2  %3  %4/%5")
                       .arg(runId(store, run),
                            shortTime(run.startedNs),
                            runStateName(run.state).leftJustified(9),
                            run.pipeline,
                            run.trigger);
    if (const QString took = duration(run.startedNs, run.finishedNs); !took.isEmpty())
        line += QStringLiteral("  ") + took;
    if (!run.reason.isEmpty())
        line += QStringLiteral("  ") + run.reason;
    return line;
}

QStringList storyLines(const RunStore &store, const RunStory &story)
{
    const Event trigger = story.events.value(story.run.event);
    QStringList lines{
        runLine(store, story.run),
        revisionLine(story.run),
        QString(),
        QStringLiteral("Begun by %1 at %2%3")
            .arg(trigger.type(),
                 shortTime(trigger.timeNs()),
                 trigger.host().isEmpty() ? QString() : QStringLiteral(" on ") + trigger.host())};
    if (!trigger.cause().isEmpty())
        lines += indented(QStringLiteral("caused by ") + trigger.cause());
    for (const ClauseVerdict &clause : triggerClauses(store, story))
        lines += indented(clause.sentence);
    lines += indented(QString::fromUtf8(trigger.json()));
    for (const StepRecord &step : story.steps)
        addStepLines(story, step, lines);
    return lines;
}

} // namespace Saltern::Cli
