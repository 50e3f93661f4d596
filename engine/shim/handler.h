/* The handler as a process: what it is started with, and its pipes. */
#pragma once

#include "engine/shim/stream.h"

#include <sys/types.h>

#define HANDLER_STRINGS_MAX 512

struct handler
{
    char *arguments[HANDLER_STRINGS_MAX + 1];
    size_t argument_count;
    char *environment[HANDLER_STRINGS_MAX];
    size_t environment_count;
    char *directory; /* null = where the container starts */

    uint8_t *event;
    size_t event_length;
    size_t event_written;
    int input; /* -1 once the event is handed over */

    struct stream result;
    struct stream out;
    struct stream err;

    pid_t pid; /* 0 = not started, or gone */
};

void handler_init(struct handler *handler);

/* Each takes a copy. Null, or what is wrong. */
const char *handler_add_argument(struct handler *handler, const uint8_t *text, size_t length);
const char *handler_add_environment(struct handler *handler, const uint8_t *text, size_t length);
const char *handler_set_directory(struct handler *handler, const uint8_t *text, size_t length);
const char *handler_add_event(struct handler *handler, const uint8_t *bytes, size_t count);

/* Starts it in a process group of its own. 0, or the errno that kept it from starting.
 * `oom_score_fd` is our own /proc/self/oom_score_adj, or -1. */
int handler_start(struct handler *handler, int oom_score_fd);

/* Hands over as much of the event as fits now. */
void handler_feed(struct handler *handler);

void handler_close_input(struct handler *handler);
