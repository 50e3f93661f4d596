#include "app/cli/output.h"

#include "app/cli/command.h"
#include "app/cli/linewriter.h"

#include <QByteArray>
#include <QString>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace Saltern::Cli {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s;

LineWriter *output = nullptr;
LineWriter *errors = nullptr;
bool isOutputLost = false;

QByteArray noteAsText(quint64 count)
{
    return QByteArrayLiteral("... ") + QByteArray::number(count) +
           " lines are missing here: nobody read them in time. saltern runs list tells what "
           "happened.";
}

QByteArray noteAsJson(quint64 count)
{
    return QByteArrayLiteral("{\"lines\":") + QByteArray::number(count) + ",\"what\":\"missing\"}";
}

bool areTheSame(int one, int other)
{
    struct stat first = {};
    struct stat second = {};
    return ::fstat(one, &first) == 0 && ::fstat(other, &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/// What a terminal would obey, or read in another order than it is written.
bool isUnseen(QChar c)
{
    const char16_t code = c.unicode();
    return (code < 0x20 && code != u'\n' && code != u'\t') || (code >= 0x7f && code < 0xa0) ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/// Events, and what Docker and handlers say, may hold anything: a person who looks at them must not
/// have the terminal told what to do. In JSON this is another way to write the same text.
QString harmless(const QString &line)
{
    if (std::none_of(line.begin(), line.end(), isUnseen))
        return line;
    QString shown;
    for (const QChar c : line) {
        if (isUnseen(c))
            shown += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            shown += c;
    }
    return shown;
}

/// False when it cannot be written.
bool write(LineWriter *writer, std::FILE *stream, const QString &line)
{
    const QByteArray utf8 = harmless(line).toUtf8();
    if (writer) {
        writer->write(utf8);
        return true;
    }
    const auto size = static_cast<std::size_t>(utf8.size());
    const bool written =
        std::fwrite(utf8.constData(), 1, size, stream) == size && std::fputc('\n', stream) != EOF;
    return std::fflush(stream) == 0 && written;
}

void passMessageOn(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    printError(qFormatLogMessage(type, context, message));
    if (type == QtFatalMsg)
        errors->flush(patience);
}

} // namespace

LineWriter *printWithoutWaiting(bool json)
{
    // Else the signal would end what only loses its reader.
    std::signal(SIGPIPE, SIG_IGN);
    output = new LineWriter(STDOUT_FILENO, {.note = json ? noteAsJson : noteAsText});
    // One thread for both keeps their lines in order where a person sees them side by side.
    errors = areTheSame(STDOUT_FILENO, STDERR_FILENO)
                 ? output
                 : new LineWriter(STDERR_FILENO, {.note = noteAsText});
    qInstallMessageHandler(passMessageOn);
    return output;
}

bool finishPrinting()
{
    if (!output)
        return !isOutputLost;
    output->flush(patience);
    if (errors != output)
        errors->flush(patience);
    return true;
}

void keepStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // The lowest number that is free is the one that is given.
        if (::fcntl(stream, F_GETFD) < 0)
            std::ignore = ::open("/dev/null", O_RDWR);
    }
}

void print(const QString &line)
{
    if (write(output, stdout, line) || std::exchange(isOutputLost, true))
        return;
    printError(QStringLiteral("saltern: Standard output cannot be written: %1. Make room, or write "
                              "elsewhere.")
                   .arg(QString::fromLocal8Bit(std::strerror(errno))));
}

void printError(const QString &line)
{
    write(errors, stderr, line);
}

} // namespace Saltern::Cli
