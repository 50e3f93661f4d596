#pragma once

#include "engine/base/result.h"
#include "engine/events/matcher.h"
#include "engine/runs/behaviour.h"

#include <QHash>
#include <QJsonValue>

#include <memory>
#include <optional>

namespace Saltern {

/// How a mocked step ends.
struct MockAnswer
{
    QString port; // empty = the node's first output
    QJsonObject data;
    QString log;
    std::optional<Error> error; // it fails with this
    bool mayRetry = true;
    std::chrono::milliseconds after{0};
    std::optional<Pattern> when; // the events that it is for; nothing = any

    /// Reads one entry of `mocks:` that has been found valid (checkMock()).
    static Result<MockAnswer> fromJson(const QJsonObject &object);
};

/// The answers of one node. Those with a `when` are asked first, in order, and answer any number
/// of attempts; the others are for one attempt each, and the last of them for all further ones.
struct Mock
{
    std::vector<MockAnswer> answers;

    /// One answer, or a list of them.
    static Result<Mock> fromJson(const QJsonValue &value);
};

/// Mocks by node id. A value.
using Mocks = QHash<QString, Mock>;

/// A mock in use: knows which of its answers were given.
class MockScript
{
public:
    explicit MockScript(const Mock &mock);

    /// The answer to the next attempt on this event; null when there is none for it.
    const MockAnswer *next(const Event &event);

private:
    std::vector<MockAnswer> m_conditional; // ids of the matcher are indices in here
    std::vector<MockAnswer> m_inTurn;
    Matcher m_matcher;
    std::vector<quint32> m_matches;
    std::size_t m_given = 0;
};

} // namespace Saltern
