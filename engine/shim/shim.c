/* saltern-shim [FOLDER [SCRATCH]]: the first process of a function container. It takes calls from
 * the engine over standard input (frame.h), writes the code below FOLDER, runs the handlers, and
 * brings back their results, their logs and how they ended. It ends after one call unless it is
 * told to keep going. docs/functions.md has the contract, docs/shim-protocol.md the frames. */
#define _GNU_SOURCE
#include "engine/shim/call.h"
#include "engine/shim/codefile.h"
#include "engine/shim/memorykills.h"
#include "engine/shim/stragglers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Above this many waiting bytes the engine is not listened to: what one read of it can bring forth
 * still fits in. */
#define OUTPUT_CONGESTED (OUTPUT_CAPACITY / 2)

#define FDS_PER_CALL 4
#define OWN_FDS 3

struct shim
{
    int keeps;    /* takes calls until it is drained */
    int draining; /* takes no further ones */
    int signals;
    int oom_score;
    long kills_told;   /* memory kills that some call was told of */
    const char *fault; /* what was wrong with what all calls share */
    struct code_files files;
    struct scratch scratch;
    struct command common;
    struct call *calls[SALTERN_CALLS_MAX];
    size_t call_count;
    uint32_t highest; /* number of a call so far: later ones have higher ones */
    size_t first;     /* whose streams are read first in this turn */
    struct output output;
    struct saltern_frame_reader reader;
};

static struct call *find_call(const struct shim *shim, uint32_t number)
{
    for (size_t i = 0; i < shim->call_count; ++i) {
        if (shim->calls[i]->number == number)
            return shim->calls[i];
    }
    return NULL;
}

/* Null when it is over already, or when no further calls are taken. */
static struct call *find_or_add(struct shim *shim, uint32_t number)
{
    struct call *call = find_call(shim, number);
    if (call || shim->draining || number <= shim->highest || shim->call_count == SALTERN_CALLS_MAX)
        return call;
    call = call_new(number);
    if (!call)
        return NULL;
    shim->calls[shim->call_count++] = call;
    shim->highest = number;
    /* Without `keeps` the first call is the last. */
    shim->draining = !shim->keeps;
    return call;
}

static int others_run(const struct shim *shim, const struct call *call)
{
    for (size_t i = 0; i < shim->call_count; ++i) {
        if (shim->calls[i] != call && shim->calls[i]->handler.pid > 0)
            return 1;
    }
    return 0;
}

/* The engine is gone, or wants us gone: nobody waits for anything any more. */
static void leave(struct shim *shim, int code)
{
    for (size_t i = 0; i < shim->call_count; ++i) {
        if (shim->calls[i]->handler.pid > 0)
            kill(-shim->calls[i]->handler.pid, SIGKILL);
    }
    kill_all_others();
    _exit(code);
}

static void refuse_unknown(struct shim *shim, uint32_t number, const char *reason)
{
    output_frame(&shim->output, SALTERN_FRAME_REFUSED, number, reason, strlen(reason));
}

static void start_call(struct shim *shim, struct call *call, const struct saltern_frame *frame)
{
    code_file_end(&shim->files);
    struct surroundings surroundings = {.common = &shim->common, .oom_score_fd = shim->oom_score};
    if (shim->keeps) {
        call->has_scratch = scratch_make(&shim->scratch, call->number, call->scratch) == 0;
        surroundings.scratch = call->has_scratch ? call->scratch : NULL;
        surroundings.tag = call->tag;
    }
    if (!others_run(shim, call))
        shim->kills_told = memory_kills();
    call_start(call, frame, &surroundings, &shim->output);
}

static void receive_call(struct shim *shim, const struct saltern_frame *frame)
{
    struct call *call = find_or_add(shim, frame->call);
    if (!call)
        refuse_unknown(
            shim, frame->call, "there are too many calls at a time, or no more are taken");
    else if (call->state == CALL_RECEIVING && shim->fault)
        call_refuse(call, &shim->output, shim->fault);
    else if (call->state == CALL_RECEIVING)
        start_call(shim, call, frame);
    /* This was the last of its frames. */
    if (call && call->state == CALL_REFUSED)
        call->state = CALL_FINISHED;
}

