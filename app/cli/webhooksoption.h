#pragma once

namespace Saltern {
class WebhookServer;
}

namespace Saltern::Cli {

// --webhooks ADDRESS:PORT, on every command that runs pipelines.

inline constexpr char webhooksDefault[] = "127.0.0.1:8750";
inline constexpr char webhooksHelp[] = "Where webhook nodes are received (default: 127.0.0.1:8750)";

/// Prints where it listens and what it warns of; as JSON, one object a line.
void tellOfWebhooks(WebhookServer &server, bool json);

} // namespace Saltern::Cli
