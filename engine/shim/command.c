#define _GNU_SOURCE
#include "engine/shim/command.h"

#include <stdlib.h>
#include <string.h>

static const char *copy_text(char **copy, const uint8_t *text, size_t length)
{
    if (memchr(text, 0, length))
        return "an argument or variable holds a zero byte";
    *copy = strndup((const char *)text, length);
    return *copy ? NULL : "there is no memory for the call";
}

const char *command_add_argument(struct command *command, const uint8_t *text, size_t length)
{
    if (command->argument_count == COMMAND_STRINGS_MAX)
        return "there are too many arguments";
    const char *fault = copy_text(&command->arguments[command->argument_count], text, length);
    command->argument_count += !fault;
    return fault;
}

const char *command_add_environment(struct command *command, const uint8_t *text, size_t length)
{
    if (command->environment_count == COMMAND_STRINGS_MAX)
        return "there are too many environment variables";
    if (length == 0 || text[0] == '=' || !memchr(text, '=', length))
        return "an environment variable has no name";
    const char *fault = copy_text(&command->environment[command->environment_count], text, length);
    command->environment_count += !fault;
    return fault;
}

const char *command_set_directory(struct command *command, const uint8_t *text, size_t length)
{
    free(command->directory);
    command->directory = NULL;
    return copy_text(&command->directory, text, length);
}

void command_clear(struct command *command)
{
    for (size_t i = 0; i < command->argument_count; ++i)
        free(command->arguments[i]);
    for (size_t i = 0; i < command->environment_count; ++i)
        free(command->environment[i]);
    free(command->directory);
    memset(command, 0, sizeof *command);
}