/* What all calls share. */
static const char *receive_common(struct shim *shim, const struct saltern_frame *frame)
{
    switch (frame->type) {
    case SALTERN_FRAME_FILE:
        return code_file_begin(&shim->files, frame->payload, frame->length);
    case SALTERN_FRAME_FILE_BYTES:
        return code_file_append(&shim->files, frame->payload, frame->length);
    case SALTERN_FRAME_ARGUMENT:
        return command_add_argument(&shim->common, frame->payload, frame->length);
    case SALTERN_FRAME_ENVIRONMENT:
        return command_add_environment(&shim->common, frame->payload, frame->length);
    case SALTERN_FRAME_DIRECTORY:
        return command_set_directory(&shim->common, frame->payload, frame->length);
    default:
        return "the engine sent a frame that this shim does not know";
    }
}

static void receive_part(struct shim *shim, const struct saltern_frame *frame)
{
    const int is_file =
        frame->type == SALTERN_FRAME_FILE || frame->type == SALTERN_FRAME_FILE_BYTES;
    struct call *call = find_or_add(shim, frame->call);
    if (!call || (call->state != CALL_RECEIVING && !call->handler.open))
        return;
    const char *fault = is_file ? receive_common(shim, frame) : call_receive(call, frame);
    if (fault && call->state == CALL_RECEIVING)
        call_refuse(call, &shim->output, fault);
    else if (fault && call->state == CALL_RUNNING)
        call_stop(call, 0);
}

static void receive_shared(struct shim *shim, const struct saltern_frame *frame)
{
    if (shim->fault)
        return;
    shim->fault = receive_common(shim, frame);
    if (shim->fault)
        refuse_unknown(shim, 0, shim->fault);
}

static void drain(struct shim *shim)
{
    shim->draining = 1;
    for (size_t i = 0; i < shim->call_count; ++i) {
        struct call *call = shim->calls[i];
        if (call->handler.open && call->state == CALL_RUNNING)
            handler_feed(&call->handler);
        if (call->handler.open)
            handler_close_input(&call->handler);
        if (call->state == CALL_REFUSED || call->state == CALL_RECEIVING)
            call->state = CALL_FINISHED;
    }
}

static void answer_memory(struct shim *shim, const struct call *call)
{
    char path[64];
    uint8_t answer[4];
    unsigned long size = 0;
    unsigned long resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)call->handler.pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    if (fscanf(file, "%lu %lu", &size, &resident) == 2) {
        saltern_write_u32(answer, (uint32_t)(resident * (unsigned long)getpagesize() / 1024));
        output_frame(&shim->output, SALTERN_FRAME_RESIDENT, call->number, answer, sizeof answer);
    }
    fclose(file);
}

/* A machine that has too much to do is not the handler's fault. */
static void answer_age(struct shim *shim, const struct call *call)
{
    char path[64];
    uint8_t answer[4];
    unsigned long long waited = 0; /* nanoseconds */
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)call->handler.pid);
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%*u %llu", &waited) != 1)
        waited = 0;
    if (file)
        fclose(file);
    const int64_t age = now_ms() - call->started - (int64_t)(waited / 1000000);
    saltern_write_u32(answer, age > 0 ? (uint32_t)age : 0);
    output_frame(&shim->output, SALTERN_FRAME_AGED, call->number, answer, sizeof answer);
}

static void receive(void *context, const struct saltern_frame *frame)
{
    struct shim *shim = context;
    struct call *call = find_call(shim, frame->call);
    const int is_comfortable = output_waiting(&shim->output) < OUTPUT_COMFORT;
    switch (frame->type) {
    case SALTERN_FRAME_PING:
        if (is_comfortable)
            output_frame(
                &shim->output, SALTERN_FRAME_PONG, frame->call, frame->payload, frame->length);
        break;
    case SALTERN_FRAME_KEEP:
        shim->keeps = shim->call_count == 0 && !shim->draining;
        break;
    case SALTERN_FRAME_DRAIN:
        drain(shim);
        break;
    case SALTERN_FRAME_MEMORY:
        if (call && call->handler.pid > 0 && is_comfortable)
            answer_memory(shim, call);
        break;
    case SALTERN_FRAME_AGE:
        if (call && call->handler.pid > 0 && is_comfortable)
            answer_age(shim, call);
        break;
    case SALTERN_FRAME_CANCEL:
        call = call ? call : find_or_add(shim, frame->call);
        if (call)
            call_cancel(call, frame, &shim->output);
        break;
    case SALTERN_FRAME_CALL:
        receive_call(shim, frame);
        break;
    default:
        if (frame->call == 0)
            receive_shared(shim, frame);
        else
            receive_part(shim, frame);
    }
}

