// What anybody may send to a webhook. However the bytes are cut, the same requests come out, none
// larger than allowed, and what is refused is refused for good.

#include "engine/http/httprequestparser.h"
#include "engine/nodes/webhook/webhookcontent.h"

#include <cstdint>
#include <cstdlib>

using namespace Saltern;

namespace {

constexpr qint64 bodyLimit = 256;

struct Outcome
{
    QByteArray requests;
    bool refused = false;

    bool operator==(const Outcome &) const = default;
};

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void take(const HttpRequest &request, Outcome &outcome)
{
    require(request.body.size() <= bodyLimit);
    require(request.target.startsWith('/'));
    require(request.header("content-length").isEmpty() ||
            request.header("transfer-encoding").isEmpty());
    const auto content = WebhookContent::read(request);
    require(content || (content.error().status >= 400 && content.error().status < 500));
    outcome.requests += request.method + ' ' + request.target + '[' + request.body + ']';
}

Outcome parse(const QByteArray &bytes, qsizetype piece)
{
    HttpRequestParser parser;
    Outcome outcome;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        QByteArray next = bytes.mid(at, piece);
        for (bool more = true; more;) {
            const bool hadHead = parser.hasHead();
            if (parser.feed(std::exchange(next, {}))) {
                outcome.refused = true;
                return outcome;
            }
            if (!hadHead && parser.hasHead())
                parser.setBodyLimit(bodyLimit);
            more = !hadHead && parser.hasHead();
            if (parser.isComplete()) {
                take(parser.request(), outcome);
                parser.next();
                more = parser.hasBegun();
            }
        }
    }
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *input, std::size_t size)
{
    // The first byte says how to cut the rest.
    if (size < 2)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(input + 1),
                           static_cast<qsizetype>(size - 1));
    const Outcome whole = parse(bytes, bytes.size());
    const Outcome cut = parse(bytes, 1 + input[0] % 32);
    // A head that is cut may be judged only when it is whole: until then nothing comes out.
    require(whole == cut || (whole.refused && cut.requests == whole.requests));
    return 0;
}
