/* One call: how it goes from its first frame to its last. */
#pragma once

#include "engine/shim/handler.h"
#include "engine/shim/scratch.h"

#include <sys/resource.h>

enum call_state {
    CALL_RECEIVING, /* it comes in */
    CALL_RUNNING,
    CALL_STOPPING, /* SIGTERM was sent, SIGKILL follows */
    CALL_DRAINING, /* the handler is gone, its streams are read to their ends */
    CALL_REFUSED,  /* that is said; the rest of it still comes in */
    CALL_FINISHED, /* all is said */
};

struct call
{
    uint32_t number;
    enum call_state state;
    int64_t started;
    int64_t ended;
    int64_t due; /* when the state changes by itself, as now_ms() counts; -1 = never */
    uint32_t grace;
    int timed_out;
    int cancelled;
    int status; /* of the handler, as wait tells it */
    long max_rss;
    long memory_kills; /* -1 = nobody knows */
    int has_scratch;
    char scratch[SCRATCH_PATH_MAX];
    char tag[32];
    struct command own;
    struct handler handler;
};

int64_t now_ms(void);

/* Null when there is no memory. */
struct call *call_new(uint32_t number);
void call_free(struct call *call);

void call_refuse(struct call *call, struct output *output, const char *reason);

/* Takes one of the frames that belong to a call. Null, or what is wrong. */
const char *call_receive(struct call *call, const struct saltern_frame *frame);

/* Starts the handler, or says why it does not start. */
void call_start(struct call *call,
                const struct saltern_frame *frame,
                const struct surroundings *surroundings,
                struct output *output);

void call_cancel(struct call *call, const struct saltern_frame *frame, struct output *output);

/* SIGTERM now, and SIGKILL after so many milliseconds. */
void call_stop(struct call *call, uint32_t grace);

/* The handler is gone. */
void call_ended(struct call *call, int status, const struct rusage *usage);

/* Its time to change by itself may have come. */
void call_check_time(struct call *call, struct output *output);

/* Says how the call ended once its streams have, and the engine has taken in what waits. */
void call_report_when_drained(struct call *call, struct output *output);

/* Whether it failed in a way that a memory kill explains. */
int call_may_be_memory_kill(const struct call *call);