static void read_engine(struct shim *shim)
{
    uint8_t bytes[64 * 1024];
    const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        leave(shim, 0);
    if (saltern_frame_feed(&shim->reader, bytes, (size_t)got, receive, shim) < 0)
        leave(shim, 125);
    /* All events that came together are handed over together. */
    for (size_t i = 0; i < shim->call_count; ++i) {
        if (shim->calls[i]->state == CALL_RUNNING && handler_wants_input(&shim->calls[i]->handler))
            handler_feed(&shim->calls[i]->handler);
    }
}

/* Kills are counted for the whole container: beside others a call is told of one only when it ended
 * as if by one. */
static long kills_of(struct shim *shim, const struct call *call)
{
    const long kills = memory_kills();
    const int alone = !others_run(shim, call);
    if (kills < 0 || shim->kills_told < 0)
        return -1;
    const long untold = kills - shim->kills_told;
    if (untold <= 0 || (!alone && !call_may_be_memory_kill(call)))
        return 0;
    const long mine = alone ? untold : 1;
    shim->kills_told += mine;
    return mine;
}

/* What the handler left running must not outlive the call, nor hold its streams open. */
static void
handler_ended(struct shim *shim, struct call *call, int status, const struct rusage *usage)
{
    call_ended(call, status, usage);
    call->memory_kills = kills_of(shim, call);
    if (others_run(shim, call))
        kill_tagged(call->tag);
    else
        kill_all_others();
}

static void read_signals(struct shim *shim)
{
    struct signalfd_siginfo info;
    while (read(shim->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        /* A sender inside the container has a pid here: handlers cannot stop the shim. */
        if (info.ssi_signo != SIGCHLD && (getpid() != 1 || info.ssi_pid == 0))
            leave(shim, 128 + (int)info.ssi_signo);
    }
    int status;
    struct rusage usage;
    pid_t pid;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        for (size_t i = 0; i < shim->call_count; ++i) {
            if (shim->calls[i]->handler.pid == pid)
                handler_ended(shim, shim->calls[i], status, &usage);
        }
    }
}

static int64_t sooner(int64_t due, int64_t other)
{
    return other > 0 && (due < 0 || other < due) ? other : due;
}

/* Microseconds until some call changes by itself; -1 = none does. */
static int64_t wait_time(const struct shim *shim, int64_t now)
{
    int64_t due = -1;
    for (size_t i = 0; i < shim->call_count; ++i) {
        const struct call *call = shim->calls[i];
        due = sooner(due, call->due * 1000);
        due = sooner(due, call->handler.gathers_until);
    }
    if (shim->scratch.left_over)
        return 0;
    if (due < 0)
        return -1;
    return due < now ? 0 : due - now;
}

static int listens(const struct shim *shim)
{
    return output_waiting(&shim->output) < OUTPUT_COMFORT;
}

static void watch_call(const struct shim *shim, struct call *call, struct pollfd *fds, int64_t now)
{
    struct handler *handler = &call->handler;
    const int reads = listens(shim);
    if (handler->gathers_until <= now)
        handler->gathers_until = 0;
    fds[0] = (struct pollfd){handler_wants_input(handler) ? handler->input : -1, POLLOUT, 0};
    fds[1] = (struct pollfd){reads ? handler->out.fd : -1, POLLIN, 0};
    fds[2] = (struct pollfd){reads ? handler->err.fd : -1, POLLIN, 0};
    fds[3] =
        (struct pollfd){reads && handler->gathers_until == 0 ? handler->result.fd : -1, POLLIN, 0};
}

