#pragma once

#include <QByteArray>

namespace Saltern::Bench {

struct LoadResult
{
    double perSecond = 0;
    double p50Ms = 0;
    double p99Ms = 0;
    int failed = 0; // answers with another status than 2xx
};

/// Sends `request` again and again over `connections` connections to a port of this machine, the
/// next one when the answer to the last is there. Answers need a Content-Length, or no content.
LoadResult loadHttp(quint16 port, const QByteArray &request, int connections, double seconds);

} // namespace Saltern::Bench
