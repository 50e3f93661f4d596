// What a daemon, or whoever listens in its place, may send: an HTTP answer, a hijacked stream,
// event lines. However the bytes are cut, the outcome must be the same.

#include "engine/docker/dockerevent.h"
#include "engine/docker/httpresponseparser.h"
#include "engine/docker/linesplitter.h"
#include "engine/docker/streamdemultiplexer.h"

#include <cstdlib>

using namespace Saltern;

namespace {

struct Outcome
{
    bool refused = false;
    bool complete = false;
    int status = 0;
    QByteArray body;
    QByteArray rest;

    bool operator==(const Outcome &) const = default;
};

Outcome parse(const QByteArray &bytes, HttpResponseParser::Expect expect, qsizetype piece)
{
    HttpResponseParser parser(expect);
    Outcome outcome;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        if (!parser.feed(bytes.mid(at, piece)))
            return {.refused = true};
        outcome.body += parser.takeBody();
    }
    outcome.complete = parser.isComplete();
    outcome.status = parser.head() ? parser.head()->status : 0;
    if (outcome.complete)
        outcome.rest = parser.takeRest();
    return outcome;
}

// A head that is cut may be judged only when it is whole: until then the answer is incomplete.
bool agree(const Outcome &whole, const Outcome &cut)
{
    return whole == cut || (whole.refused && !cut.complete);
}

QByteArray demultiplex(const QByteArray &bytes, qsizetype piece)
{
    StreamDemultiplexer demultiplexer;
    QByteArray out;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        const auto parts = demultiplexer.feed(bytes.mid(at, piece));
        if (!parts)
            return "refused";
        for (const auto &part : *parts) {
            if (part.channel == StreamDemultiplexer::Channel::Stdout)
                out += part.bytes;
        }
    }
    return out;
}

std::vector<QByteArray> split(const QByteArray &bytes, qsizetype piece)
{
    LineSplitter splitter(64);
    std::vector<QByteArray> lines;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        for (const QByteArray &line : splitter.feed(bytes.mid(at, piece)))
            lines.push_back(line);
    }
    return lines;
}

void require(bool same)
{
    if (!same)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *input, std::size_t size)
{
    // The first byte says how to cut the rest.
    if (size < 2)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(input + 1),
                           static_cast<qsizetype>(size - 1));
    const qsizetype piece = 1 + input[0] % 32;
    using Expect = HttpResponseParser::Expect;
    for (const Expect expect : {Expect::Body, Expect::NoBody, Expect::Stream})
        require(agree(parse(bytes, expect, bytes.size()), parse(bytes, expect, piece)));
    require(demultiplex(bytes, bytes.size()) == demultiplex(bytes, piece));
    require(split(bytes, bytes.size()) == split(bytes, piece));
    if (const auto message = DockerMessage::parse(bytes))
        require(Event::fromJson(dockerEvent(*message, {.host = QStringLiteral("h")}).json()) ||
                size > maximumEventBytes / 8);
    return 0;
}
