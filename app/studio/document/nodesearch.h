#pragma once

#include <QStringList>

namespace Saltern {

class PipelineDocument;

/// The nodes that fit every word of `query`, in the order of the text. A word is found in a node's
/// id, label, kind, the kind's title, its note and all its settings, whatever the case.
/// `is:invalid`, `is:warning` and `is:disabled` ask how a node is, `uses:nginx` for an image or a
/// runtime. An empty query finds nothing.
QStringList findNodes(const PipelineDocument &document, const QString &query);

} // namespace Saltern
