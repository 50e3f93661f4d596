#include "engine/shim/memorykills.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long read_counter(const char *path)
{
    static const char key[] = "oom_kill ";
    char text[1024];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    const ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    if (length <= 0)
        return -1;
    text[length] = 0;
    const char *found = strstr(text, key);
    return found ? strtol(found + sizeof key - 1, NULL, 10) : -1;
}

long memory_kills(void)
{
    const long kills = read_counter("/sys/fs/cgroup/memory.events");
    return kills >= 0 ? kills : read_counter("/sys/fs/cgroup/memory/memory.oom_control");
}
