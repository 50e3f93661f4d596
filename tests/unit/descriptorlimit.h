#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace Saltern {

/// While it lives, this process can open one more file or socket and no other.
class OneDescriptorLeft
{
public:
    OneDescriptorLeft()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_former);
        // The lowest number that is free is the one that is given.
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::close(next);
        rlimit limit = m_former;
        limit.rlim_cur = static_cast<rlim_t>(next) + 1;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~OneDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &m_former); }
    OneDescriptorLeft(const OneDescriptorLeft &) = delete;
    OneDescriptorLeft &operator=(const OneDescriptorLeft &) = delete;

private:
    rlimit m_former = {};
};

} // namespace Saltern
