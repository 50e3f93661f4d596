/* What a handler is started with. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define COMMAND_STRINGS_MAX 512

struct command
{
    char *arguments[COMMAND_STRINGS_MAX + 1]; /* ends with a null */
    size_t argument_count;
    char *environment[COMMAND_STRINGS_MAX];
    size_t environment_count;
    char *directory; /* null = where the container starts */
};

/* Each takes a copy. Null, or what is wrong. */
const char *command_add_argument(struct command *command, const uint8_t *text, size_t length);
const char *command_add_environment(struct command *command, const uint8_t *text, size_t length);
const char *command_set_directory(struct command *command, const uint8_t *text, size_t length);

void command_clear(struct command *command);
