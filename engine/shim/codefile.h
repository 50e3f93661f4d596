/* The function's code, as the engine sends it, written below one folder. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct code_files
{
    const char *root; /* an existing folder */
    int fd;           /* the file that is being written; -1 = none */
};

/* Begins a file; `path` is relative and stays below the root. Null, or what is wrong. */
const char *code_file_begin(struct code_files *files, const uint8_t *path, size_t length);

const char *code_file_append(struct code_files *files, const uint8_t *bytes, size_t count);

void code_file_end(struct code_files *files);
