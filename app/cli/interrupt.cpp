#include "app/cli/interrupt.h"

#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace Saltern::Cli {

namespace {

// A signal handler may do little more than write to a file descriptor.
int writeEnd = -1;

extern "C" void noteSignal(int)
{
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(writeEnd, &byte, 1);
}

void setHandlers(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM})
        ::sigaction(signal, &action, nullptr);
}

} // namespace

Interrupt::Interrupt(QObject *parent) : QObject(parent)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // without it the signals end the program in the system's way
    m_readEnd = ends[0];
    writeEnd = ends[1];
    m_notifier = new QSocketNotifier(m_readEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        setHandlers(SIG_DFL);
        Q_EMIT requested();
    });
    setHandlers(noteSignal);
}

Interrupt::~Interrupt()
{
    if (m_readEnd < 0)
        return;
    setHandlers(SIG_DFL);
    ::close(m_readEnd);
    ::close(std::exchange(writeEnd, -1));
}

} // namespace Saltern::Cli
