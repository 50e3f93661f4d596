#include "engine/runs/fanout.h"

#include "engine/runs/outcomejson.h"
#include "engine/runs/steprunner.h"

#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

// What a step may write is bounded for one host; together they share as much.
constexpr qsizetype longestLog = 256 * 1024;
constexpr qsizetype mostNamed = 3;

QJsonObject exitJson(const Exit &exit)
{
    QJsonObject json{{Name("port"), exit.port}};
    if (exit.data)
        json.insert(Name("data"), *exit.data);
    return json;
}

QJsonObject entryOf(const QString &host, const StepOutcome &outcome)
{
    QJsonObject entry;
    if (outcome.error) {
        entry = errorExitData(outcome);
    } else if (outcome.exits.size() == 1) {
        entry = exitJson(outcome.exits.front());
    } else {
        QJsonArray exits;
        for (const Exit &exit : outcome.exits)
            exits.append(exitJson(exit));
        entry.insert(Name("exits"), exits);
    }
    entry.insert(Name("host"), host);
    entry.insert(Name("ok"), !outcome.error);
    return entry;
}

// The port that every host left by, else the node's first.
QString commonPort(const QJsonArray &entries, const QString &firstPort)
{
    const QString port = entries.first().toObject().value(Name("port")).toString();
    const bool same = std::all_of(entries.begin(), entries.end(), [&](const QJsonValue &entry) {
        return entry.toObject().value(Name("port")).toString() == port;
    });
    return same && !port.isEmpty() ? port : firstPort;
}

} // namespace

QString hostsText(const QStringList &hosts)
{
    const QString named = hosts.first(std::min(hosts.size(), mostNamed)).join(Name(", "));
    return hosts.size() <= mostNamed
               ? named
               : QStringLiteral("%1 and %2 more").arg(named).arg(hosts.size() - mostNamed);
}

FanOut::FanOut(StepNode *node, Plan plan, Deadlines *deadlines)
    : m_node(node)
    , m_plan(std::move(plan))
    , m_deadlines(deadlines)
    , m_batch(m_plan.batch > 0 ? static_cast<std::size_t>(m_plan.batch)
                               : static_cast<std::size_t>(m_plan.hosts.size()))
{
    for (const QJsonValue &value : std::as_const(m_plan.reached)) {
        QJsonObject entry = value.toObject();
        const QString host = entry.value(Name("host")).toString();
        if (!m_plan.hosts.contains(host)) // it was taken away meanwhile
            continue;
        for (const Event &event : eventsFrom(entry.take(Name("publish")).toArray()))
            m_publish.push_back(event);
        m_entries.emplace(host, entry);
    }
}

FanOut::~FanOut()
{
    for (const auto &[runner, host] : std::exchange(m_running, {})) {
        delete runner;
        Q_EMIT hostFinished(host, {});
    }
}

void FanOut::start()
{
    QMetaObject::invokeMethod(this, &FanOut::advance, Qt::QueuedConnection);
}

void FanOut::cancel()
{
    m_cancelled = true;
    // A copy: a step may end at once when it is cancelled.
    const auto running = m_running;
    for (const auto &[runner, host] : running)
        runner->cancel();
    QMetaObject::invokeMethod(this, &FanOut::advance, Qt::QueuedConnection);
}

void FanOut::advance()
{
    while (!m_cancelled && !(m_plan.stopOnFailure && !m_failures.empty()) &&
           m_running.size() < m_batch && m_next < m_plan.hosts.size()) {
        const QString host = m_plan.hosts.at(m_next++);
        if (!m_entries.contains(host))
            beginOn(host);
    }
    if (m_running.empty() && !std::exchange(m_ended, true))
        conclude();
}

void FanOut::beginOn(const QString &host)
{
    const auto input = m_plan.inputFor(host);
    if (!input) {
        note(host, StepOutcome::failed(input.error(), false));
        return;
    }
    auto *runner = new StepRunner(m_node->begin(*input), input->timeout, m_deadlines);
    m_running.emplace(runner, host);
    connect(runner, &StepRunner::finished, this, [this, runner](const StepOutcome &outcome) {
        end(runner, outcome);
    });
    Q_EMIT hostBegun(host);
    runner->start();
}

void FanOut::end(StepRunner *runner, const StepOutcome &outcome)
{
    const QString host = m_running.extract(runner).mapped();
    runner->deleteLater();
    m_publish.insert(m_publish.end(), outcome.publish.begin(), outcome.publish.end());
    if (outcome.error && outcome.error->kind == ErrorKind::Cancelled && m_cancelled)
        Q_EMIT hostFinished(host, {});
    else
        note(host, outcome);
    advance();
}

void FanOut::note(const QString &host, const StepOutcome &outcome)
{
    QJsonObject entry = entryOf(host, outcome);
    m_entries.emplace(host, entry);
    // The next attempt says it when this one is not the last.
    if (!outcome.publish.empty())
        entry.insert(Name("publish"), eventsJson(outcome.publish));
    if (outcome.error) {
        m_failures.emplace_back(host, *outcome.error);
        m_mayRetry = m_mayRetry || outcome.mayRetry;
    }
    if (!outcome.log.isEmpty())
        m_logs += QStringLiteral("== %1 ==\n%2")
                      .arg(host, outcome.log.left(longestLog / m_plan.hosts.size()));
    Q_EMIT hostFinished(host, entry);
}

QJsonArray FanOut::entries() const
{
    QJsonArray all;
    for (const QString &host : m_plan.hosts) {
        const auto entry = m_entries.find(host);
        all.append(
            entry != m_entries.end()
                ? entry->second
                : QJsonObject{{Name("host"), host}, {Name("ok"), false}, {Name("skipped"), true}});
    }
    return all;
}

StepOutcome FanOut::failure() const
{
    const auto skipped = m_plan.hosts.size() - static_cast<qsizetype>(m_entries.size());
    const auto &[host, error] = m_failures.front();
    QString message = QStringLiteral("It failed on %1 of %2 hosts; %3: %4")
                          .arg(m_failures.size())
                          .arg(m_plan.hosts.size())
                          .arg(host, error.message);
    if (skipped > 0)
        message += skipped == 1 ? QStringLiteral(" 1 was not begun.")
                                : QStringLiteral(" %1 were not begun.").arg(skipped);
    return StepOutcome::failed({error.kind, message, error.remedy, error.detail}, m_mayRetry);
}

void FanOut::conclude()
{
    const QJsonArray all = entries();
    StepOutcome outcome;
    if (!m_failures.empty()) {
        outcome = failure();
    } else if (static_cast<qsizetype>(m_entries.size()) < m_plan.hosts.size()) {
        outcome = StepOutcome::failed({ErrorKind::Cancelled,
                                       QStringLiteral("The step was cancelled."),
                                       QStringLiteral("Run it again if it is still wanted."),
                                       {}});
    } else {
        outcome = StepOutcome::leave(commonPort(all, m_plan.firstPort),
                                     QJsonObject{{Name("hosts"), all}});
    }
    if (m_cancelled && outcome.error)
        outcome.error->kind = ErrorKind::Cancelled;
    outcome.publish = m_publish;
    outcome.log = m_logs.join(u'\n');
    if (outcome.error)
        outcome.detail.insert(Name("hosts"), all);
    Q_EMIT finished(outcome);
}

} // namespace Saltern
