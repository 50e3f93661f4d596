#pragma once

#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/problem.h"

#include <QJsonValue>

namespace Saltern {

/// A YAML text as JSON, with where everything stood and what is wrong with it. With problems, the
/// value holds what could be read.
struct YamlDocument
{
    QJsonValue value;
    SourceMap source;
    QList<Problem> problems;
};

/// Reads one document by the core schema of YAML 1.2; a subset, see docs/pipeline-format.md.
/// JSON is accepted too. At most maximumDocumentBytes.
YamlDocument readYaml(const QByteArray &text);

} // namespace Saltern
