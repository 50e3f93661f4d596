#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

class QIODevice;

namespace Saltern::Cli {

/// Reads a stream line by line without copying lines or waiting for more than the next one, so that
/// it serves large files and live pipes alike. Ends of lines are \n or \r\n.
class LineReader
{
public:
    enum class Outcome { Line, Pause, End };

    /// `device` is open for reading, unbuffered, and outlives the reader.
    explicit LineReader(QIODevice *device);

    /// Line: line() is the next one. Pause: all that has come so far is consumed, and the next call
    /// waits for more; a chance to write out what was made of it. An error when the device fails or
    /// a line is longer than an event may be.
    Result<Outcome> next();

    /// Without its end; followed by at least 64 readable bytes. Valid until the next call.
    QByteArrayView line() const { return m_line; }

    /// From 1.
    qint64 lineNumber() const { return m_lineNumber; }

private:
    Result<Outcome> fill();
    Result<Outcome> take(qsizetype end, qsizetype next);
    Result<Outcome> tooLong() const;

    QIODevice *const m_device;
    QByteArray m_buffer;
    qsizetype m_begin = 0;   // of what is not consumed yet
    qsizetype m_end = 0;     // of what was read; the buffer is larger
    qsizetype m_scanned = 0; // no line ends between m_begin and here
    QByteArrayView m_line;
    qint64 m_lineNumber = 0;
    bool m_atEnd = false;
};

} // namespace Saltern::Cli
