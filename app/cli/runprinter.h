#pragma once

#include "engine/runs/changes.h"

#include <QObject>

#include <functional>

namespace Saltern::Cli {

/// Prints what an engine does, one line per event, step and run; as JSON, one object a line.
class RunPrinter : public QObject
{
    Q_OBJECT
public:
    enum class Events { Wanted, All }; // those that set something off, or every one

    RunPrinter(Events events, bool json);

    /// `source` is whatever tells of events, runs and steps: a scheduler, a simulation.
    template<typename Source>
    void follow(const Source &source)
    {
        connect(&source, &Source::eventSeen, this, &RunPrinter::printEvent);
        connect(&source, &Source::runChanged, this, &RunPrinter::printRun);
        connect(&source, &Source::stepChanged, this, &RunPrinter::printStep);
        connect(&source, &Source::deadLettered, this, &RunPrinter::printDeadLetter);
    }

    /// For a simulation: the time in front of each line (nanoseconds since 1970), and every line is
    /// marked as simulated.
    void setSimulated(std::function<qint64()> nowNs) { m_nowNs = std::move(nowNs); }

private:
    void printEvent(const EventSeen &seen) const;
    void printRun(const RunChange &change) const;
    void printStep(const StepChange &change) const;
    void printDeadLetter(const DeadLetter &letter) const;
    void printLine(const QString &what, const QString &text) const;
    void printLog(const QString &log) const;
    void printJson(QJsonObject object) const;

    Events m_events;
    bool m_json;
    std::function<qint64()> m_nowNs; // null = the machine's clock
};

} // namespace Saltern::Cli
