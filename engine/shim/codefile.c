#define _GNU_SOURCE
#include "engine/shim/codefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Goes one folder down and lets go of the one above. -1 on failure. */
static int descend(int parent, const char *name)
{
    int folder = -1;
    if (mkdirat(parent, name, 0755) == 0 || errno == EEXIST)
        folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    close(parent);
    return folder;
}

static int is_plain_name(const char *name)
{
    return *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

const char *code_file_begin(struct code_files *files, const uint8_t *path, size_t length)
{
    char copy[PATH_MAX];
    code_file_end(files);
    if (length == 0 || length >= sizeof copy || memchr(path, 0, length))
        return "a code file has an impossible name";
    memcpy(copy, path, length);
    copy[length] = 0;

    int folder = open(files->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *name = copy;
    for (char *slash = strchr(name, '/'); slash; slash = strchr(name, '/')) {
        *slash = 0;
        if (folder < 0 || !is_plain_name(name))
            break;
        folder = descend(folder, name);
        name = slash + 1;
    }
    if (folder >= 0 && is_plain_name(name) && !strchr(name, '/'))
        files->fd =
            openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0755);
    if (folder >= 0)
        close(folder);
    return files->fd < 0 ? "a code file cannot be made" : NULL;
}

const char *code_file_append(struct code_files *files, const uint8_t *bytes, size_t count)
{
    if (files->fd < 0)
        return "bytes came for no code file";
    while (count > 0) {
        const ssize_t written = write(files->fd, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno == ENOSPC ? "the code does not fit into the container's memory"
                                   : "a code file cannot be written";
        bytes += written;
        count -= (size_t)written;
    }
    return NULL;
}

void code_file_end(struct code_files *files)
{
    if (files->fd >= 0)
        close(files->fd);
    files->fd = -1;
}
