/* The framing that the engine and saltern-shim speak over a container's standard input and output.
 * Both sides compile this file, so that they cannot disagree. Layout of a frame, big-endian:
 *
 *   0xA5, type, 0, 0, call (32 bits), length of the payload (32 bits), payload
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SALTERN_PROTOCOL_VERSION 3
#define SALTERN_FRAME_HEADER 12
#define SALTERN_FRAME_PAYLOAD_MAX 65536

/* An event or a result may be this large (bytes); docs/functions.md. */
#define SALTERN_EVENT_MAX 1048576

/* So much may wait for an open call's standard input (bytes). */
#define SALTERN_INPUT_MAX (2 * SALTERN_EVENT_MAX)

/* Calls at a time in one container. */
#define SALTERN_CALLS_MAX 64

/* Of each of a handler's streams so much of the end is kept once its head is full (bytes). */
#define SALTERN_TAIL_MAX 131072

enum saltern_frame_type {
    /* Engine to shim. `call` 0 means what all calls share; docs/shim-protocol.md. */
    SALTERN_FRAME_FILE = 1,        /* relative path: begins an executable file */
    SALTERN_FRAME_FILE_BYTES = 2,  /* appended to the file that was begun last */
    SALTERN_FRAME_ARGUMENT = 3,    /* one entry of argv */
    SALTERN_FRAME_ENVIRONMENT = 4, /* NAME=value, replaces the container's own */
    SALTERN_FRAME_DIRECTORY = 5,   /* where the handler starts */
    SALTERN_FRAME_EVENT = 6,       /* appended to the handler's standard input */
    SALTERN_FRAME_CALL = 7,        /* starts it. 32-bit numbers: milliseconds to run (0 = no limit),
                                      milliseconds between SIGTERM and SIGKILL, and perhaps 1 = an
                                      open call: its input stays open for further events */
    SALTERN_FRAME_CANCEL = 8,      /* a 32-bit number: milliseconds between SIGTERM and SIGKILL */
    SALTERN_FRAME_PING = 9,
    SALTERN_FRAME_KEEP = 10,   /* the first frame: this shim takes calls until it is drained */
    SALTERN_FRAME_DRAIN = 11,  /* no further calls; it ends after the last one */
    SALTERN_FRAME_MEMORY = 12, /* asks what the handler of a call holds */
    SALTERN_FRAME_AGE = 13,    /* asks how long the handler of a call has had */

    /* Shim to engine. */
    SALTERN_FRAME_HELLO = 64,   /* JSON: v, pid */
    SALTERN_FRAME_RESULT = 65,  /* bytes from file descriptor 3 */
    SALTERN_FRAME_STDOUT = 66,  /* bytes from standard output */
    SALTERN_FRAME_STDERR = 67,  /* bytes from standard error */
    SALTERN_FRAME_SKIPPED = 68, /* type of stream (8 bits), bytes left out (64 bits); the stream's
                                   frames after this one are its end */
    SALTERN_FRAME_DONE = 69,    /* JSON: how the call ended */
    SALTERN_FRAME_REFUSED = 70, /* text: why the call was not started */
    SALTERN_FRAME_PONG = 71,
    SALTERN_FRAME_RESIDENT = 72, /* a 32-bit number: KiB of memory; answers MEMORY */
    SALTERN_FRAME_AGED = 73, /* a 32-bit number: milliseconds since it was started, without those
                                in which it waited for a processor; answers AGE */
};

struct saltern_frame
{
    uint8_t type;
    uint32_t call;
    uint32_t length;
    const uint8_t *payload;
};

/* Takes a byte stream apart, however it was cut. Zero-initialise. */
struct saltern_frame_reader
{
    uint8_t header[SALTERN_FRAME_HEADER];
    uint32_t header_fill;
    uint32_t payload_fill;
    int broken;
    uint8_t payload[SALTERN_FRAME_PAYLOAD_MAX];
};

/* Called for every whole frame; the payload lives until it returns. */
typedef void (*saltern_frame_sink)(void *context, const struct saltern_frame *frame);

/* 0, or -1 when the stream is not ours; then it stays refused. */
int saltern_frame_feed(struct saltern_frame_reader *reader,
                       const uint8_t *bytes,
                       size_t count,
                       saltern_frame_sink sink,
                       void *context);

void saltern_frame_header(uint8_t header[SALTERN_FRAME_HEADER],
                          uint8_t type,
                          uint32_t call,
                          uint32_t length);

uint32_t saltern_read_u32(const uint8_t *bytes);
void saltern_write_u32(uint8_t *bytes, uint32_t value);

#ifdef __cplusplus
}
#endif
