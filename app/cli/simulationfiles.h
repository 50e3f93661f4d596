#pragma once

#include "engine/runs/bundle.h"
#include "engine/simulation/pipelinetest.h"

namespace Saltern::Cli {

/// A document as the commands that simulate need it.
struct SimulatedDocument
{
    QString file;
    Bundle bundle;
    Pipeline pipeline;
};

/// Loads and validates. The detail of a BadInput error lists every problem, one a line.
Result<SimulatedDocument> loadForSimulation(const QString &file);

/// The document's tests, their files read from beside it.
Result<std::vector<PipelineTest>> loadTests(const SimulatedDocument &document);

/// Reports an error whose detail are problems with positions; the exit code.
int reportWithProblems(const Error &error);

} // namespace Saltern::Cli
