#include "tests/bench/httpload.h"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace Saltern::Bench {

namespace {

using Time = std::chrono::steady_clock;

struct Client
{
    int socket = -1;
    QByteArray answer;
    Time::time_point sent;
};

int connectTo(quint16 port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        qFatal("nobody listens on port %d", port);
    return socket;
}

// Whether the whole answer is there.
bool isWhole(const QByteArray &answer)
{
    const qsizetype head = answer.indexOf("\r\n\r\n");
    if (head < 0)
        return false;
    const QByteArray lower = answer.left(head).toLower();
    const qsizetype length = lower.indexOf("content-length: ");
    const qsizetype end = lower.indexOf('\r', length);
    const qsizetype size =
        length < 0 ? 0 : lower.mid(length + 16, end < 0 ? -1 : end - length - 16).toLongLong();
    return answer.size() >= head + 4 + size;
}

double percentile(std::vector<double> &sorted, double part)
{
    if (sorted.empty())
        return 0;
    return sorted[std::min(sorted.size() - 1,
                           static_cast<std::size_t>(part * static_cast<double>(sorted.size())))];
}

} // namespace

LoadResult loadHttp(quint16 port, const QByteArray &request, int connections, double seconds)
{
    std::vector<Client> clients(static_cast<std::size_t>(connections));
    std::vector<pollfd> polled;
    const auto send = [&](Client &client) {
        client.answer.clear();
        client.sent = Time::now();
        if (::send(client.socket, request.constData(), std::size_t(request.size()), MSG_NOSIGNAL) !=
            request.size())
            qFatal("the server went away");
    };
    for (Client &client : clients) {
        client.socket = connectTo(port);
        polled.push_back({client.socket, POLLIN, 0});
        send(client);
    }
    LoadResult result;
    std::vector<double> took;
    const auto begin = Time::now();
    const auto end = begin + std::chrono::duration<double>(seconds);
    while (Time::now() < end) {
        if (::poll(polled.data(), polled.size(), 1000) <= 0)
            continue;
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (!(polled[i].revents & (POLLIN | POLLHUP)))
                continue;
            char buffer[16 * 1024];
            const ssize_t count = ::recv(clients[i].socket, buffer, sizeof buffer, 0);
            if (count <= 0)
                qFatal("the server went away: %s", clients[i].answer.constData());
            clients[i].answer.append(buffer, count);
            if (!isWhole(clients[i].answer))
                continue;
            took.push_back(
                std::chrono::duration<double, std::milli>(Time::now() - clients[i].sent).count());
            if (!clients[i].answer.startsWith("HTTP/1.1 2"))
                ++result.failed;
            send(clients[i]);
        }
    }
    const std::chrono::duration<double> all = Time::now() - begin;
    for (const Client &client : clients)
        ::close(client.socket);
    std::sort(took.begin(), took.end());
    result.perSecond = static_cast<double>(took.size()) / all.count();
    result.p50Ms = percentile(took, 0.50);
    result.p99Ms = percentile(took, 0.99);
    return result;
}

} // namespace Saltern::Bench
