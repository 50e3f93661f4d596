#pragma once

#include "engine/pipeline/descriptor.h"

#include <QString>
#include <QStringList>

namespace Saltern {

// What a node's card says, taken from the kind's descriptor and the settings as written: a new kind
// needs no words here.

/// The label, or the kind's title when there is none.
QString cardTitle(const NodeDescriptor *descriptor, const Node &node);

/// The same of a node by its id; the id when there is no such node.
QString cardTitleIn(const Pipeline &pipeline, const QString &id);

/// "function · python · hot": the kind, then its first settings that are a choice or one word.
QString kindLineOf(const NodeDescriptor *descriptor, const Node &node);

/// The first settings that the kind line has no room for, each on one line; at most
/// NodeShape::summaryLines.
QStringList summaryLinesOf(const NodeDescriptor *descriptor, const Node &node);

/// "on web*": where a node runs that says so, else nothing.
QString placeLineOf(const Node &node);

/// "trigger", "logic", "function" or "action"; "unknown" without a descriptor.
QString categoryName(const NodeDescriptor *descriptor);

/// A pattern as people write conditions: "exitCode ≠ 0, requested = false".
QString patternLine(const QJsonObject &pattern);

} // namespace Saltern
