#pragma once

#include "engine/demos/demo.h"
#include "engine/demos/demowatch.h"
#include "engine/hosts/hostset.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace Saltern {

class DemoCleanup;
class DemoScene;
class Engine;

/// How one act of a demo went.
struct DemoActReport
{
    QString say;
    bool ok = false;
    QString account; // what happened, or what was different
    qint64 tookMs = 0;
};

/// How a demo went.
struct DemoOutcome
{
    QString run;
    bool passed = false;
    std::vector<DemoActReport> acts; // those that were begun
    std::optional<Error> error;      // why it could not be played, or what differed
    QStringList leftBehind;          // what could not be removed again, in words
};

/// Plays a demo on a Docker host with an engine and a state folder of its own, compares what
/// happens with what has to happen, and always leaves the host as it was: also when the demo fails
/// or is cancelled. Engine thread.
class DemoRunner : public QObject
{
    Q_OBJECT
public:
    DemoRunner(const Demo &demo, const HostConfig &host, QObject *parent = nullptr);
    ~DemoRunner() override;

    /// The label value on what this run starts.
    const QString &run() const { return m_outcome.run; }

    void start();

    /// Ends it with ErrorKind::Cancelled, after cleaning up.
    void cancel();

Q_SIGNALS:
    // What the demo's own engine tells.
    void eventSeen(const Saltern::EventSeen &seen);
    void runChanged(const Saltern::RunChange &change);
    void stepChanged(const Saltern::StepChange &change);
    void deadLettered(const Saltern::DeadLetter &letter);

    void actFinished(const Saltern::DemoActReport &act);
    /// Exactly once after start().
    void finished(const Saltern::DemoOutcome &outcome);

private:
    void sceneDone(const Result<void> &result);
    void startEngine();
    Result<void> deployPipeline();
    void hostIsUp();
    void beginAct();
    void endAct(const Result<void> &result, const QString &account = {});
    void lookAtExpectation();
    void deadlinePassed();
    void leave(std::optional<Error> error);
    void cleanUp();
    void cleanedUp(const QStringList &leftBehind);

    const Demo m_demo;
    const HostConfig m_host;
    HostSet m_hosts; // for what the demo itself does; the engine has connections of its own
    DemoOutcome m_outcome;
    DemoWatch m_watch;
    QTemporaryDir m_state;
    std::unique_ptr<DemoScene> m_scene;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<DemoCleanup> m_cleanup;
    QStringList m_broughtImages;
    QTimer m_deadline;
    QElapsedTimer m_actTime;
    std::size_t m_act = 0;
    bool m_acting = false;
    bool m_leaving = false;
};

} // namespace Saltern
