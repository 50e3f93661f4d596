/* What the shim has to say to the engine, buffered: writing never blocks, because a blocked shim
 * could not enforce deadlines. */
#pragma once

#include "engine/shim/frame.h"

/* Room for everything that is said at the end of a call on top of OUTPUT_COMFORT. */
#define OUTPUT_CAPACITY (1024 * 1024)

/* Above this many waiting bytes the handler's streams are not read: back-pressure. */
#define OUTPUT_COMFORT (256 * 1024)

struct output
{
    int fd;
    size_t begin;
    size_t end;
    uint8_t bytes[OUTPUT_CAPACITY];
};

size_t output_waiting(const struct output *output);

void output_frame(
    struct output *output, uint8_t type, uint32_t call, const void *payload, size_t length);

/* Writes what can be written now. -1 when nobody listens any more. */
int output_flush(struct output *output);
