#include "engine/simulation/mocks.h"

#include "engine/base/duration.h"

#include <QJsonArray>

namespace Saltern {

namespace {

Error errorFrom(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    return {ErrorKind::Failed,
            value.isString() ? value.toString()
                             : object.value(QLatin1StringView("message")).toString(),
            object.value(QLatin1StringView("remedy")).toString(),
            {}};
}

} // namespace

Result<MockAnswer> MockAnswer::fromJson(const QJsonObject &object)
{
    MockAnswer answer{.port = object.value(QLatin1StringView("port")).toString(),
                      .data = object.value(QLatin1StringView("data")).toObject(),
                      .log = object.value(QLatin1StringView("log")).toString(),
                      .error = {},
                      .mayRetry = object.value(QLatin1StringView("retry")).toBool(true),
                      .when = {}};
    if (object.contains(QLatin1StringView("error")))
        answer.error = errorFrom(object.value(QLatin1StringView("error")));
    if (object.contains(QLatin1StringView("after"))) {
        const auto after = parseDuration(object.value(QLatin1StringView("after")).toString());
        if (!after)
            return fail(after.error());
        answer.after = *after;
    }
    if (object.contains(QLatin1StringView("when"))) {
        auto when = Pattern::fromJson(object.value(QLatin1StringView("when")).toObject());
        if (!when)
            return fail(when.error());
        answer.when = *std::move(when);
    }
    return answer;
}

Result<Mock> Mock::fromJson(const QJsonValue &value)
{
    const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value};
    Mock mock;
    for (const QJsonValue &entry : list) {
        auto answer = MockAnswer::fromJson(entry.toObject());
        if (!answer)
            return fail(answer.error());
        mock.answers.push_back(*std::move(answer));
    }
    return mock;
}

MockScript::MockScript(const Mock &mock)
{
    std::vector<Matcher::Entry> entries;
    for (const MockAnswer &answer : mock.answers) {
        if (answer.when) {
            entries.push_back({static_cast<quint32>(m_conditional.size()), *answer.when});
            m_conditional.push_back(answer);
        } else {
            m_inTurn.push_back(answer);
        }
    }
    m_matcher = Matcher(entries);
}

const MockAnswer *MockScript::next(const Event &event)
{
    if (!m_conditional.empty() && m_matcher.match(event.json(), m_matches) && !m_matches.empty())
        return &m_conditional[m_matches.front()];
    if (m_inTurn.empty())
        return nullptr;
    return &m_inTurn[std::min(m_given++, m_inTurn.size() - 1)];
}

} // namespace Saltern
