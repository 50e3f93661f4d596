#pragma once

#include "app/studio/document/documentstate.h"
#include "engine/base/result.h"

#include <QStringList>

namespace Saltern::Edits {

/// Nodes as text that people can read, mail and paste again: "nodes:" and "wires:" as in a
/// document, and "layout:" with where they stood. Wires that lead into the nodes from others are in
/// it too. `layout` has a place for every node.
Result<QByteArray>
copyNodes(const DocumentState &state, const Layout &layout, const QStringList &ids);

struct Pasted
{
    DocumentEdit edit;
    QStringList ids; // of the new nodes
};

/// Adds the nodes of such a text, of a whole document, or single nodes as in "nodes:". Ids that are
/// taken get a number, and wires and templates among the pasted follow. The upper left corner goes
/// to `at`; `keepIncoming` keeps wires from nodes that are in the document already.
Result<Pasted> pasteNodes(const DocumentState &state,
                          const Layout &layout,
                          const QByteArray &yaml,
                          QPointF at,
                          bool keepIncoming);

} // namespace Saltern::Edits
