#pragma once

#include "engine/demos/demo.h"
#include "engine/events/matcher.h"
#include "engine/runs/changes.h"

#include <QHash>

namespace Saltern {

/// Remembers what an engine tells during a demo, as far as the demo's acts ask for it, and says of
/// each act whether it has happened or what came nearest.
class DemoWatch
{
public:
    explicit DemoWatch(const std::vector<DemoAct> &acts);

    void see(const EventSeen &seen);
    void see(const StepChange &change);

    /// Whether what the act at `index` asks for has happened; for acts of the kinds Event and Step.
    bool hasHappened(std::size_t index) const;

    /// What happened, for people: the event's data, the step's log.
    QString account(std::size_t index) const;

    /// What was seen in place of what the act asks for, as sentences.
    QString difference(std::size_t index) const;

    /// The first step that failed for good, as a sentence; empty when none did.
    const QString &failure() const { return m_failure; }

private:
    struct Expectation
    {
        int times = 0;
        QString account;
        std::optional<Event> nearest; // of the wanted type, but different
    };

    /// Whether an act asks for the node to leave by "error".
    bool mayFail(const QString &node) const;
    void keepNearest(const Event &event, const std::vector<quint32> &matched);

    std::vector<DemoAct> m_acts;
    std::vector<Expectation> m_expectations;
    Matcher m_matcher;
    QStringList m_types; // of the events seen, each once
    QString m_failure;
};

} // namespace Saltern
