/* How often the kernel killed a process of this container for memory, or -1 when nobody says:
 * the cgroup counter, version 2 (memory.events) or 1 (memory.oom_control). */
#pragma once

long memory_kills(void);
