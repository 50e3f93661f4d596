#include "app/cli/output.h"

#include "app/cli/command.h"
#include "app/cli/linewriter.h"

#include <QByteArray>
#include <QString>

#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

namespace Saltern::Cli {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s;

LineWriter *output = nullptr;
LineWriter *errors = nullptr;

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

void write(LineWriter *writer, std::FILE *stream, const QString &line)
{
    if (writer) {
        writer->write(line.toUtf8());
        return;
    }
    const QByteArray utf8 = line.toUtf8() + '\n';
    std::fwrite(utf8.constData(), 1, static_cast<std::size_t>(utf8.size()), stream);
    std::fflush(stream);
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
    output = new LineWriter(STDOUT_FILENO, {.note = json ? noteAsJson : noteAsText});
    // One thread for both keeps their lines in order where a person sees them side by side.
    errors = areTheSame(STDOUT_FILENO, STDERR_FILENO)
                 ? output
                 : new LineWriter(STDERR_FILENO, {.note = noteAsText});
    qInstallMessageHandler(passMessageOn);
    return output;
}

void finishPrinting()
{
    if (!output)
        return;
    output->flush(patience);
    if (errors != output)
        errors->flush(patience);
}

void print(const QString &line)
{
    write(output, stdout, line);
}

void printError(const QString &line)
{
    write(errors, stderr, line);
}

} // namespace Saltern::Cli
