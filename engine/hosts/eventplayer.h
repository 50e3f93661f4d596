#pragma once

#include "engine/events/event.h"

#include <QObject>

#include <memory>
#include <vector>

namespace Saltern {

class Clock;

/// Plays recorded events in their order with the spacing of their times, on any clock: an event
/// whose time steps back follows at once. Engine thread.
class EventPlayer : public QObject
{
    Q_OBJECT
public:
    EventPlayer(std::vector<Event> events, Clock *clock, QObject *parent = nullptr);

    /// How many times faster than it was recorded; before start().
    void setSpeed(double speed) { m_speed = speed; }

    /// The first event comes at the next turn of the clock.
    void start();
    void stop();

    qint64 count() const { return static_cast<qint64>(m_next); } // played so far

Q_SIGNALS:
    void played(const Saltern::Event &event);
    /// After the last event.
    void finished();

private:
    void wait();
    void play();

    std::vector<Event> m_events;
    Clock *m_clock;
    double m_speed = 1;
    std::size_t m_next = 0;
    qint64 m_startedNs = 0;
    qint64 m_firstNs = 0;             // the first event's time
    std::unique_ptr<QObject> m_round; // from start() to stop(); waiting ends with it
};

} // namespace Saltern
