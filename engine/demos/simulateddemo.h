#pragma once

#include "engine/demos/demo.h"
#include "engine/demos/demoplay.h"
#include "engine/demos/demowatch.h"
#include "engine/simulation/simulation.h"

#include <QHash>

namespace Saltern {

/// Plays a demo from its recording, without a Docker engine: the same acts, held against what the
/// recording and the simulated pipeline show. What an act does (start a container, stop it) has
/// happened when the recording tells of it. Times are those of the simulation.
class SimulatedDemo final : public DemoPlay
{
    Q_OBJECT
public:
    explicit SimulatedDemo(const Demo &demo, QObject *parent = nullptr);

    /// For those who want to see every event and step.
    Simulation &simulation() { return m_simulation; }

    void start() override;
    void cancel() override;

private:
    enum class Verdict { Pending, Passed, Failed };

    void see(const EventSeen &seen);
    void lookAtActs();
    Verdict judge(const DemoAct &act) const;
    QString tagOf(const DemoAct &act) const;
    int countUpTo(std::size_t act) const;
    QString accountOf(const DemoAct &act) const;
    QString differenceOf(const DemoAct &act) const;
    void endAct(bool ok, const QString &account);
    void end(const Result<SimulationReport> &report);
    void leave(std::optional<Error> error);

    const Demo m_demo;
    DemoWatch m_watch;
    Simulation m_simulation;
    QHash<QString, bool> m_running; // containers by full name, and by host/full name
    QSet<QString> m_tagged;         // host/image
    QHash<QString, int> m_begun;    // runs by trigger
    qint64 m_actSinceNs = 0;
    std::size_t m_act = 0;
    bool m_left = false;
};

} // namespace Saltern
