#pragma once

#include "engine/pipeline/descriptor.h"
#include "engine/pipeline/parametercheck.h"

namespace Saltern {

// What stands in a document's `tests:`, described like the settings of a kind: validation and the
// JSON Schema come from it. docs/testing.md explains it to people.

/// name, events, start, for, mocks, expect. `events`, and each entry of `mocks`, may be a path or
/// written in place; they are described as Json.
const std::vector<Parameter> &testParameters();
/// One answer of a mock.
const std::vector<Parameter> &mockParameters();
/// What is expected of one node.
const std::vector<Parameter> &expectationParameters();
/// A path to what is not written in place.
Parameter fileParameter(const QString &name);

/// Looks for everything that is wrong with a pipeline's tests: fields, types, patterns, names of
/// nodes and ports, files, events without a type.
class TestCheck
{
public:
    TestCheck(const Pipeline &pipeline, const SourceFolder *folder, ProblemReport &report);

    void check();

    /// Answers by node.
    void checkMocks(const QJsonObject &mocks, const QString &pointer);
    /// The answer or answers of a node, which may come from a file of their own.
    void checkMock(const QString &node, const QJsonValue &mock, const QString &pointer);

private:
    void checkTest(const QJsonObject &test, const QString &pointer);
    void checkEvents(const QJsonValue &events, const QString &pointer);
    void checkAnswer(const Node &node, const QJsonValue &answer, const QString &pointer);
    void checkExpectations(const QJsonObject &expectations, const QString &pointer);
    void checkTriggerExpectation(const Node &node,
                                 const QJsonObject &expectation,
                                 const QString &pointer);
    void checkFile(const QString &name, const QJsonValue &path, const QString &pointer);
    const Node *findNode(const QString &id, const QString &pointer);
    void checkPort(const Node &node, const QJsonValue &port, const QString &pointer);
    void wrongForm(const QString &pointer, const QString &message, const QString &remedy);

    const Pipeline &m_pipeline;
    ProblemReport &m_report;
    ParameterCheck m_parameters;
};

} // namespace Saltern
