#pragma once

#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// A node's block as in a document, without its id and indentation: kind, label, note, disabled,
/// then its settings in the order of the descriptor.
QByteArray writeNodeYaml(const Node &node);

/// The settings that a new node of the kind begins with: those that are given, and the required
/// ones from their examples or defaults, or all of the kind's example where those alone would be
/// wrong.
QJsonObject initialParameters(const NodeDescriptor &descriptor, const QJsonObject &given = {});

/// `wanted` made into an id and, when it is taken, with a number behind: "filter", "filter-2".
QString freeId(const QString &wanted, const QSet<QString> &taken);

/// Why the text cannot be a node's id, as one sentence; empty when it can.
QString whyNoId(const QString &id);

} // namespace Saltern
