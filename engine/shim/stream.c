#include "engine/shim/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void keep(struct stream *stream, const uint8_t *bytes, size_t count)
{
    for (size_t done = 0; done < count;) {
        const size_t at = stream->kept % SALTERN_TAIL_MAX;
        const size_t room = SALTERN_TAIL_MAX - at;
        const size_t part = count - done < room ? count - done : room;
        memcpy(stream->ring + at, bytes + done, part);
        stream->kept += part;
        done += part;
    }
}

void stream_close(struct stream *stream)
{
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

int64_t count_lines(const uint8_t *bytes, size_t count)
{
    int64_t lines = 0;
    const uint8_t *const end = bytes + count;
    while ((bytes = memchr(bytes, '\n', (size_t)(end - bytes)))) {
        ++lines;
        ++bytes;
    }
    return lines;
}

int64_t stream_read(struct stream *stream, struct output *output, uint32_t call)
{
    uint8_t bytes[STREAM_READ_MAX];
    const ssize_t got = read(stream->fd, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (got <= 0) {
        stream_close(stream);
        return 0;
    }
    const size_t count = (size_t)got;
    const uint64_t left = stream->head_max - stream->passed;
    const size_t head = left < count ? (size_t)left : count;
    if (head > 0)
        output_frame(output, stream->type, call, bytes, head);
    stream->passed += head;
    keep(stream, bytes + head, count - head);
    stream->total += count;
    return count_lines(bytes, count);
}

static void send_part(
    const struct stream *stream, struct output *output, uint32_t call, uint64_t from, uint64_t to)
{
    while (from < to) {
        const size_t at = from % SALTERN_TAIL_MAX;
        uint64_t part = to - from;
        if (part > SALTERN_TAIL_MAX - at)
            part = SALTERN_TAIL_MAX - at;
        if (part > SALTERN_FRAME_PAYLOAD_MAX)
            part = SALTERN_FRAME_PAYLOAD_MAX;
        output_frame(output, stream->type, call, stream->ring + at, (size_t)part);
        from += part;
    }
}

void stream_send_tail(struct stream *stream, struct output *output, uint32_t call)
{
    const uint64_t begin = stream->kept > SALTERN_TAIL_MAX ? stream->kept - SALTERN_TAIL_MAX : 0;
    if (begin > 0) {
        uint8_t skipped[9] = {stream->type};
        saltern_write_u32(skipped + 1, (uint32_t)(begin >> 32));
        saltern_write_u32(skipped + 5, (uint32_t)begin);
        output_frame(output, SALTERN_FRAME_SKIPPED, call, skipped, sizeof skipped);
    }
    send_part(stream, output, call, begin, stream->kept);
    stream->kept = 0;
    stream->passed = 0;
}
