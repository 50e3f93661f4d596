#define _GNU_SOURCE
#include "engine/shim/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Entries that one turn removes. */
#define WIPE_BUDGET 256

/* Deeper folders are moved up first: a handler chooses the depth, and descriptors are few. */
#define WIPE_DEPTH 16

#define OLD "saltern-old-"

struct wipe
{
    int root;
    int budget;
    int moved; /* something was moved up, so another look is due */
};

static void name_folder(const struct scratch *scratch, const char *kind, uint32_t call, char *path)
{
    snprintf(path, SCRATCH_PATH_MAX, "%s/%s%u", scratch->root, kind, call);
}

int scratch_make(const struct scratch *scratch, uint32_t call, char path[SCRATCH_PATH_MAX])
{
    name_folder(scratch, "saltern-call-", call, path);
    return mkdir(path, 0700);
}

void scratch_give_up(struct scratch *scratch, uint32_t call)
{
    char path[SCRATCH_PATH_MAX];
    char old[SCRATCH_PATH_MAX];
    name_folder(scratch, "saltern-call-", call, path);
    if (rmdir(path) == 0 || errno == ENOENT)
        return;
    name_folder(scratch, OLD, call, old);
    if (rename(path, old) == 0)
        scratch->left_over = 1;
}

/* The handler may have closed its own folders to itself, and so to us. */
static int open_folder(int parent, const char *name)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    const int folder = openat(parent, name, flags);
    if (folder >= 0 || errno != EACCES || fchmodat(parent, name, 0700, 0) < 0)
        return folder;
    return openat(parent, name, flags);
}

static void move_up(struct wipe *wipe, int parent, const char *name)
{
    static unsigned number;
    char moved[64];
    snprintf(moved, sizeof moved, OLD "deep-%u", number++);
    if (renameat(parent, name, wipe->root, moved) == 0)
        wipe->moved = 1;
}

static void remove_entry(struct wipe *wipe, int parent, const char *name, int depth)
{
    --wipe->budget;
    if (unlinkat(parent, name, 0) == 0 || unlinkat(parent, name, AT_REMOVEDIR) == 0)
        return;
    if (depth == WIPE_DEPTH) {
        move_up(wipe, parent, name);
        return;
    }
    const int fd = open_folder(parent, name);
    if (fd < 0)
        return;
    fchmod(fd, 0700);
    DIR *folder = fdopendir(fd);
    if (!folder) {
        close(fd);
        return;
    }
    for (struct dirent *entry; wipe->budget > 0 && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(wipe, fd, entry->d_name, depth + 1);
    }
    closedir(folder);
    unlinkat(parent, name, AT_REMOVEDIR);
}

void scratch_wipe_some(struct scratch *scratch)
{
    if (!scratch->left_over)
        return;
    DIR *root = opendir(scratch->root);
    struct wipe wipe = {.root = root ? dirfd(root) : -1, .budget = WIPE_BUDGET};
    for (struct dirent *entry; root && wipe.budget > 0 && (entry = readdir(root));) {
        if (strncmp(entry->d_name, OLD, sizeof OLD - 1) == 0)
            remove_entry(&wipe, wipe.root, entry->d_name, 0);
    }
    if (root)
        closedir(root);
    scratch->left_over = wipe.budget <= 0 || wipe.moved;
}
