#define _GNU_SOURCE
#include "engine/shim/handler.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* For so long an answer may wait for others (microseconds). */
#define GATHER_US 100

/* How many do not wait after it was in vain. */
#define HURRIED_ANSWERS 32

int64_t now_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

void handler_init(struct handler *handler)
{
    handler->input = -1;
    /* One byte over the limit, so that the engine sees that there was more. */
    handler->result =
        (struct stream){.fd = -1, .type = SALTERN_FRAME_RESULT, .head_max = SALTERN_EVENT_MAX + 1};
    handler->out =
        (struct stream){.fd = -1, .type = SALTERN_FRAME_STDOUT, .head_max = SALTERN_EVENT_MAX + 1};
    handler->err =
        (struct stream){.fd = -1, .type = SALTERN_FRAME_STDERR, .head_max = SALTERN_TAIL_MAX};
}

void handler_stay_open(struct handler *handler)
{
    handler->open = 1;
    handler->result.head_max = UINT64_MAX;
    /* Until its next answer. */
    handler->out.head_max = SALTERN_TAIL_MAX;
}

/* Makes room behind what still waits. */
static const char *make_room(struct handler *handler, size_t capacity, size_t count)
{
    if (!handler->event)
        handler->event = malloc(SALTERN_INPUT_MAX);
    if (!handler->event)
        return "there is no memory for the event";
    if (handler->open && handler->event_written > 0 && count > capacity - handler->event_length) {
        handler->event_length -= handler->event_written;
        memmove(handler->event, handler->event + handler->event_written, handler->event_length);
        handler->event_written = 0;
    }
    return count > capacity - handler->event_length ? "the event is larger than 1 MiB" : NULL;
}

const char *handler_add_event(struct handler *handler, const uint8_t *bytes, size_t count)
{
    const char *fault =
        make_room(handler, handler->open ? SALTERN_INPUT_MAX : SALTERN_EVENT_MAX, count);
    if (!fault && count > 0) {
        memcpy(handler->event + handler->event_length, bytes, count);
        handler->event_length += count;
        handler->unanswered += count_lines(bytes, count);
    }
    return fault;
}

static void apply_environment(const struct command *own, const struct surroundings *surroundings)
{
    if (surroundings->scratch)
        setenv("TMPDIR", surroundings->scratch, 1);
    for (size_t i = 0; i < surroundings->common->environment_count; ++i)
        putenv(surroundings->common->environment[i]);
    for (size_t i = 0; i < own->environment_count; ++i)
        putenv(own->environment[i]);
    if (surroundings->tag)
        putenv(surroundings->tag);
}

/* In the new process. Ends in exec, or reports why not and ends. */
static void become_handler(const struct command *own,
                           const struct surroundings *surroundings,
                           int ends[4],
                           int report)
{
    const struct command *common = surroundings->common;
    const char *directory = own->directory ? own->directory : common->directory;
    char *const *arguments = own->argument_count > 0 ? own->arguments : common->arguments;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setpgid(0, 0);
    /* The pipes may themselves sit on 0 to 3: lift them out of the way first. */
    for (int i = 0; i < 4; ++i)
        ends[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 16);
    report = fcntl(report, F_DUPFD_CLOEXEC, 16);
    for (int i = 0; i < 4; ++i)
        dup2(ends[i], i);
    apply_environment(own, surroundings);
    if (!directory || chdir(directory) == 0)
        execvp(arguments[0], arguments);
    const int reason = errno;
    const ssize_t told = write(report, &reason, sizeof reason);
    _exit(told == (ssize_t)sizeof reason ? 127 : 125);
}

static void write_score(int fd, const char *score)
{
    if (fd >= 0 && pwrite(fd, score, strlen(score), 0) < 0)
        return; /* Then the kernel chooses its victim by size alone, which is the handler too. */
}

static int start_failure(int report)
{
    int reason = 0;
    ssize_t got;
    do {
        got = read(report, &reason, sizeof reason);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof reason ? reason : 0;
}

/* pipes[0] is the handler's input, 1 to 3 are its outputs, 4 tells why exec failed. */
static int open_pipes(int pipes[5][2])
{
    for (int i = 0; i < 5; ++i) {
        if (pipe2(pipes[i], O_CLOEXEC) < 0) {
            const int reason = errno;
            while (--i >= 0) {
                close(pipes[i][0]);
                close(pipes[i][1]);
            }
            return reason;
        }
    }
    fcntl(pipes[0][1], F_SETFL, O_NONBLOCK);
    for (int i = 1; i < 4; ++i)
        fcntl(pipes[i][0], F_SETFL, O_NONBLOCK);
    return 0;
}

int handler_start(struct handler *handler,
                  const struct command *own,
                  const struct surroundings *surroundings)
{
    int pipes[5][2];
    const int failed = open_pipes(pipes);
    if (failed)
        return failed;
    int ends[4] = {pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1]};

    /* The child inherits the score; /proc/self is closed to us once we are not dumpable. */
    write_score(surroundings->oom_score_fd, "1000");
    const pid_t pid = fork();
    const int fork_failure = errno;
    if (pid == 0)
        become_handler(own, surroundings, ends, pipes[4][1]);
    write_score(surroundings->oom_score_fd, "0");

    for (int i = 0; i < 4; ++i)
        close(ends[i]);
    close(pipes[4][1]);
    handler->input = pipes[0][1];
    handler->out.fd = pipes[1][0];
    handler->err.fd = pipes[2][0];
    handler->result.fd = pipes[3][0];
    const int reason = pid < 0 ? fork_failure : start_failure(pipes[4][0]);
    close(pipes[4][0]);
    if (pid > 0) {
        setpgid(pid, pid);
        handler->pid = pid;
    }
    return reason;
}

void handler_feed(struct handler *handler)
{
    while (handler->event_written < handler->event_length) {
        const ssize_t written = write(handler->input,
                                      handler->event + handler->event_written,
                                      handler->event_length - handler->event_written);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            return;
        if (written < 0)
            break; /* It does not want to read it, which is its right. */
        handler->event_written += (size_t)written;
    }
    if (!handler->open || handler->event_written < handler->event_length)
        handler_close_input(handler);
    handler->event_length = 0;
    handler->event_written = 0;
}

void handler_read_answers(struct handler *handler, struct output *output, uint32_t call)
{
    stream_send_tail(&handler->out, output, call);
    stream_send_tail(&handler->err, output, call);
    const int64_t lines = stream_read(&handler->result, output, call);
    /* It logs and emits in lines, too. */
    handler->unanswered = handler->unanswered > lines ? handler->unanswered - lines : 0;
    if (handler->gathered && lines < 2)
        handler->hurries = HURRIED_ANSWERS;
    handler->gathered = handler->unanswered > 1 && handler->hurries == 0;
    handler->gathers_until = handler->gathered ? now_us() + GATHER_US : 0;
    if (handler->hurries > 0)
        --handler->hurries;
}

int handler_wants_input(const struct handler *handler)
{
    return handler->input >= 0 && (!handler->open || handler->event_length > 0);
}

void handler_close_input(struct handler *handler)
{
    if (handler->input >= 0)
        close(handler->input);
    handler->input = -1;
}

void handler_clear(struct handler *handler)
{
    handler_close_input(handler);
    stream_close(&handler->result);
    stream_close(&handler->out);
    stream_close(&handler->err);
    free(handler->event);
    handler->event = NULL;
}