/* Reads what one look at a call's pipes found. */
static void serve_call(struct shim *shim, struct call *call, const struct pollfd *fds)
{
    struct handler *handler = &call->handler;
    struct stream *const streams[] = {&handler->out, &handler->err, &handler->result};
    /* What was logged before an answer is to be told before it, though it came while we looked. */
    const int answers = handler->open && fds[3].revents;
    for (int i = 0; i < 3; ++i) {
        if (streams[i]->fd < 0 || !listens(shim) || !(fds[1 + i].revents || answers))
            continue;
        if (handler->open && streams[i] == &handler->result) {
            handler_read_answers(handler, &shim->output, call->number);
            continue;
        }
        const uint64_t before = streams[i]->total;
        stream_read(streams[i], &shim->output, call->number);
        if (answers && streams[i]->total - before == STREAM_READ_MAX)
            stream_read(streams[i], &shim->output, call->number);
    }
    if (fds[0].revents && handler->input >= 0)
        handler_feed(handler);
}

static void forget_finished(struct shim *shim)
{
    size_t kept = 0;
    for (size_t i = 0; i < shim->call_count; ++i) {
        struct call *call = shim->calls[i];
        if (call->state != CALL_FINISHED) {
            shim->calls[kept++] = call;
            continue;
        }
        if (call->has_scratch)
            scratch_give_up(&shim->scratch, call->number);
        call_free(call);
    }
    shim->call_count = kept;
}

/* One turn: waits for something to happen and deals with it. */
static void turn(struct shim *shim)
{
    struct pollfd fds[OWN_FDS + FDS_PER_CALL * SALTERN_CALLS_MAX];
    const size_t count = shim->call_count;
    const int64_t now = now_us();
    fds[0] = (struct pollfd){
        output_waiting(&shim->output) < OUTPUT_CONGESTED ? STDIN_FILENO : -1, POLLIN, 0};
    fds[1] = (struct pollfd){shim->signals, POLLIN, 0};
    fds[2] = (struct pollfd){output_waiting(&shim->output) > 0 ? STDOUT_FILENO : -1, POLLOUT, 0};
    for (size_t i = 0; i < count; ++i)
        watch_call(shim, shim->calls[i], fds + OWN_FDS + FDS_PER_CALL * i, now);
    const int64_t wait = wait_time(shim, now);
    const struct timespec limit = {.tv_sec = wait / 1000000, .tv_nsec = wait % 1000000 * 1000};
    if (ppoll(fds, OWN_FDS + FDS_PER_CALL * count, wait < 0 ? NULL : &limit, NULL) < 0)
        return;
    /* Each call is the first for once, so that one that writes without end silences no other. */
    for (size_t i = 0; i < count; ++i) {
        const size_t at = (shim->first + i) % count;
        serve_call(shim, shim->calls[at], fds + OWN_FDS + FDS_PER_CALL * at);
    }
    ++shim->first;
    if (fds[0].revents)
        read_engine(shim);
    if (fds[1].revents)
        read_signals(shim);
    for (size_t i = 0; i < shim->call_count; ++i) {
        call_check_time(shim->calls[i], &shim->output);
        call_report_when_drained(shim->calls[i], &shim->output);
        if (!shim->keeps && shim->calls[i]->state == CALL_REFUSED)
            shim->calls[i]->state = CALL_FINISHED;
    }
    forget_finished(shim);
    scratch_wipe_some(&shim->scratch);
    if (output_flush(&shim->output) < 0)
        leave(shim, 0);
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGQUIT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void say_hello(struct shim *shim)
{
    char hello[64];
    snprintf(hello, sizeof hello, "{\"v\":%d,\"pid\":%d}", SALTERN_PROTOCOL_VERSION, (int)getpid());
    output_frame(&shim->output, SALTERN_FRAME_HELLO, 0, hello, strlen(hello));
}

int main(int argc, char **argv)
{
    /* Zero pages until they are used, unlike the stack. */
    static struct shim shim;

    shim.files = (struct code_files){.root = argc > 1 ? argv[1] : "/saltern/call", .fd = -1};
    shim.scratch.root = argc > 2 ? argv[2] : "/tmp";
    shim.output.fd = STDOUT_FILENO;
    umask(022);
    shim.signals = open_signals();
    /* Before the next line closes it to us. */
    shim.oom_score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    /* The handler runs as the same user: it must not write into our streams through /proc. */
    prctl(PR_SET_DUMPABLE, 0);
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
    say_hello(&shim);
    while (!shim.draining || shim.call_count > 0 || output_waiting(&shim.output) > 0)
        turn(&shim);
    return 0;
}
