#define _GNU_SOURCE
#include "engine/shim/call.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* What is left in the pipes once every process is gone is read at once; only a process that
 * escaped us can hold a pipe open for so long (milliseconds). */
#define DRAIN_MS 250

int64_t now_ms(void)
{
    return now_us() / 1000;
}

struct call *call_new(uint32_t number)
{
    /* Zero pages until they are used. */
    struct call *call = calloc(1, sizeof *call);
    if (!call)
        return NULL;
    call->number = number;
    call->due = -1;
    handler_init(&call->handler);
    snprintf(call->tag, sizeof call->tag, "SALTERN_CALL=%u", number);
    return call;
}

void call_free(struct call *call)
{
    handler_clear(&call->handler);
    command_clear(&call->own);
    free(call);
}

static void say(const struct call *call, struct output *output, uint8_t type, const char *text)
{
    output_frame(output, type, call->number, text, strlen(text));
}

void call_refuse(struct call *call, struct output *output, const char *reason)
{
    say(call, output, SALTERN_FRAME_REFUSED, reason);
    call->state = CALL_REFUSED;
}

static const char *start_failure_name(int reason)
{
    switch (reason) {
    case ENOENT:
    case ENOTDIR:
        return "not-found";
    case EACCES:
    case EPERM:
        return "not-permitted";
    case ENOEXEC:
        return "not-a-program";
    case E2BIG:
        return "arguments-too-large";
    case EAGAIN:
        return "too-many-processes";
    default:
        return "failed";
    }
}

static void report_failed_start(struct call *call, struct output *output, int reason)
{
    char text[160];
    const int code = reason == ENOENT || reason == ENOTDIR                      ? 127
                     : reason == EACCES || reason == EPERM || reason == ENOEXEC ? 126
                                                                                : 125;
    snprintf(text,
             sizeof text,
             "{\"exit\":%d,\"signal\":0,\"start\":\"%s\",\"errno\":%d}",
             code,
             start_failure_name(reason),
             reason);
    say(call, output, SALTERN_FRAME_DONE, text);
    call->handler.pid = 0;
    call->state = CALL_FINISHED;
}

static void report_done(struct call *call, struct output *output)
{
    char text[400];
    struct handler *handler = &call->handler;
    stream_send_tail(&handler->out, output, call->number);
    stream_send_tail(&handler->err, output, call->number);
    snprintf(text,
             sizeof text,
             "{\"exit\":%d,\"signal\":%d,\"timedOut\":%s,\"cancelled\":%s,\"memoryKills\":%ld,"
             "\"ms\":%lld,\"maxRssKiB\":%ld,\"resultBytes\":%llu,\"stdoutBytes\":%llu,"
             "\"stderrBytes\":%llu}",
             WIFEXITED(call->status) ? WEXITSTATUS(call->status) : 0,
             WIFSIGNALED(call->status) ? WTERMSIG(call->status) : 0,
             call->timed_out ? "true" : "false",
             call->cancelled ? "true" : "false",
             call->memory_kills,
             (long long)(call->ended - call->started),
             call->max_rss,
             (unsigned long long)handler->result.total,
             (unsigned long long)handler->out.total,
             (unsigned long long)handler->err.total);
    say(call, output, SALTERN_FRAME_DONE, text);
    call->state = CALL_FINISHED;
}

const char *call_receive(struct call *call, const struct saltern_frame *frame)
{
    switch (frame->type) {
    case SALTERN_FRAME_ARGUMENT:
        return command_add_argument(&call->own, frame->payload, frame->length);
    case SALTERN_FRAME_ENVIRONMENT:
        return command_add_environment(&call->own, frame->payload, frame->length);
    case SALTERN_FRAME_DIRECTORY:
        return command_set_directory(&call->own, frame->payload, frame->length);
    case SALTERN_FRAME_EVENT:
        return handler_add_event(&call->handler, frame->payload, frame->length);
    default:
        return "the engine sent a frame that this shim does not know";
    }
}

void call_start(struct call *call,
                const struct saltern_frame *frame,
                const struct surroundings *surroundings,
                struct output *output)
{
    const size_t arguments = call->own.argument_count + surroundings->common->argument_count;
    if ((frame->length != 8 && frame->length != 12) || arguments == 0) {
        call_refuse(call, output, "the call is incomplete");
        return;
    }
    const uint32_t limit = saltern_read_u32(frame->payload);
    call->grace = saltern_read_u32(frame->payload + 4);
    if (frame->length == 12 && saltern_read_u32(frame->payload + 8) == 1)
        handler_stay_open(&call->handler);
    call->started = now_ms();
    call->due = limit > 0 ? call->started + limit : -1;
    const int reason = handler_start(&call->handler, &call->own, surroundings);
    if (reason) {
        report_failed_start(call, output, reason);
        return;
    }
    call->state = CALL_RUNNING;
    handler_feed(&call->handler);
}

void call_stop(struct call *call, uint32_t grace)
{
    handler_close_input(&call->handler);
    kill(-call->handler.pid, SIGTERM);
    /* A stopped process gets no further than its signal mask without this. */
    kill(-call->handler.pid, SIGCONT);
    call->state = CALL_STOPPING;
    call->due = now_ms() + grace;
}

void call_cancel(struct call *call, const struct saltern_frame *frame, struct output *output)
{
    call->cancelled = 1;
    if (call->state == CALL_RECEIVING)
        call_refuse(call, output, "the call was cancelled");
    if (call->state == CALL_REFUSED)
        call->state = CALL_FINISHED;
    else if (call->state == CALL_RUNNING && frame->length == 4)
        call_stop(call, saltern_read_u32(frame->payload));
}

void call_ended(struct call *call, int status, const struct rusage *usage)
{
    call->status = status;
    call->max_rss = usage->ru_maxrss;
    call->ended = now_ms();
    kill(-call->handler.pid, SIGKILL);
    call->handler.pid = 0;
    handler_close_input(&call->handler);
    call->state = CALL_DRAINING;
    call->due = call->ended + DRAIN_MS;
}

void call_check_time(struct call *call, struct output *output)
{
    if (call->due < 0 || now_ms() < call->due)
        return;
    call->due = -1;
    if (call->state == CALL_RUNNING) {
        call->timed_out = 1;
        call_stop(call, call->grace);
    } else if (call->state == CALL_STOPPING) {
        kill(-call->handler.pid, SIGKILL);
    } else if (call->state == CALL_DRAINING && output_waiting(output) < OUTPUT_COMFORT) {
        report_done(call, output);
    } else if (call->state == CALL_DRAINING) {
        /* The engine is slow, not the streams: what they still hold must not be lost. */
        call->due = now_ms() + DRAIN_MS;
    }
}

void call_report_when_drained(struct call *call, struct output *output)
{
    const struct handler *handler = &call->handler;
    if (call->state == CALL_DRAINING && handler->result.fd < 0 && handler->out.fd < 0 &&
        handler->err.fd < 0 && output_waiting(output) < OUTPUT_COMFORT)
        report_done(call, output);
}

int call_may_be_memory_kill(const struct call *call)
{
    if (call->timed_out || call->cancelled)
        return 0;
    /* A shell whose program was killed ends so. */
    const int as_shells_say = WIFEXITED(call->status) && WEXITSTATUS(call->status) == 128 + SIGKILL;
    return as_shells_say || (WIFSIGNALED(call->status) && WTERMSIG(call->status) == SIGKILL);
}
