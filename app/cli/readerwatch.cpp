#include "app/cli/readerwatch.h"

#include <unistd.h>

namespace Saltern::Cli {

// The system reports an error on the end of a pipe whose other end was closed, whatever one waits
// for.
ReaderWatch::ReaderWatch(QObject *parent)
    : QObject(parent), m_notifier(STDOUT_FILENO, QSocketNotifier::Exception)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier.setEnabled(false);
        Q_EMIT gone();
    });
}

} // namespace Saltern::Cli
