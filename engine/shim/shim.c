/* saltern-shim [FOLDER]: the first process of a function container. It takes one call from the
 * engine over standard input (frame.h), writes the code below FOLDER, runs the handler, and brings
 * back its result, its log and how it ended. docs/functions.md has the contract. */
#define _GNU_SOURCE
#include "engine/shim/codefile.h"
#include "engine/shim/handler.h"
#include "engine/shim/memorykills.h"
#include "engine/shim/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What is left in the pipes once every process is gone is read at once; only a process that
 * escaped us, which needs root, can hold a pipe open for so long (milliseconds). */
#define DRAIN_MS 250

enum state {
    RECEIVING, /* the call comes in */
    RUNNING,
    STOPPING, /* SIGTERM was sent, SIGKILL follows */
    DRAINING, /* the handler is gone, its streams are read to their ends */
    FINISHED, /* all is said, part of it may wait to be written */
};

struct shim
{
    enum state state;
    uint32_t call;
    int signals;
    int oom_score;
    int64_t started;
    int64_t due; /* when the state changes by itself; -1 = never */
    uint32_t grace;
    int timed_out;
    int cancelled;
    int status; /* of the handler, as wait tells it */
    int64_t ended;
    long max_rss;
    long kills_before;
    struct code_files files;
    struct handler handler;
    struct output output;
    struct saltern_frame_reader reader;
};

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Everything else in the container. Only as its first process: elsewhere -1 would mean the world.
 */
static void kill_everything(const struct shim *shim)
{
    if (shim->handler.pid > 0)
        kill(-shim->handler.pid, SIGKILL);
    if (getpid() == 1)
        kill(-1, SIGKILL);
}

static void say(struct shim *shim, uint8_t type, const char *text)
{
    output_frame(&shim->output, type, shim->call, text, strlen(text));
}

static void refuse(struct shim *shim, const char *reason)
{
    say(shim, SALTERN_FRAME_REFUSED, reason);
    shim->state = FINISHED;
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

static void report_failed_start(struct shim *shim, int reason)
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
    say(shim, SALTERN_FRAME_DONE, text);
    shim->state = FINISHED;
}

static void report_done(struct shim *shim)
{
    char text[400];
    const long kills = memory_kills();
    const struct handler *handler = &shim->handler;
    stream_send_tail(&handler->out, &shim->output, shim->call);
    stream_send_tail(&handler->err, &shim->output, shim->call);
    snprintf(text,
             sizeof text,
             "{\"exit\":%d,\"signal\":%d,\"timedOut\":%s,\"cancelled\":%s,\"memoryKills\":%ld,"
             "\"ms\":%lld,\"maxRssKiB\":%ld,\"resultBytes\":%llu,\"stdoutBytes\":%llu,"
             "\"stderrBytes\":%llu}",
             WIFEXITED(shim->status) ? WEXITSTATUS(shim->status) : 0,
             WIFSIGNALED(shim->status) ? WTERMSIG(shim->status) : 0,
             shim->timed_out ? "true" : "false",
             shim->cancelled ? "true" : "false",
             kills >= 0 && shim->kills_before >= 0 ? kills - shim->kills_before : -1,
             (long long)(shim->ended - shim->started),
             shim->max_rss,
             (unsigned long long)handler->result.total,
             (unsigned long long)handler->out.total,
             (unsigned long long)handler->err.total);
    say(shim, SALTERN_FRAME_DONE, text);
    shim->state = FINISHED;
}

static void start_call(struct shim *shim, const struct saltern_frame *frame)
{
    if (frame->length != 8 || shim->handler.argument_count == 0) {
        refuse(shim, "the call is incomplete");
        return;
    }
    code_file_end(&shim->files);
    const uint32_t limit = saltern_read_u32(frame->payload);
    shim->grace = saltern_read_u32(frame->payload + 4);
    shim->kills_before = memory_kills();
    shim->started = now_ms();
    shim->due = limit > 0 ? shim->started + limit : -1;
    const int reason = handler_start(&shim->handler, shim->oom_score);
    if (reason) {
        report_failed_start(shim, reason);
        return;
    }
    shim->state = RUNNING;
    handler_feed(&shim->handler);
}

static void stop_handler(struct shim *shim, uint32_t grace)
{
    handler_close_input(&shim->handler);
    kill(-shim->handler.pid, SIGTERM);
    /* A stopped process gets no further than its signal mask without this. */
    kill(-shim->handler.pid, SIGCONT);
    shim->state = STOPPING;
    shim->due = now_ms() + grace;
}

static void cancel_call(struct shim *shim, const struct saltern_frame *frame)
{
    shim->cancelled = 1;
    if (shim->state == RECEIVING)
        refuse(shim, "the call was cancelled");
    else if (shim->state == RUNNING && frame->length == 4)
        stop_handler(shim, saltern_read_u32(frame->payload));
}

