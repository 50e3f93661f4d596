/* Folders for temporary files, one per call, wiped when the call is over. */
#pragma once

#include <stdint.h>

#define SCRATCH_PATH_MAX 128

struct scratch
{
    const char *root; /* an existing folder in memory: /tmp */
    int left_over;    /* something waits to be wiped */
};

/* Makes the folder of a call and writes its path. 0, or -1 when there can be none. */
int scratch_make(const struct scratch *scratch, uint32_t call, char path[SCRATCH_PATH_MAX]);

/* Gives the folder up. What is in it goes bit by bit, because a blocked shim could not enforce
 * deadlines. */
void scratch_give_up(struct scratch *scratch, uint32_t call);

/* Wipes a part of what is left over. */
void scratch_wipe_some(struct scratch *scratch);
