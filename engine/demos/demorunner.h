#pragma once

#include "engine/demos/demo.h"
#include "engine/demos/demoplay.h"
#include "engine/demos/demowatch.h"
#include "engine/hosts/hostset.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <vector>

namespace Saltern {

class DemoPost;
class DemoReceiver;
class DemoVenue;
class Engine;
class SimulatedDemo;

/// Plays a demo on Docker hosts with an engine and a state folder of its own, compares what happens
/// with what has to happen, and always leaves the hosts as they were: also when the demo fails or
/// is cancelled. Where something is missing that cannot simply be pulled (an image that has to be
/// built, further hosts), it says so and plays the recording. Engine thread.
class DemoRunner final : public DemoPlay
{
    Q_OBJECT
public:
    /// The first of the hosts, or as many as the demo wants.
    DemoRunner(const Demo &demo, const std::vector<HostConfig> &hosts, QObject *parent = nullptr);
    ~DemoRunner() override;

    /// Where something is missing it fails with Unreachable, instead of playing the recording.
    void refuseRecording() { m_recordingRefused = true; }

    void start() override;
    void cancel() override;

private:
    void prepared(const Result<void> &result);
    void playRecording(const Error &why);
    void recordingPlayed(const DemoOutcome &outcome);
    Result<void> startEngine();
    Result<void> deployPipeline();
    void see(const EventSeen &seen);
    void beginAct();
    Result<void> openReceiver(const QString &secret);
    void post(const DemoAct &act);
    void fire(const QString &trigger);
    void endAct(const Result<void> &result, const QString &account = {});
    void lookAtExpectation();
    void deadlinePassed();
    void leave(std::optional<Error> error);
    void cleanUp();
    void cleanedUp(const QStringList &leftBehind);

    const Demo m_demo;
    const std::vector<HostConfig> m_given;
    std::vector<HostConfig> m_hosts; // of those, what it plays on
    DemoWatch m_watch;
    QTemporaryDir m_state;
    std::unique_ptr<DemoVenue> m_venue;
    std::unique_ptr<Engine> m_engine;
    std::vector<std::unique_ptr<DemoReceiver>> m_receivers;
    std::unique_ptr<DemoPost> m_post;
    std::unique_ptr<SimulatedDemo> m_recording;
    QSet<QString> m_hostsUp;
    QTimer m_deadline;
    QElapsedTimer m_actTime;
    std::size_t m_act = 0;
    bool m_acting = false;  // the hosts are there, the first act has begun
    bool m_onStage = false; // an act is under way; false between two
    bool m_leaving = false;
    bool m_recordingRefused = false;
};

} // namespace Saltern
