#include "engine/functions/handleroutput.h"
#include "engine/functions/handlerresult.h"
#include "engine/functions/shimprotocol.h"

#include <cstdlib>

using namespace Saltern;

namespace {

struct Read
{
    QList<std::pair<quint8, QByteArray>> frames;
    bool sound = true;

    bool operator==(const Read &) const = default;
};

// Everything in pieces of `size` bytes.
Read readInPieces(const QByteArray &bytes, qsizetype size)
{
    Read read;
    ShimReader reader([&](quint8 type, quint32, const QByteArray &payload) {
        read.frames.append({type, payload});
    });
    for (qsizetype at = 0; at < bytes.size() && read.sound; at += size)
        read.sound = reader.feed(bytes.mid(at, size));
    return read;
}

} // namespace

/// Bytes from a container: however they are cut, they mean the same, and what a handler wrote is
/// read within bounds.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, std::size_t count)
{
    const QByteArray input(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(count));
    const Read whole = readInPieces(input, qMax<qsizetype>(input.size(), 1));
    if (readInPieces(input, 1) != whole || readInPieces(input, 7) != whole)
        std::abort();
    HandlerOutput output;
    for (const auto &[type, payload] : whole.frames)
        output.add(type, payload);
    if (readHandlerResult(output.result()).empty() || output.log(true).size() > 2 * logHalf + 64)
        std::abort();
    return 0;
}
