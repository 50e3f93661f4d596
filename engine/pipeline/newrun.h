#pragma once

class QString;

namespace Saltern {

struct Node;

/// Whether what leaves by a port is completed by time alone and so begins a new run, in which
/// nothing is known of the steps before the node.
enum class NewRun { Never, Sometimes, Always };

/// Of a node that is neither disabled nor bypassed. `port` empty = its first.
NewRun newRunBehind(const Node &node, const QString &port);

} // namespace Saltern
