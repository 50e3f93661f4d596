#pragma once

#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/sourcefolder.h"

namespace Saltern {

/// Everything that is wrong with a pipeline, by position: kinds, settings, templates, patterns,
/// wires, names and, when there is a `folder`, the files it names, and when there are `runtimes`,
/// those. Codes and rules are in docs/pipeline-format.md. Without positions in `source`, problems
/// still have their pointers.
QList<Problem> validate(const Pipeline &pipeline,
                        const SourceMap &source,
                        const SourceFolder *folder,
                        const std::optional<QStringList> &runtimes = {});

/// Reads a document and validates what could be read; the problems are those of both, by position.
LoadedPipeline checkPipeline(const QByteArray &text,
                             const SourceFolder *folder,
                             const std::optional<QStringList> &runtimes = {});

} // namespace Saltern
