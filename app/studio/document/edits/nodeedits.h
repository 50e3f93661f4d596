#pragma once

#include "app/studio/document/documentstate.h"
#include "engine/base/result.h"

#include <QStringList>

/// What the verbs of a document change. All are pure: they look at a state and say what is to be
/// done, or why it cannot be.
namespace Saltern::Edits {

/// A node that is to be there; the id is used as it is. Its place goes into the layout.
DocumentEdit addNode(const DocumentState &state, const Node &node, QPointF position);

/// Takes nodes with all their wires, and wires by their keys, out. With `heal`, what led into a
/// removed node leads to what followed its first output that was wired.
DocumentEdit removeItems(const DocumentState &state,
                         const QStringList &nodes,
                         const QStringList &wireKeys,
                         bool heal);

/// Gives a node another id wherever the document speaks of it: key, wires, templates, tests,
/// layout.
Result<DocumentEdit> renameNode(const DocumentState &state, const QString &id, const QString &to);

} // namespace Saltern::Edits
