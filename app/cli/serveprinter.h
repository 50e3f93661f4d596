#pragma once

#include "engine/runs/changes.h"

#include <QObject>

namespace Saltern {
class Engine;
class ServedFolder;
} // namespace Saltern

namespace Saltern::Cli {

/// What `saltern serve` says while it runs, one line each: deployments, documents that were
/// refused, hosts, runs that failed. A service's log, not a view of every step.
class ServePrinter : public QObject
{
    Q_OBJECT
public:
    ServePrinter(Engine &engine, bool json);

    void follow(const ServedFolder &folder);
    /// An error of the engine, once however often it comes.
    void noteStall(const Error &error);

private:
    void say(const QString &what, const QString &text, const QJsonObject &facts) const;
    void seeEvent(const EventSeen &seen) const;
    void seeRun(const RunChange &change) const;
    void seeLetter(const DeadLetter &letter) const;

    Engine &m_engine;
    const bool m_json;
    QString m_stall;
};

} // namespace Saltern::Cli
