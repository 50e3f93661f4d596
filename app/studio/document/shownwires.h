#pragma once

#include "engine/pipeline/pipeline.h"

namespace Saltern {

/// The port that a wire leaves by: as written, or else the node's first output. Empty only when the
/// node or its kind is not known.
QString portOf(const Wire &wire, const Node *from);

/// The ports that a node has, in order. Of an unknown kind nothing is known but what wires say.
QStringList outputPortsOf(const Node &node);

/// The wires that can be drawn: both ends exist, ports are named, none comes twice.
QList<Wire> shownWires(const Pipeline &pipeline);

/// "from.port->to": what names a wire on the screen and in a selection.
QString wireKey(const Wire &wire);
Wire wireFromKey(const QString &key);

} // namespace Saltern
