#include "app/cli/descriptorlimit.h"

#include <sys/resource.h>

namespace Saltern::Cli {

void raiseDescriptorLimit()
{
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit); // where that is refused it goes on with what it has
}

} // namespace Saltern::Cli
