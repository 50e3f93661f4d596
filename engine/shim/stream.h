/* One of the handler's output streams: its head is passed on as it comes, of the rest the end is
 * kept until the call is over, or until an open one answers. */
#pragma once

#include "engine/shim/output.h"

/* As much is read at once. A pipe holds twice that. */
#define STREAM_READ_MAX (32 * 1024)

struct stream
{
    int fd;            /* -1 once it has ended */
    uint8_t type;      /* the frame type that carries it */
    uint64_t head_max; /* so many bytes are passed on at once */
    uint64_t total;    /* bytes that the handler wrote */
    uint64_t passed;   /* of the head */
    uint64_t kept;     /* bytes that went into the ring; its end is the stream's end */
    uint8_t ring[SALTERN_TAIL_MAX];
};

/* Reads once what is there, and says how many lines ended in it. Closes the stream at its end. */
int64_t stream_read(struct stream *stream, struct output *output, uint32_t call);

int64_t count_lines(const uint8_t *bytes, size_t count);

void stream_close(struct stream *stream);

/* Sends the kept end, and how much is missing before it. What comes then begins a new head. */
void stream_send_tail(struct stream *stream, struct output *output, uint32_t call);
