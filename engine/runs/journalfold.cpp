#include "engine/runs/journalfold.h"

#include <unordered_map>

namespace Saltern {

namespace {

struct StepKey
{
    qint64 run = 0;
    int number = 0;

    bool operator==(const StepKey &) const = default;
};

struct StepHash
{
    std::size_t operator()(const StepKey &key) const
    {
        return std::hash<qint64>()(key.run * 64 + key.number);
    }
};

void begin(StepRecord &step, Write::BeginStep &begun)
{
    step.state = StepState::Started;
    step.attempt = begun.attempt;
    step.startedNs = begun.startedNs;
    step.host = std::move(begun.host);
    step.parameters = std::move(begun.parameters);
}

void end(StepRecord &step, Write::EndStep &ended)
{
    step.state = ended.state;
    step.dueNs = ended.dueNs;
    step.finishedNs = ended.finishedNs;
    step.outcome = std::move(ended.outcome);
    step.log = std::move(ended.log);
}

/// Goes through a batch once; refers to writes of it.
class Fold
{
public:
    /// Whether the write has become part of an earlier one.
    bool take(JournalWrite &write)
    {
        if (auto *run = std::get_if<RunRecord>(&write))
            m_runs.insert_or_assign(run->number, run);
        else if (auto *step = std::get_if<StepRecord>(&write))
            m_steps.insert_or_assign(StepKey{step->run, step->number}, Where{step, nullptr});
        else if (auto *begun = std::get_if<Write::BeginStep>(&write))
            return takeBegin(*begun);
        else if (auto *ended = std::get_if<Write::EndStep>(&write))
            return takeEnd(*ended);
        else if (auto *over = std::get_if<Write::EndRun>(&write))
            return takeEnd(*over);
        else if (std::holds_alternative<Write::Trim>(write))
            forget(); // what it takes away depends on what is over by then
        return false;
    }

private:
    /// The write that makes the row of a step, or else the one that begins its attempt.
    struct Where
    {
        StepRecord *step = nullptr;
        Write::BeginStep *begun = nullptr;
    };

    bool takeBegin(Write::BeginStep &begun)
    {
        const auto [where, isNew] =
            m_steps.try_emplace(StepKey{begun.run, begun.number}, Where{nullptr, &begun});
        if (isNew)
            return false;
        if (!where->second.step) {
            where->second.begun = &begun;
            return false;
        }
        begin(*where->second.step, begun);
        return true;
    }

    bool takeEnd(Write::EndStep &ended)
    {
        const auto where = m_steps.find(StepKey{ended.run, ended.number});
        if (where == m_steps.end())
            return false;
        if (where->second.step) {
            end(*where->second.step, ended);
            return true;
        }
        // Further ones change what this one has written.
        where->second.begun->end = std::move(ended);
        m_steps.erase(where);
        return true;
    }

    bool takeEnd(Write::EndRun &over)
    {
        const auto run = m_runs.find(over.run);
        if (run == m_runs.end())
            return false;
        run->second->state = over.state;
        run->second->finishedNs = over.finishedNs;
        run->second->reason = std::move(over.reason);
        return true;
    }

    void forget()
    {
        m_runs.clear();
        m_steps.clear();
    }

    std::unordered_map<qint64, RunRecord *> m_runs;
    std::unordered_map<StepKey, Where, StepHash> m_steps;
};

} // namespace

void foldWrites(std::vector<JournalTransaction> &batch)
{
    Fold fold;
    for (JournalTransaction &transaction : batch) {
        for (JournalWrite &write : transaction.writes) {
            if (fold.take(write))
                write = std::monostate();
        }
    }
}

} // namespace Saltern
