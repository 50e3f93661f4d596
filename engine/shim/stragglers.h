/* Processes that a call left behind outside its process group. Works as the first process of a
 * container only: elsewhere "every process" would mean the world. */
#pragma once

/* Kills every process whose environment holds `tag` (NAME=value). */
void kill_tagged(const char *tag);

/* Kills everything else in the container. */
void kill_all_others(void);
