#include "engine/simulation/expectations.h"

#include "engine/base/compactjson.h"
#include "engine/events/matcher.h"

namespace Saltern {

namespace {

// What the matcher may read behind its input; see Matcher::match().
constexpr qsizetype padding = 64;

bool fits(const Pattern &pattern, const QJsonObject &object)
{
    QByteArray json = compactJson(object);
    json.reserve(json.size() + padding);
    std::vector<quint32> matches;
    Matcher matcher({Matcher::Entry{0, pattern}});
    return matcher.match(json, matches) && !matches.empty();
}

// "data.x is 3, but the pattern wants 5."
QString whyNot(const Pattern &pattern, const QJsonObject &object)
{
    const std::vector<ClauseVerdict> verdicts = explainPattern(pattern, object);
    QStringList sentences;
    for (const ClauseVerdict &verdict : verdicts) {
        if (!verdict.matched)
            sentences += verdict.sentence;
    }
    return sentences.isEmpty() ? explainOutcome(false, verdicts) : sentences.join(u' ');
}

QString times(int count, const QString &what)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(what,
                                                    count == 1 ? QString() : QStringLiteral("s"));
}

QStringList compareCount(const std::optional<int> &wanted, int actual, const QString &what)
{
    if (!wanted || *wanted == actual)
        return {};
    return {QStringLiteral("expected %1, but there %2 %3.")
                .arg(times(*wanted, what),
                     actual == 1 ? QStringLiteral("was") : QStringLiteral("were"),
                     actual == 0 ? QStringLiteral("none") : QString::number(actual))};
}

QStringList compareEach(const std::optional<Pattern> &wanted,
                        const std::vector<QJsonObject> &objects,
                        const QString &what)
{
    if (!wanted)
        return {};
    if (objects.empty())
        return {QStringLiteral("it was never called, so its %1 cannot be as expected.").arg(what)};
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (!fits(*wanted, objects[i]))
            return {QStringLiteral("call %1, %2: %3")
                        .arg(i + 1)
                        .arg(what, whyNot(*wanted, objects[i]))};
    }
    return {};
}

QStringList compareExits(const std::optional<Pattern> &wanted,
                         const std::vector<QJsonObject> &exits)
{
    if (!wanted)
        return {};
    for (const QJsonObject &exit : exits) {
        if (fits(*wanted, exit))
            return {};
    }
    if (exits.empty())
        return {QStringLiteral("expected an exit event, but it made none.")};
    return {QStringLiteral("no exit event is as expected; of the last of %1: %2")
                .arg(exits.size())
                .arg(whyNot(*wanted, exits.back()))};
}

} // namespace

ExpectationCheck::ExpectationCheck(const QString &pipeline, std::vector<Expectation> expectations)
    : m_prefix(QStringLiteral("saltern/%1/").arg(pipeline)), m_expectations(std::move(expectations))
{
}

void ExpectationCheck::see(const EventSeen &seen)
{
    for (const QString &trigger : seen.triggers) {
        Tally &tally = m_tallies[trigger.section(u'/', 1)];
        ++tally.calls;
        tally.arrivals.push_back(seen.event.object());
    }
    if (seen.event.type().startsWith(m_prefix)) {
        const QString node = seen.event.type().mid(m_prefix.size()).section(u'/', 0, 0);
        m_tallies[node].exits.push_back(seen.event.object());
    }
}

void ExpectationCheck::see(const StepChange &change)
{
    if (!isFinal(change.state))
        return;
    Tally &tally = m_tallies[change.node];
    ++tally.calls;
    tally.ports += change.ports;
    if (change.error && tally.failure.isEmpty())
        tally.failure = change.error->toString();
}

void ExpectationCheck::see(const StepInput &input)
{
    Tally &tally = m_tallies[input.node];
    ++tally.attempts;
    if (input.attempt > 1)
        return;
    tally.arrivals.push_back(input.event.object());
    tally.settings.push_back(input.parameters);
}

QStringList ExpectationCheck::compare(const Expectation &expectation, const Tally &tally)
{
    QStringList differences = compareCount(expectation.calls, tally.calls, QStringLiteral("call"));
    differences += compareCount(expectation.attempts, tally.attempts, QStringLiteral("attempt"));
    if (expectation.ports && *expectation.ports != tally.ports) {
        const auto list = [](const QStringList &ports) {
            return ports.isEmpty() ? QStringLiteral("none") : ports.join(QStringLiteral(", "));
        };
        differences += QStringLiteral("expected to leave by %1, but it left by %2.")
                           .arg(list(*expectation.ports), list(tally.ports));
    }
    differences += compareEach(expectation.arrivals, tally.arrivals, QStringLiteral("event"));
    differences += compareEach(expectation.settings, tally.settings, QStringLiteral("settings"));
    differences += compareExits(expectation.exits, tally.exits);
    if (!differences.isEmpty() && !tally.failure.isEmpty())
        differences += QStringLiteral("its step failed: %1").arg(tally.failure);
    return differences;
}

QStringList ExpectationCheck::differences() const
{
    QStringList all;
    for (const Expectation &expectation : m_expectations) {
        for (const QString &difference : compare(expectation, m_tallies.value(expectation.node)))
            all += expectation.node + QStringLiteral(": ") + difference;
    }
    return all;
}

} // namespace Saltern
