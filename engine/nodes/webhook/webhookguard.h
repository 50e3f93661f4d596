#pragma once

#include "engine/http/httpmessage.h"

#include <optional>

namespace Saltern {

/// Who may send to a webhook: whoever knows the token, or can sign with the key. Holds secrets.
struct WebhookGuard
{
    QByteArray tokenHeader; // lower case
    QByteArray token;       // empty = none is asked for
    QByteArray signatureHeader;
    QByteArray key; // of HMAC-SHA256 over the body; empty = nothing has to be signed

    bool isOpen() const { return token.isEmpty() && key.isEmpty(); }

    /// What can be said before the body is there: the token, and for a webhook that is open to
    /// everybody on this machine that it is no web page in a browser that asks.
    std::optional<HttpReply> judgeHead(const HttpRequest &head) const;

    std::optional<HttpReply> judgeBody(const HttpRequest &request) const;

    /// Whether a header only serves this guard, so that no event may carry it.
    bool uses(const QByteArray &lowerCaseName) const;
};

/// Whether two texts are the same; takes the same time wherever they differ.
bool equalInConstantTime(const QByteArray &one, const QByteArray &other);

} // namespace Saltern
