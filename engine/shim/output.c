#include "engine/shim/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t output_waiting(const struct output *output)
{
    return output->end - output->begin;
}

static void append(struct output *output, const void *bytes, size_t count)
{
    if (count == 0)
        return;
    memcpy(output->bytes + output->end, bytes, count);
    output->end += count;
}

void output_frame(
    struct output *output, uint8_t type, uint32_t call, const void *payload, size_t length)
{
    uint8_t header[SALTERN_FRAME_HEADER];
    if (OUTPUT_CAPACITY - output->end < sizeof header + length) {
        memmove(output->bytes, output->bytes + output->begin, output_waiting(output));
        output->end -= output->begin;
        output->begin = 0;
    }
    /* The bounds of the streams keep the buffer from filling; if they are ever wrong, stop. */
    if (OUTPUT_CAPACITY - output->end < sizeof header + length)
        abort();
    saltern_frame_header(header, type, call, (uint32_t)length);
    append(output, header, sizeof header);
    append(output, payload, length);
}

int output_flush(struct output *output)
{
    while (output->begin < output->end) {
        const ssize_t written =
            write(output->fd, output->bytes + output->begin, output_waiting(output));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno == EAGAIN ? 0 : -1;
        output->begin += (size_t)written;
    }
    output->begin = 0;
    output->end = 0;
    return 0;
}
