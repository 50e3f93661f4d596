#include "engine/shim/frame.h"

#include <string.h>

#define MAGIC 0xA5

uint32_t saltern_read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void saltern_write_u32(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

void saltern_frame_header(uint8_t header[SALTERN_FRAME_HEADER],
                          uint8_t type,
                          uint32_t call,
                          uint32_t length)
{
    header[0] = MAGIC;
    header[1] = type;
    header[2] = 0;
    header[3] = 0;
    saltern_write_u32(header + 4, call);
    saltern_write_u32(header + 8, length);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Judged byte by byte, so that a stream that is not ours is refused at its first wrong byte. */
static int header_is_sound(const struct saltern_frame_reader *reader)
{
    const uint8_t *header = reader->header;
    if (reader->header_fill > 0 && header[0] != MAGIC)
        return 0;
    if (reader->header_fill > 2 && header[2] != 0)
        return 0;
    if (reader->header_fill > 3 && header[3] != 0)
        return 0;
    return reader->header_fill < SALTERN_FRAME_HEADER ||
           saltern_read_u32(header + 8) <= SALTERN_FRAME_PAYLOAD_MAX;
}

int saltern_frame_feed(struct saltern_frame_reader *reader,
                       const uint8_t *bytes,
                       size_t count,
                       saltern_frame_sink sink,
                       void *context)
{
    while (!reader->broken) {
        if (reader->header_fill < SALTERN_FRAME_HEADER) {
            const size_t part = smaller(count, SALTERN_FRAME_HEADER - reader->header_fill);
            if (part == 0)
                return 0;
            memcpy(reader->header + reader->header_fill, bytes, part);
            reader->header_fill += (uint32_t)part;
            bytes += part;
            count -= part;
            reader->broken = !header_is_sound(reader);
            continue;
        }
        const uint32_t length = saltern_read_u32(reader->header + 8);
        const size_t part = smaller(count, length - reader->payload_fill);
        if (part > 0)
            memcpy(reader->payload + reader->payload_fill, bytes, part);
        reader->payload_fill += (uint32_t)part;
        bytes += part;
        count -= part;
        if (reader->payload_fill < length)
            return 0;
        const struct saltern_frame frame = {.type = reader->header[1],
                                            .call = saltern_read_u32(reader->header + 4),
                                            .length = length,
                                            .payload = reader->payload};
        reader->header_fill = 0;
        reader->payload_fill = 0;
        sink(context, &frame);
    }
    return -1;
}
