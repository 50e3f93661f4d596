#include "engine/functions/shimprotocol.h"

#include <array>

namespace Saltern {

namespace {

const uint8_t *raw(const QByteArray &bytes)
{
    return reinterpret_cast<const uint8_t *>(bytes.constData());
}

} // namespace

QByteArray shimFrames(saltern_frame_type type, quint32 call, const QByteArray &payload)
{
    QByteArray frames;
    frames.reserve(payload.size() +
                   SALTERN_FRAME_HEADER * (payload.size() / SALTERN_FRAME_PAYLOAD_MAX + 1));
    qsizetype at = 0;
    do {
        const qsizetype part = qMin<qsizetype>(payload.size() - at, SALTERN_FRAME_PAYLOAD_MAX);
        std::array<uint8_t, SALTERN_FRAME_HEADER> header{};
        saltern_frame_header(
            header.data(), static_cast<uint8_t>(type), call, static_cast<quint32>(part));
        frames.append(reinterpret_cast<const char *>(header.data()), SALTERN_FRAME_HEADER);
        frames.append(payload.constData() + at, part);
        at += part;
    } while (at < payload.size());
    return frames;
}

QByteArray
shimNumbers(saltern_frame_type type, quint32 call, std::initializer_list<quint32> numbers)
{
    QByteArray payload;
    for (const quint32 number : numbers) {
        std::array<uint8_t, 4> bytes{};
        saltern_write_u32(bytes.data(), number);
        payload.append(reinterpret_cast<const char *>(bytes.data()), 4);
    }
    return shimFrames(type, call, payload);
}

ShimReader::ShimReader(Sink sink)
    : m_reader(std::make_unique<saltern_frame_reader>()), m_sink(std::move(sink))
{
}

bool ShimReader::feed(const QByteArray &bytes)
{
    const auto deliver = [](void *context, const saltern_frame *frame) {
        const QByteArray payload(reinterpret_cast<const char *>(frame->payload), frame->length);
        static_cast<ShimReader *>(context)->m_sink(frame->type, frame->call, payload);
    };
    return saltern_frame_feed(
               m_reader.get(), raw(bytes), static_cast<std::size_t>(bytes.size()), deliver, this) ==
           0;
}

} // namespace Saltern
