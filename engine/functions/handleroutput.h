#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace Saltern {

/// Logs keep this much of their beginning and of their end (bytes each).
inline constexpr qsizetype logHalf = 128 * 1024;

/// What a handler wrote, collected from the shim's frames in the order in which it came. Bounded,
/// whatever a shim sends.
class HandlerOutput
{
public:
    /// A frame of the shim; types that carry no output are ignored.
    void add(quint8 frameType, const QByteArray &payload);

    /// Whether anything came over file descriptor 3; then that is the result, else standard output.
    bool usesResultStream() const { return m_resultBytes > 0; }

    /// The result. Meaningful only unless resultTooLarge().
    QByteArray result() const;

    /// How many bytes the result had, also those that were not kept. The shim ends a result on file
    /// descriptor 3 behind the limit for events, so above that it had at least so many.
    qint64 resultBytes() const;

    /// Whether the result is above the limit for events.
    bool resultTooLarge() const;

    /// Standard error and, when `withStdout`, standard output, as they came; the middle of a long
    /// log is left out and said to be.
    QString log(bool withStdout) const;

private:
    enum class Stream { Result, Stdout, Stderr };
    struct Chunk
    {
        Stream stream;
        QByteArray bytes;
    };

    void addBytes(Stream stream, qint64 &count, const QByteArray &bytes);
    void addSkipped(const QByteArray &payload);
    QByteArray collect(Stream stream) const;

    std::vector<Chunk> m_chunks;
    qint64 m_resultBytes = 0;
    qint64 m_stdoutBytes = 0;
    qint64 m_stderrBytes = 0;
    quint64 m_stdoutSkipped = 0; // by the shim, between head and end
    quint64 m_stderrSkipped = 0;
};

} // namespace Saltern
