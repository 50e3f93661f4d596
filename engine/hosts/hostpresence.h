#pragma once

#include "engine/events/event.h"

#include <QObject>

#include <chrono>
#include <map>
#include <memory>

namespace Saltern {

class Clock;

/// Says that a host has been away for long: `host/<name>/stale`, once until it is up again.
/// Engine thread.
class HostPresence : public QObject
{
    Q_OBJECT
public:
    /// What is known of a host that has been down for this long is old.
    static constexpr std::chrono::minutes staleAfter{5};

    explicit HostPresence(Clock *clock, QObject *parent = nullptr);
    ~HostPresence() override;

    /// Takes note of `host/<name>/up` and `host/<name>/down`, when they are from that host.
    void see(const Event &event);

Q_SIGNALS:
    void happened(const Saltern::Event &event);

private:
    void tell(const QString &host, const Event &down);

    Clock *m_clock;
    std::map<QString, std::unique_ptr<QObject>> m_away; // waiting ends with the object
};

} // namespace Saltern
