#include "app/cli/socketbridge.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QFile>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace Saltern::Cli {

namespace {

constexpr int lastAnswersMs = 1000;

tl::unexpected<Error> unreachable(const QString &path, int number)
{
    return fail(ErrorKind::Unreachable,
                QStringLiteral("No engine listens at %1.").arg(path),
                QStringLiteral("Start one with saltern serve, or name its folder with --state."),
                QString::fromLocal8Bit(std::strerror(number)));
}

Result<int> connectTo(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (static_cast<std::size_t>(name.size()) >= sizeof address.sun_path)
        return unreachable(path, ENAMETOOLONG);
    std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return unreachable(path, errno);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return socket;
    const int number = errno;
    ::close(socket);
    return unreachable(path, number);
}

/// One direction. What was read and is not written yet holds back further reading.
class Flow
{
public:
    Flow(int from, int to) : m_from(from), m_to(to) {}

    bool hasEnded() const { return m_ended && m_begin == m_end; }
    pollfd source() const { return {m_ended || m_end > m_begin ? -1 : m_from, POLLIN, 0}; }
    pollfd sink() const { return {m_end > m_begin ? m_to : -1, POLLOUT, 0}; }

    void read()
    {
        const ssize_t count = ::read(m_from, m_buffer.data(), m_buffer.size());
        m_begin = 0;
        m_end = count > 0 ? static_cast<std::size_t>(count) : 0;
        m_ended = count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
    }

    /// False when the other side is gone.
    bool write()
    {
        const ssize_t count = ::write(m_to, m_buffer.data() + m_begin, m_end - m_begin);
        if (count < 0)
            return errno == EINTR || errno == EAGAIN;
        m_begin += static_cast<std::size_t>(count);
        return true;
    }

private:
    int m_from;
    int m_to;
    std::array<char, 65536> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_ended = false;
};

void copy(int socket)
{
    Flow in(STDIN_FILENO, socket);
    Flow out(socket, STDOUT_FILENO);
    QElapsedTimer sinceEnd;
    while (!out.hasEnded()) {
        if (in.hasEnded() && !sinceEnd.isValid())
            sinceEnd.start();
        const int wait =
            sinceEnd.isValid() ? lastAnswersMs - static_cast<int>(sinceEnd.elapsed()) : -1;
        if (sinceEnd.isValid() && wait <= 0)
            return;
        std::array<pollfd, 4> watched{in.source(), in.sink(), out.source(), out.sink()};
        if (::poll(watched.data(), watched.size(), wait) < 0 && errno != EINTR)
            return;
        if (watched[0].revents)
            in.read();
        if (watched[2].revents)
            out.read();
        if ((watched[1].revents && !in.write()) || (watched[3].revents && !out.write()))
            return;
    }
}

} // namespace

Result<void> bridgeToSocket(const QString &path)
{
    const auto socket = connectTo(path);
    if (!socket)
        return fail(socket.error());
    // The end of the other side is an end like any other.
    std::signal(SIGPIPE, SIG_IGN);
    copy(*socket);
    ::close(*socket);
    return {};
}

} // namespace Saltern::Cli
