#pragma once

#include "engine/http/httpmessage.h"

#include <memory>
#include <optional>

namespace Saltern {

/// Reads HTTP/1.x requests (RFC 9112), one after another, from bytes that may be cut anywhere and
/// come from anybody. Knows no sockets. What two readers could understand differently is refused:
/// a length beside a transfer coding, two lengths, two hosts.
class HttpRequestParser
{
public:
    /// Heads, chunk headers and trailers above this are refused (bytes).
    static constexpr qsizetype maximumHead = 16 * 1024;

    /// `remote`: the client, for the requests.
    explicit HttpRequestParser(QString remote = {});
    ~HttpRequestParser();

    /// Takes the next bytes. Stops behind a head, so that setBodyLimit() can be called; then feed
    /// nothing to go on. An answer = the request is refused and nothing more may be fed.
    std::optional<HttpReply> feed(const QByteArray &bytes);

    /// How many bytes the body may have. Counts from the next feed() on.
    void setBodyLimit(qint64 bytes);

    /// Whether the first byte of a request has come.
    bool hasBegun() const;
    /// Method, target and headers are there.
    bool hasHead() const;
    bool isComplete() const;

    /// The request as far as it has been read.
    const HttpRequest &request() const;

    /// Whether the client waits for a "100 Continue" before it sends the body.
    bool waitsForContinue() const;

    /// Begins with the next request; what has come of it already is read by the next feed().
    void next();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Saltern
