#pragma once

#include "engine/control/replaytally.h"
#include "engine/control/topiclistener.h"
#include "engine/hosts/recordedevents.h"
#include "engine/simulation/simulation.h"

#include <QTimer>

#include <optional>

namespace Saltern {

/// Plays events through a bundle in a simulation for one client and tells it how that goes, at most
/// ten times a second: in figures that are exact, and change by change as far as it keeps up. Ends
/// with its connection, or when the client unsubscribes. What is read and simulated at a time takes
/// the engine a few milliseconds. Engine thread.
class ReplayListener : public TopicListener
{
    Q_OBJECT
public:
    /// The bundle's pipeline has been validated; it may differ from what the document says.
    ReplayListener(const Bundle &bundle, const Pipeline &pipeline, const Mocks &mocks);
    ~ReplayListener() override;

    // One of these, once; none of them plays anything before it returns.
    void play(std::vector<Event> events);
    /// Lines of events, read bit by bit.
    void playRecording(const QByteArray &lines);
    void giveUp(const Error &error);

private:
    void readOn();
    void simulate();
    void flush();
    void finish(const Result<SimulationReport> &report);

    Simulation m_simulation;
    ReplayTally m_tally;
    QList<QJsonObject> m_changes; // to be told
    qint64 m_skipped = 0;         // of them
    std::optional<RecordingReader> m_reader;
    std::vector<Event> m_events;
    qint64 m_total = 0;
    std::optional<Result<SimulationReport>> m_report;
    QTimer m_timer;
};

} // namespace Saltern
