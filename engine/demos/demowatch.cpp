#include "engine/demos/demowatch.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qsizetype mostTypes = 100;

bool isAboutEvent(const DemoAct &act)
{
    return act.kind == DemoAct::Kind::Event || act.kind == DemoAct::Kind::Received;
}

Matcher matcherOf(const std::vector<DemoAct> &acts)
{
    std::vector<Matcher::Entry> entries;
    for (std::size_t i = 0; i < acts.size(); ++i) {
        if (isAboutEvent(acts[i]))
            entries.push_back({static_cast<quint32>(i), acts[i].pattern});
    }
    return Matcher(entries);
}

bool wantsType(const DemoAct &act, const QString &type)
{
    return isAboutEvent(act) &&
           act.pattern.source().value(QLatin1StringView("type")).toArray().contains(type);
}

// What the function or the action said; of a Docker event, whom it is about.
QString accountOf(const Event &event)
{
    const QJsonObject data = event.data();
    if (event.type() == demoMessage)
        return QString::fromUtf8(QJsonDocument(data).toJson(QJsonDocument::Compact));
    if (event.type().startsWith(QLatin1StringView("docker/")))
        return event.type() + u' ' +
               data.value(QLatin1StringView("container"))
                   .toObject()
                   .value(QLatin1StringView("name"))
                   .toString();
    return event.type() + u' ' +
           QString::fromUtf8(QJsonDocument(data).toJson(QJsonDocument::Compact));
}

} // namespace

DemoWatch::DemoWatch(const std::vector<DemoAct> &acts)
    : m_acts(acts), m_expectations(acts.size()), m_matcher(matcherOf(acts))
{
}

void DemoWatch::see(const EventSeen &seen)
{
    std::vector<quint32> matched;
    if (!m_matcher.match(seen.event.json(), matched))
        return;
    for (const quint32 index : matched) {
        ++m_expectations[index].times;
        m_expectations[index].account = accountOf(seen.event);
    }
    if (!m_types.contains(seen.event.type()) && m_types.size() < mostTypes)
        m_types.append(seen.event.type());
    keepNearest(seen.event, matched);
}

void DemoWatch::keepNearest(const Event &event, const std::vector<quint32> &matched)
{
    for (std::size_t i = 0; i < m_acts.size(); ++i) {
        if (wantsType(m_acts[i], event.type()) &&
            !std::binary_search(matched.begin(), matched.end(), static_cast<quint32>(i)))
            m_expectations[i].nearest = event;
    }
}

void DemoWatch::see(const StepChange &change)
{
    if (change.state == StepState::Failed && m_failure.isEmpty() && !mayFail(change.node)) {
        m_failure = QStringLiteral("The step \"%1\" failed: %2")
                        .arg(change.node, change.error ? change.error->toString() : change.log);
    }
    if (change.state != StepState::Done && change.state != StepState::Failed)
        return;
    for (std::size_t i = 0; i < m_acts.size(); ++i) {
        const DemoAct &act = m_acts[i];
        if (act.kind == DemoAct::Kind::Step && act.subject == change.node &&
            change.ports.contains(act.port)) {
            ++m_expectations[i].times;
            m_expectations[i].account =
                change.log.isEmpty() ? change.node + u'.' + act.port : change.log.trimmed();
        }
    }
}

bool DemoWatch::mayFail(const QString &node) const
{
    return std::any_of(m_acts.begin(), m_acts.end(), [&node](const DemoAct &act) {
        return act.kind == DemoAct::Kind::Step && act.subject == node &&
               act.port == QLatin1StringView("error");
    });
}

bool DemoWatch::hasHappened(std::size_t index) const
{
    return m_expectations[index].times >= m_acts[index].times;
}

QString DemoWatch::account(std::size_t index) const
{
    return m_expectations[index].account;
}

QString DemoWatch::difference(std::size_t index) const
{
    const DemoAct &act = m_acts[index];
    const Expectation &expectation = m_expectations[index];
    if (act.kind == DemoAct::Kind::Step)
        return QStringLiteral("The step \"%1\" left by \"%2\" %3 times instead of %4.")
            .arg(act.subject, act.port)
            .arg(expectation.times)
            .arg(act.times);
    if (!expectation.nearest)
        return QStringLiteral("No such event came; there were: %1.")
            .arg(m_types.isEmpty() ? QStringLiteral("none") : m_types.join(QStringLiteral(", ")));
    QStringList sentences;
    for (const ClauseVerdict &verdict :
         explainPattern(act.pattern, expectation.nearest->object())) {
        if (!verdict.matched)
            sentences.append(verdict.sentence);
    }
    return QStringLiteral("An event of the type came, but: %1").arg(sentences.join(u' '));
}

} // namespace Saltern
