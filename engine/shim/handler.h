/* The handler as a process: its start, and its pipes. */
#pragma once

#include "engine/shim/command.h"
#include "engine/shim/stream.h"

#include <sys/types.h>

struct handler
{
    uint8_t *event;
    size_t event_length;
    size_t event_written;
    int open;              /* more may come when all of the event is handed over */
    int64_t unanswered;    /* lines that an open one was given, less those that it wrote */
    int64_t gathers_until; /* its answers are not looked at before, as now_us() counts; or 0 */
    int hurries;           /* so many answers are passed on at once */
    int gathered;          /* the last ones were waited for */
    int input;             /* -1 once the event is handed over */

    struct stream result;
    struct stream out;
    struct stream err;

    pid_t pid; /* 0 = not started, or gone */
};

/* What surrounds the handler's own command. */
struct surroundings
{
    const struct command *common; /* of every call; its arguments and folder yield to the call's */
    char *tag;                    /* NAME=value of our own, or null */
    const char *scratch;          /* value of TMPDIR, or null */
    int oom_score_fd;             /* our own /proc/self/oom_score_adj, or -1 */
};

int64_t now_us(void);

void handler_init(struct handler *handler);

/* The input stays open, and what it answers is passed on without an end. Before it starts. */
void handler_stay_open(struct handler *handler);

/* Takes a copy. Null, or what is wrong. */
const char *handler_add_event(struct handler *handler, const uint8_t *bytes, size_t count);

/* Starts it in a process group of its own. 0, or the errno that kept it from starting. */
int handler_start(struct handler *handler,
                  const struct command *own,
                  const struct surroundings *surroundings);

/* Hands over as much of the event as fits now. */
void handler_feed(struct handler *handler);

/* Passes on what an open handler logged last and reads what it answered. When it has more to
 * answer, it is left alone for a moment then: what it writes meanwhile goes on together. A handler
 * that does not get that far in such a moment is only left alone once in a while. */
void handler_read_answers(struct handler *handler, struct output *output, uint32_t call);

int handler_wants_input(const struct handler *handler);

void handler_close_input(struct handler *handler);

/* Closes what is open and gives the memory back. */
void handler_clear(struct handler *handler);
