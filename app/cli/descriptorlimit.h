#pragma once

namespace Saltern::Cli {

/// Lets the program open as many files and sockets as the system allows it at most. Usual are 1024
/// until a program asks for more, which clients of an engine could use up.
void raiseDescriptorLimit();

} // namespace Saltern::Cli
