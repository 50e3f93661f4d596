#include "app/script/processlimits.h"

#include <csignal>
#include <exception>
#include <new>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace Saltern::Script {

namespace {

constexpr rlim_t mebibyte = 1024 * 1024;

void limit(int resource, rlim_t most)
{
    const rlimit bound{most, most};
    if (setrlimit(static_cast<__rlimit_resource>(resource), &bound) != 0)
        _exit(1); // never run scripts unbounded
}

[[noreturn]] void reportOutOfMemory()
{
    _exit(outOfMemoryExit);
}

} // namespace

void limitProcess()
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__ // its shadow memory alone is larger than any sensible limit
    limit(RLIMIT_DATA, 256 * mebibyte);
    limit(RLIMIT_AS, 2048 * mebibyte);
#endif
    std::set_new_handler(reportOutOfMemory);
    std::set_terminate(reportOutOfMemory);
}

} // namespace Saltern::Script
