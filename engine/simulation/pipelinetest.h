#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/simulation/hostlabels.h"
#include "engine/simulation/mocks.h"

#include <functional>
#include <optional>

namespace Saltern {

/// What a test expects of one node; what it does not speak of is nothing.
struct Expectation
{
    QString node;
    std::optional<int> calls;
    std::optional<int> attempts;
    std::optional<QStringList> ports;
    std::optional<Pattern> arrivals; // `with`
    std::optional<Pattern> settings;
    std::optional<Pattern> exits;
};

/// One entry of a document's `tests:` with its files read. A value.
struct PipelineTest
{
    QString name;
    std::vector<Event> events;
    HostLabels hosts;
    std::optional<qint64> startNs;
    std::chrono::milliseconds lasting{0};
    Mocks mocks;
    std::vector<Expectation> expectations;
};

/// Reads a file beside the document.
using ReadBeside = std::function<Result<QByteArray>(const QString &path)>;

/// The tests of a pipeline that has been validated. BadInput for a file that is no recording or no
/// mock: its detail has every problem, as "file:line:column: ...".
Result<std::vector<PipelineTest>> readTests(const Pipeline &pipeline, const ReadBeside &readBeside);

} // namespace Saltern
