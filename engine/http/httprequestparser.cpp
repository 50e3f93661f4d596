#include "engine/http/httprequestparser.h"

#include "engine/docker/beast.h"

#include <algorithm>
#include <limits>

namespace Saltern {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

class RequestMessage final : public http::basic_parser<true>
{
public:
    RequestMessage()
    {
        // Ours is counted by ourselves: it is known only once the head has been read.
        body_limit(std::numeric_limits<std::uint64_t>::max());
        header_limit(HttpRequestParser::maximumHead);
    }

    HttpRequest request;
    int version = 0;

private:
    void on_request_impl(
        http::verb, string_view method, string_view target, int spoken, error_code &) override
    {
        request.method = bytesOf(method);
        request.target = bytesOf(target);
        version = spoken;
    }

    void on_response_impl(int, string_view, int, error_code &) override {}

    void on_field_impl(http::field, string_view name, string_view value, error_code &) override
    {
        // What a trailer says comes too late to be checked.
        if (!m_headDone)
            request.headers.emplaceBack(bytesOf(name).toLower(), bytesOf(value));
    }

    void on_header_impl(error_code &) override { m_headDone = true; }

    void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &) override {}

    std::size_t on_body_impl(string_view bytes, error_code &) override
    {
        request.body.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code &) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code &code) override
    {
        return on_body_impl(bytes, code);
    }

    void on_finish_impl(error_code &) override {}

    bool m_headDone = false;
};

HttpReply notHttp(const error_code &code)
{
    if (code == http::error::header_limit)
        return HttpReply::refusal(431,
                                  QStringLiteral("The headers have more than 16 KiB."),
                                  QStringLiteral("Send fewer or shorter ones."));
    return HttpReply::refusal(400,
                              QStringLiteral("The request is not valid HTTP: %1.")
                                  .arg(QString::fromStdString(code.message())));
}

HttpReply tooLarge(qint64 limit)
{
    return HttpReply::refusal(413,
                              QStringLiteral("The body has more than %1 bytes.").arg(limit),
                              QStringLiteral("Send less, or put large content elsewhere and send "
                                             "a reference to it."));
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

qsizetype countOf(const HttpRequest &request, QByteArrayView name)
{
    return std::count_if(request.headers.begin(), request.headers.end(), [&](const auto &field) {
        return field.first == name;
    });
}

// What lets one reader see another request than the next one does, and what we do not speak.
std::optional<HttpReply> judgeHead(const HttpRequest &request, int version)
{
    const auto refuse = [](const QString &why) { return HttpReply::refusal(400, why); };
    const qsizetype lengths = countOf(request, "content-length");
    const qsizetype codings = countOf(request, "transfer-encoding");
    if (lengths > 0 && codings > 0)
        return refuse(QStringLiteral("The request has Content-Length and Transfer-Encoding."));
    const QByteArray length = request.header("content-length");
    if (lengths > 1 || !std::all_of(length.begin(), length.end(), isDigit))
        return refuse(QStringLiteral("The request's Content-Length is not one number."));
    if (codings > 0 && version < 11)
        return refuse(QStringLiteral("HTTP/1.0 has no Transfer-Encoding."));
    if (codings > 1 || (codings == 1 && request.header("transfer-encoding").toLower() != "chunked"))
        return HttpReply::refusal(501, QStringLiteral("The only transfer coding is \"chunked\"."));
    if (countOf(request, "host") > 1 || (version >= 11 && countOf(request, "host") == 0))
        return refuse(QStringLiteral("The request needs exactly one Host header."));
    if (!request.target.startsWith('/'))
        return refuse(QStringLiteral("The request's target has to begin with a slash."));
    return {};
}

} // namespace

class HttpRequestParser::Private
{
public:
    QString remote;
    std::unique_ptr<RequestMessage> message;
    QByteArray rest; // what the parser has not consumed: it wants to see it again with more
    qint64 bodyLimit = 0;
    bool head = false;

    // RFC 9112, 2.2: an empty line before a request is passed over. What does not begin as a method
    // is refused at once; Beast would wait for the end of the head.
    std::optional<HttpReply> judgeBeginning()
    {
        while (!message->got_some() && rest.startsWith("\r\n"))
            rest.remove(0, 2);
        const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || c == '\r'; };
        if (!message->got_some() && !rest.isEmpty() && !letter(rest.front()))
            return HttpReply::refusal(400, QStringLiteral("This is not an HTTP request."));
        return {};
    }

    std::optional<HttpReply> judgeBody() const
    {
        const auto length = message->content_length();
        if (length && *length > static_cast<std::uint64_t>(bodyLimit))
            return tooLarge(bodyLimit);
        if (message->request.body.size() > bodyLimit)
            return tooLarge(bodyLimit);
        return {};
    }
};

HttpRequestParser::HttpRequestParser(QString remote) : d(std::make_unique<Private>())
{
    d->remote = std::move(remote);
    next();
}

HttpRequestParser::~HttpRequestParser() = default;

std::optional<HttpReply> HttpRequestParser::feed(const QByteArray &bytes)
{
    d->rest += bytes;
    if (auto refused = d->judgeBeginning())
        return refused;
    if (!d->message->got_some() && (d->rest.isEmpty() || d->rest == "\r"))
        return {};
    if (d->head) {
        if (auto refused = d->judgeBody())
            return refused;
    }
    qsizetype used = 0;
    while (!d->message->is_done() && used < d->rest.size()) {
        error_code code;
        const boost::asio::const_buffer input(d->rest.constData() + used,
                                              static_cast<std::size_t>(d->rest.size() - used));
        used += static_cast<qsizetype>(d->message->put(input, code));
        if (code == http::error::need_more) {
            // A head, a chunk's head or a trailer that does not end.
            if (d->rest.size() - used > maximumHead)
                return notHttp(http::error::header_limit);
            break;
        }
        if (code)
            return notHttp(code);
        if (!d->head && d->message->is_header_done()) {
            d->head = true;
            d->message->request.keepsConnection = d->message->keep_alive();
            if (auto refused = judgeHead(d->message->request, d->message->version))
                return refused;
            break;
        }
        if (auto refused = d->judgeBody())
            return refused;
    }
    d->rest.remove(0, used);
    return {};
}

void HttpRequestParser::setBodyLimit(qint64 bytes)
{
    d->bodyLimit = bytes;
}

bool HttpRequestParser::hasBegun() const
{
    return d->message->got_some() || !d->rest.isEmpty();
}

bool HttpRequestParser::hasHead() const
{
    return d->head;
}

bool HttpRequestParser::isComplete() const
{
    return d->message->is_done();
}

const HttpRequest &HttpRequestParser::request() const
{
    return d->message->request;
}

bool HttpRequestParser::waitsForContinue() const
{
    return d->head && !isComplete() && d->message->version >= 11 && d->rest.isEmpty() &&
           request().header("expect").toLower() == "100-continue";
}

void HttpRequestParser::next()
{
    d->message = std::make_unique<RequestMessage>();
    d->message->request.remote = d->remote;
    d->head = false;
    d->bodyLimit = 0;
}

} // namespace Saltern
