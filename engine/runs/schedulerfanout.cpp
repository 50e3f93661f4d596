// The part of the scheduler for steps that work on several hosts.

#include "engine/hosts/hostset.h"
#include "engine/runs/fanout.h"
#include "engine/runs/outcomejson.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/stepinput.h"

namespace Saltern {

std::unique_ptr<Step> Scheduler::makeFanOut(const LiveStepPtr &step)
{
    const DeployedNode &node = *step->node;
    FanOut::Plan plan{.hosts = step->hosts,
                      .reached = step->reached,
                      .batch = node.batch,
                      .stopOnFailure = node.stopOnFailure,
                      .firstPort = node.firstPort,
                      .inputFor = [this, step](const QString &host) {
                          return inputOn(host, *step, m_services, &m_secrets);
                      }};
    auto fanOut = std::make_unique<FanOut>(node.step.get(), std::move(plan), &m_deadlines);
    connect(fanOut.get(), &FanOut::hostBegun, this, [this](const QString &host) {
        m_services.hosts->load().begin(host);
    });
    connect(fanOut.get(),
            &FanOut::hostFinished,
            this,
            [this, step](const QString &host, const QJsonObject &entry) {
                m_services.hosts->load().end(host);
                if (entry.value(QLatin1StringView("ok")).toBool())
                    noteReached(*step, entry);
            });
    return fanOut;
}

void Scheduler::noteReached(LiveStep &step, const QJsonObject &entry)
{
    // So that neither another attempt nor the next engine works on this host again.
    StepOutcome there;
    there.detail = entry;
    step.reached.append(masked(std::move(there), m_secrets).detail);
    JournalTransaction transaction;
    transaction.raise(step.run->pipeline->durability());
    transaction.add(Write::EndStep{.run = step.run->number,
                                   .number = step.number,
                                   .state = StepState::Started,
                                   .outcome = outcomeSoFar(step)});
    m_journal.submit(std::move(transaction));
}

} // namespace Saltern
