#pragma once

#include <QObject>

#include <chrono>
#include <functional>
#include <map>
#include <optional>

namespace Saltern {

class Clock;

/// Many deadlines on one timer of the clock, each of which can be taken back: most steps end long
/// before their time limit. Engine thread.
class Deadlines : public QObject
{
public:
    using Id = quint64;

    explicit Deadlines(Clock *clock, QObject *parent = nullptr);

    /// Calls `action` once after `delay`, unless it is taken back before. Never zero.
    Id add(std::chrono::milliseconds delay, std::function<void()> action);
    /// Forgets one; an id that is over or zero is ignored.
    void remove(Id id);

private:
    using Due = std::pair<std::chrono::milliseconds, Id>;

    void arm();
    void runDue();

    Clock *m_clock;
    Id m_lastId = 0;
    std::map<Due, std::function<void()>> m_actions;
    std::map<Id, std::chrono::milliseconds> m_times;
    std::optional<std::chrono::milliseconds> m_armedFor;
};

} // namespace Saltern
