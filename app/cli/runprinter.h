#pragma once

#include "engine/runs/changes.h"

#include <QObject>

namespace Saltern {
class Scheduler;
}

namespace Saltern::Cli {

/// Prints what an engine does, one line per event, step and run; as JSON, one object a line.
class RunPrinter : public QObject
{
    Q_OBJECT
public:
    enum class Events { Wanted, All }; // those that set something off, or every one

    RunPrinter(const Scheduler &scheduler, Events events, bool json);

private:
    void printEvent(const EventSeen &seen) const;
    void printRun(const RunChange &change) const;
    void printStep(const StepChange &change) const;
    void printDeadLetter(const DeadLetter &letter) const;
    void printLine(const QString &what, const QString &text) const;
    void printLog(const QString &log) const;

    Events m_events;
    bool m_json;
};

} // namespace Saltern::Cli
