#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <optional>

namespace Saltern {

/// Status line and header fields of an HTTP answer.
struct HttpHead
{
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers; // names in lower case

    /// Empty when there is no such field.
    QByteArray header(const QByteArray &lowerCaseName) const;
};

/// Reads one HTTP/1.x answer (RFC 9112) from bytes that may be cut anywhere. Knows no sockets.
class HttpResponseParser
{
public:
    /// What comes behind the head.
    enum class Expect {
        Body,   // what the head says
        NoBody, // the answer to HEAD
        Stream, // after 101 or 200 raw bytes that are no HTTP any more (attach, exec)
    };

    /// Heads, chunk headers and trailers above this are refused (bytes).
    static constexpr qsizetype maximumHead = 64 * 1024;

    explicit HttpResponseParser(Expect expect = Expect::Body);
    ~HttpResponseParser();
    HttpResponseParser(HttpResponseParser &&) noexcept;
    HttpResponseParser &operator=(HttpResponseParser &&) noexcept;

    /// Takes the next bytes. After an error nothing more may be fed.
    Result<void> feed(const QByteArray &bytes);

    /// The other side has ended the connection: an error unless the answer is complete by that.
    Result<void> end();

    /// Once the head has been read. Informational answers (100 to 199 but 101) are passed over.
    const std::optional<HttpHead> &head() const;

    /// The body bytes since the last call, chunk framing removed.
    QByteArray takeBody();

    bool isComplete() const;

    /// Whether another request may follow on this connection; asked when complete.
    bool keepsConnection() const;

    /// Whether what follows is the raw stream.
    bool isStream() const;

    /// The bytes behind the answer: the beginning of the raw stream.
    QByteArray takeRest();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Saltern
