#pragma once

#include <QByteArray>

namespace Saltern {

/// A tar archive (POSIX ustar) in memory, as `PUT /containers/{id}/archive` takes it. Everything in
/// it belongs to root and carries no time, so that equal content means equal bytes.
class TarArchive
{
public:
    /// Paths are relative, in ASCII, and at most 99 bytes.
    void addFolder(const QByteArray &path, int mode);
    void addFile(const QByteArray &path, int mode, const QByteArray &content);

    /// The whole archive.
    QByteArray bytes() const;

private:
    void addHeader(const QByteArray &path, int mode, qsizetype size, char type);

    QByteArray m_bytes;
};

} // namespace Saltern
