#include "engine/docker/httpresponseparser.h"

#include "engine/docker/beast.h"

#include <limits>

namespace Saltern {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

class Message final : public http::basic_parser<false>
{
public:
    Message()
    {
        // boost::none would refuse every body with a length; the caller bounds what it collects.
        body_limit(std::numeric_limits<std::uint64_t>::max());
        header_limit(HttpResponseParser::maximumHead);
    }

    HttpHead head;
    QByteArray body;

private:
    void on_request_impl(http::verb, string_view, string_view, int, error_code &) override {}

    void on_response_impl(int code, string_view, int, error_code &) override { head.status = code; }

    void on_field_impl(http::field, string_view name, string_view value, error_code &) override
    {
        head.headers.emplaceBack(bytesOf(name).toLower(), bytesOf(value));
    }

    void on_header_impl(error_code &) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &) override {}

    std::size_t on_body_impl(string_view bytes, error_code &) override
    {
        body.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code &) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code &code) override
    {
        return on_body_impl(bytes, code);
    }

    void on_finish_impl(error_code &) override {}
};

tl::unexpected<Error> notHttp(const error_code &code)
{
    return fail(ErrorKind::Protocol,
                QStringLiteral("The answer is not valid HTTP."),
                QStringLiteral("Check that the address is that of a Docker engine."),
                QString::fromStdString(code.message()));
}

} // namespace

QByteArray HttpHead::header(const QByteArray &lowerCaseName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

class HttpResponseParser::Private
{
public:
    Expect expect = Expect::Body;
    std::unique_ptr<Message> message;
    QByteArray rest; // what the parser has not consumed: it wants to see it again with more
    std::optional<HttpHead> head;
    bool isHttp = false; // the beginning of the status line has been seen
    bool complete = false;
    bool stream = false;

    void begin()
    {
        message = std::make_unique<Message>();
        message->skip(expect == Expect::NoBody);
    }

    void onHead()
    {
        const int status = message->head.status;
        const bool informational = status / 100 == 1 && status != 101;
        if (informational) {
            begin();
            return;
        }
        head = message->head;
        stream = expect == Expect::Stream && (status == 101 || status == 200);
        complete = stream;
    }
};

HttpResponseParser::HttpResponseParser(Expect expect) : d(std::make_unique<Private>())
{
    d->expect = expect;
    d->begin();
}

HttpResponseParser::~HttpResponseParser() = default;
HttpResponseParser::HttpResponseParser(HttpResponseParser &&) noexcept = default;
HttpResponseParser &HttpResponseParser::operator=(HttpResponseParser &&) noexcept = default;

Result<void> HttpResponseParser::feed(const QByteArray &bytes)
{
    d->rest += bytes;
    // Beast waits for an empty line before it looks again; what is no HTTP need not have one.
    if (!d->isHttp) {
        constexpr QByteArrayView beginning = "HTTP/1.";
        const qsizetype count = std::min(d->rest.size(), beginning.size());
        if (beginning.first(count) != QByteArrayView(d->rest).first(count))
            return notHttp(http::error::bad_version);
        if (count < beginning.size())
            return {};
        d->isHttp = true;
    }
    qsizetype used = 0;
    while (!d->complete && used < d->rest.size()) {
        error_code code;
        const boost::asio::const_buffer input(d->rest.constData() + used,
                                              static_cast<std::size_t>(d->rest.size() - used));
        used += static_cast<qsizetype>(d->message->put(input, code));
        if (code == http::error::need_more)
            break;
        if (code)
            return notHttp(code);
        if (!d->head && d->message->is_header_done())
            d->onHead();
        d->complete = d->complete || d->message->is_done();
    }
    d->rest.remove(0, used);
    if (!d->complete && d->rest.size() > maximumHead)
        return notHttp(http::error::header_limit);
    return {};
}

Result<void> HttpResponseParser::end()
{
    if (d->complete)
        return {};
    error_code code = http::error::partial_message;
    if (d->message->got_some())
        d->message->put_eof(code);
    if (code)
        return fail(ErrorKind::Unreachable,
                    d->head ? QStringLiteral("The connection ended in the middle of an answer.")
                            : QStringLiteral("The connection ended before an answer came."),
                    QStringLiteral("Check whether the Docker engine is still running."));
    d->complete = true;
    return {};
}

const std::optional<HttpHead> &HttpResponseParser::head() const
{
    return d->head;
}

QByteArray HttpResponseParser::takeBody()
{
    return std::exchange(d->message->body, QByteArray());
}

bool HttpResponseParser::isComplete() const
{
    return d->complete;
}

bool HttpResponseParser::keepsConnection() const
{
    return d->complete && !d->stream && d->rest.isEmpty() && d->message->keep_alive();
}

bool HttpResponseParser::isStream() const
{
    return d->stream;
}

QByteArray HttpResponseParser::takeRest()
{
    return std::exchange(d->rest, QByteArray());
}

} // namespace Saltern
