#include "app/cli/runprinter.h"

#include "app/cli/command.h"
#include "engine/base/compactjson.h"
#include "engine/runs/changejson.h"
#include "engine/runs/scheduler.h"

#include <QJsonDocument>
#include <QTime>

namespace Saltern::Cli {

namespace {

constexpr qint64 nsPerMs = 1'000'000;
constexpr qsizetype shownLogLines = 20;

void printJson(const QJsonObject &object)
{
    print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

/// What it says beside the node's name.
QString stepText(const StepChange &change)
{
    QString text = stepStateName(change.state);
    if (change.state == StepState::Done && !change.ports.isEmpty())
        text = change.ports.join(QLatin1StringView(", "));
    if (change.state == StepState::Started && !change.host.isEmpty())
        text += QStringLiteral(" on ") + change.host;
    if (change.attempt > 1)
        text += QStringLiteral(" (attempt %1)").arg(change.attempt);
    if (change.tookNs > 0)
        text += QStringLiteral(" %1 ms").arg(double(change.tookNs) / nsPerMs, 0, 'f', 1);
    if (change.error)
        text += QStringLiteral(": ") + change.error->toString();
    else if (change.state == StepState::Observed)
        text = QStringLiteral("would run ") + change.kind + u' ' +
               QString::fromUtf8(compactJson(change.parameters));
    return text;
}

} // namespace

RunPrinter::RunPrinter(const Scheduler &scheduler, Events events, bool json)
    : m_events(events), m_json(json)
{
    connect(&scheduler, &Scheduler::eventSeen, this, &RunPrinter::printEvent);
    connect(&scheduler, &Scheduler::runChanged, this, &RunPrinter::printRun);
    connect(&scheduler, &Scheduler::stepChanged, this, &RunPrinter::printStep);
    connect(&scheduler, &Scheduler::deadLettered, this, &RunPrinter::printDeadLetter);
}

void RunPrinter::printLine(const QString &what, const QString &text) const
{
    print(QStringLiteral("%1  %2 %3")
              .arg(QTime::currentTime().toString(QStringLiteral("HH:mm:ss.zzz")),
                   what.leftJustified(6),
                   text));
}

void RunPrinter::printEvent(const EventSeen &seen) const
{
    // What happens to a host is worth a line even when no pipeline asks for it.
    const bool aboutHost = seen.event.type().startsWith(QLatin1StringView("host/"));
    if (seen.triggers.isEmpty() && m_events == Events::Wanted && !aboutHost)
        return;
    if (m_json) {
        printJson(changeJson(seen));
        return;
    }
    QString text = seen.event.type();
    if (!seen.event.subject().isEmpty())
        text += QStringLiteral("  ") + seen.event.subject();
    if (!seen.event.host().isEmpty())
        text += QStringLiteral("  [") + seen.event.host() + u']';
    if (!seen.triggers.isEmpty())
        text += QStringLiteral("  -> ") + seen.triggers.join(QLatin1StringView(", "));
    printLine(QStringLiteral("event"), text);
}

void RunPrinter::printRun(const RunChange &change) const
{
    if (m_json) {
        printJson(changeJson(change));
        return;
    }
    QString text = change.run + QStringLiteral("  ");
    text += change.state == RunState::Running
                ? QStringLiteral("begins: %1/%2").arg(change.pipeline, change.trigger)
                : runStateName(change.state);
    if (!change.reason.isEmpty())
        text += QStringLiteral(": ") + change.reason;
    printLine(QStringLiteral("run"), text);
}

void RunPrinter::printStep(const StepChange &change) const
{
    if (m_json) {
        printJson(changeJson(change));
        return;
    }
    printLine(QStringLiteral("step"),
              QStringLiteral("%1  %2  %3").arg(change.step, change.node, stepText(change)));
    printLog(change.log);
}

void RunPrinter::printLog(const QString &log) const
{
    QStringList lines = log.split(u'\n');
    while (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    const qsizetype hidden = lines.size() - shownLogLines;
    if (hidden > 0) {
        lines = lines.mid(hidden);
        lines.prepend(QStringLiteral("... %1 more lines; see saltern runs show").arg(hidden));
    }
    for (const QString &line : std::as_const(lines))
        print(QStringLiteral("                     | ") + line);
}

void RunPrinter::printDeadLetter(const DeadLetter &letter) const
{
    if (m_json) {
        printJson(changeJson(letter));
        return;
    }
    printLine(QStringLiteral("dead"),
              QStringLiteral("%1/%2  %3").arg(letter.pipeline, letter.node, letter.reason));
}

} // namespace Saltern::Cli