static const char *receive_part(struct shim *shim, const struct saltern_frame *frame)
{
    struct handler *handler = &shim->handler;
    switch (frame->type) {
    case SALTERN_FRAME_FILE:
        return code_file_begin(&shim->files, frame->payload, frame->length);
    case SALTERN_FRAME_FILE_BYTES:
        return code_file_append(&shim->files, frame->payload, frame->length);
    case SALTERN_FRAME_ARGUMENT:
        return handler_add_argument(handler, frame->payload, frame->length);
    case SALTERN_FRAME_ENVIRONMENT:
        return handler_add_environment(handler, frame->payload, frame->length);
    case SALTERN_FRAME_DIRECTORY:
        return handler_set_directory(handler, frame->payload, frame->length);
    case SALTERN_FRAME_EVENT:
        return handler_add_event(handler, frame->payload, frame->length);
    default:
        return "the engine sent a frame that this shim does not know";
    }
}

static void receive(void *context, const struct saltern_frame *frame)
{
    struct shim *shim = context;
    if (frame->type == SALTERN_FRAME_PING) {
        if (output_waiting(&shim->output) < OUTPUT_COMFORT)
            output_frame(
                &shim->output, SALTERN_FRAME_PONG, frame->call, frame->payload, frame->length);
        return;
    }
    if (frame->type == SALTERN_FRAME_CANCEL) {
        cancel_call(shim, frame);
        return;
    }
    if (shim->state != RECEIVING)
        return;
    shim->call = frame->call;
    if (frame->type == SALTERN_FRAME_CALL) {
        start_call(shim, frame);
        return;
    }
    const char *fault = receive_part(shim, frame);
    if (fault)
        refuse(shim, fault);
}

/* The engine is gone, or wants us gone: nobody waits for anything any more. */
static void leave(struct shim *shim, int code)
{
    kill_everything(shim);
    _exit(code);
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
}

static void handler_ended(struct shim *shim, int status, const struct rusage *usage)
{
    shim->status = status;
    shim->max_rss = usage->ru_maxrss;
    shim->ended = now_ms();
    /* What it left running must not outlive the call, nor hold its streams open. */
    kill_everything(shim);
    shim->handler.pid = 0;
    handler_close_input(&shim->handler);
    shim->state = DRAINING;
    shim->due = shim->ended + DRAIN_MS;
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
        if (pid == shim->handler.pid)
            handler_ended(shim, status, &usage);
    }
}

static void become_due(struct shim *shim)
{
    if (shim->due < 0 || now_ms() < shim->due)
        return;
    shim->due = -1;
    if (shim->state == RUNNING) {
        shim->timed_out = 1;
        stop_handler(shim, shim->grace);
    } else if (shim->state == STOPPING) {
        kill_everything(shim);
    } else if (shim->state == DRAINING && output_waiting(&shim->output) < OUTPUT_COMFORT) {
        report_done(shim);
    } else if (shim->state == DRAINING) {
        /* The engine is slow, not the streams: what they still hold must not be lost. */
        shim->due = now_ms() + DRAIN_MS;
    }
}

static int wait_time(const struct shim *shim)
{
    if (shim->due < 0)
        return -1;
    const int64_t left = shim->due - now_ms();
    return left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

/* One turn: waits for something to happen and deals with it. */
static void turn(struct shim *shim)
{
    struct handler *handler = &shim->handler;
    struct stream *const streams[] = {&handler->result, &handler->out, &handler->err};
    const int listens = output_waiting(&shim->output) < OUTPUT_COMFORT;
    struct pollfd fds[] = {
        {STDIN_FILENO, POLLIN, 0},
        {shim->signals, POLLIN, 0},
        {output_waiting(&shim->output) > 0 ? STDOUT_FILENO : -1, POLLOUT, 0},
        {handler->input, POLLOUT, 0},
        {listens ? streams[0]->fd : -1, POLLIN, 0},
        {listens ? streams[1]->fd : -1, POLLIN, 0},
        {listens ? streams[2]->fd : -1, POLLIN, 0},
    };
    if (poll(fds, sizeof fds / sizeof *fds, wait_time(shim)) < 0)
        return;
    for (int i = 0; i < 3; ++i) {
        if (fds[4 + i].revents)
            stream_read(streams[i], &shim->output, shim->call);
    }
    if (fds[3].revents && handler->input >= 0)
        handler_feed(handler);
    if (fds[0].revents)
        read_engine(shim);
    if (fds[1].revents)
        read_signals(shim);
    become_due(shim);
    if (shim->state == DRAINING && handler->result.fd < 0 && handler->out.fd < 0 &&
        handler->err.fd < 0)
        report_done(shim);
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

int main(int argc, char **argv)
{
    /* Zero pages until they are used, unlike the stack. */
    static struct shim shim;
    char hello[64];

    shim.due = -1;
    shim.files = (struct code_files){.root = argc > 1 ? argv[1] : "/saltern/call", .fd = -1};
    shim.output.fd = STDOUT_FILENO;
    handler_init(&shim.handler);
    umask(022);
    shim.signals = open_signals();
    /* Before the next line closes it to us. */
    shim.oom_score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    /* The handler runs as the same user: it must not write into our streams through /proc. */
    prctl(PR_SET_DUMPABLE, 0);
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
    snprintf(hello, sizeof hello, "{\"v\":%d,\"pid\":%d}", SALTERN_PROTOCOL_VERSION, (int)getpid());
    say(&shim, SALTERN_FRAME_HELLO, hello);
    while (shim.state != FINISHED || output_waiting(&shim.output) > 0)
        turn(&shim);
    return 0;
}
