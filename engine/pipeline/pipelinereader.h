#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/problem.h"

namespace Saltern {

/// A document as it was read: as much of the pipeline as could be understood, where each part
/// stood, and what is wrong with its form. Whether it makes sense is validate()'s question.
struct LoadedPipeline
{
    Pipeline pipeline;
    SourceMap source;
    QList<Problem> problems;
    bool understood = false; // false: it is no pipeline document, or a newer one
};

/// Reads a pipeline document (docs/pipeline-format.md) from UTF-8 YAML. Pointers in the source map
/// are those of the document: "/nodes/<id>/<setting>", "/wires/<index>". A wire that could not be
/// read is kept empty and a node without a usable kind keeps an empty one, so indices stay right;
/// both have a problem.
LoadedPipeline readPipeline(const QByteArray &text);

} // namespace Saltern
