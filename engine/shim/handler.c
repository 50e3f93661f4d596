#define _GNU_SOURCE
#include "engine/shim/handler.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

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

static const char *copy_text(char **copy, const uint8_t *text, size_t length)
{
    if (memchr(text, 0, length))
        return "an argument or variable holds a zero byte";
    *copy = strndup((const char *)text, length);
    return *copy ? NULL : "there is no memory for the call";
}

const char *handler_add_argument(struct handler *handler, const uint8_t *text, size_t length)
{
    if (handler->argument_count == HANDLER_STRINGS_MAX)
        return "there are too many arguments";
    return copy_text(&handler->arguments[handler->argument_count++], text, length);
}

const char *handler_add_environment(struct handler *handler, const uint8_t *text, size_t length)
{
    if (handler->environment_count == HANDLER_STRINGS_MAX)
        return "there are too many environment variables";
    if (length == 0 || text[0] == '=' || !memchr(text, '=', length))
        return "an environment variable has no name";
    return copy_text(&handler->environment[handler->environment_count++], text, length);
}

const char *handler_set_directory(struct handler *handler, const uint8_t *text, size_t length)
{
    free(handler->directory);
    handler->directory = NULL;
    return copy_text(&handler->directory, text, length);
}

const char *handler_add_event(struct handler *handler, const uint8_t *bytes, size_t count)
{
    if (count > SALTERN_EVENT_MAX - handler->event_length)
        return "the event is larger than 1 MiB";
    if (!handler->event)
        handler->event = malloc(SALTERN_EVENT_MAX);
    if (!handler->event)
        return "there is no memory for the event";
    if (count > 0)
        memcpy(handler->event + handler->event_length, bytes, count);
    handler->event_length += count;
    return NULL;
}

static void apply_environment(const struct handler *handler)
{
    for (size_t i = 0; i < handler->environment_count; ++i)
        putenv(handler->environment[i]);
}

/* In the new process. Ends in exec, or reports why not and ends. */
static void become_handler(struct handler *handler, int ends[4], int report)
{
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
    apply_environment(handler);
    if (!handler->directory || chdir(handler->directory) == 0)
        execvp(handler->arguments[0], handler->arguments);
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
        if (pipe2(pipes[i], O_CLOEXEC) < 0)
            return errno;
    }
    fcntl(pipes[0][1], F_SETFL, O_NONBLOCK);
    for (int i = 1; i < 4; ++i)
        fcntl(pipes[i][0], F_SETFL, O_NONBLOCK);
    return 0;
}

int handler_start(struct handler *handler, int oom_score_fd)
{
    int pipes[5][2];
    const int failed = open_pipes(pipes);
    if (failed)
        return failed;
    int ends[4] = {pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1]};
    handler->arguments[handler->argument_count] = NULL;

    /* The child inherits the score; /proc/self is closed to us once we are not dumpable. */
    write_score(oom_score_fd, "1000");
    const pid_t pid = fork();
    const int fork_failure = errno;
    if (pid == 0)
        become_handler(handler, ends, pipes[4][1]);
    write_score(oom_score_fd, "0");

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
    handler_close_input(handler);
}

void handler_close_input(struct handler *handler)
{
    if (handler->input >= 0)
        close(handler->input);
    handler->input = -1;
}
