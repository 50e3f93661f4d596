#pragma once

#include "app/studio/document/documentstate.h"
#include "engine/base/result.h"

#include <QStringList>

namespace Saltern {

class PipelineGraph;

namespace Edits {

/// Why a wire cannot be drawn, as one sentence; empty when it can. An empty port is the first.
QString whyNotConnect(const DocumentState &state, const PipelineGraph &graph, const Wire &wire);

/// The text of the wire as people write it: without the port where the node has but one.
Wire asWritten(const Wire &wire, const Node &from);

/// Puts the wires behind those that are there, one a line. From nodes that are not there yet they
/// are written as they are.
QList<DocumentText::Edit> addWires(const DocumentState &state, const QList<Wire> &wires);

DocumentEdit connectNodes(const DocumentState &state, const Wire &wire);

/// Removes every wire whose key is among them.
DocumentEdit disconnect(const DocumentState &state, const QStringList &keys);

/// Gives wires another beginning.
Result<DocumentEdit> moveWires(const DocumentState &state,
                               const PipelineGraph &graph,
                               const QStringList &keys,
                               const QString &from,
                               const QString &port);

/// A new node with a wire from or to it; the wire's other end is there already.
Result<DocumentEdit>
addNodeAndConnect(const DocumentState &state, const Node &node, QPointF position, const Wire &wire);

/// Puts a node, which may be a new one, into a wire. What follows the wire moves right as far as it
/// has to for the node's `rect` to fit in front of `followed`.
Result<DocumentEdit> splice(const DocumentState &state,
                            const Node &node,
                            const QRectF &rect,
                            const Wire &wire,
                            const QRectF &followed);

} // namespace Edits

} // namespace Saltern
