#pragma once

#include "engine/runs/changes.h"
#include "engine/simulation/pipelinetest.h"

namespace Saltern {

/// Watches a simulation and says, in words, where it differs from what a test expects.
class ExpectationCheck
{
public:
    ExpectationCheck(const QString &pipeline, std::vector<Expectation> expectations);

    void see(const EventSeen &seen);
    void see(const StepChange &change);
    void see(const StepInput &input);

    /// One sentence for each difference; empty when everything is as expected.
    QStringList differences() const;

private:
    /// What a node did.
    struct Tally
    {
        int calls = 0;
        int attempts = 0;
        QStringList ports;
        std::vector<QJsonObject> arrivals;
        std::vector<QJsonObject> settings;
        std::vector<QJsonObject> exits;
        QString failure; // of the first step that failed for good
    };

    static QStringList compare(const Expectation &expectation, const Tally &tally);

    QString m_prefix; // "saltern/<pipeline>/"
    std::vector<Expectation> m_expectations;
    QHash<QString, Tally> m_tallies;
};

} // namespace Saltern
