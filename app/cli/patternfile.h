#pragma once

#include "engine/events/pattern.h"
#include "engine/pipeline/problem.h"

#include <QJsonValue>

#include <vector>

namespace Saltern::Cli {

/// A pattern and the name (text or number) under which matches are reported.
struct NamedPattern
{
    QJsonValue id;
    Pattern pattern;
};

struct PatternFile
{
    std::vector<NamedPattern> patterns;
    QList<Problem> problems; // with any, `patterns` lacks the faulty ones
};

/// Reads either one pattern (JSON or YAML; it gets the id "pattern") or JSON Lines of
/// {"id": ..., "pattern": {...}}. It is the latter when a line is one such object.
PatternFile readPatterns(const QByteArray &text);

} // namespace Saltern::Cli
