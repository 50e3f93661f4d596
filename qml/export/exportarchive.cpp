#include "qml/export/exportarchive.h"

#include "engine/functions/tararchive.h"

#include <QSet>

#include <algorithm>
#include <zlib.h>

namespace Saltern {

namespace {

constexpr qsizetype longestPath = 99; // of TarArchive
constexpr int gzipWindow = 15 + 16;   // zlib: the largest window, with gzip's header and trailer
constexpr int defaultMemory = 8;

Result<QByteArray> gzip(const QByteArray &bytes)
{
    z_stream stream{};
    if (deflateInit2(&stream,
                     Z_BEST_COMPRESSION,
                     Z_DEFLATED,
                     gzipWindow,
                     defaultMemory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return fail(ErrorKind::OutOfMemory, QStringLiteral("The archive cannot be compressed."));
    QByteArray packed(
        static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))),
        Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int outcome = deflate(&stream, Z_FINISH);
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END)
        return fail(ErrorKind::Internal, QStringLiteral("The archive cannot be compressed."));
    return packed;
}

// The folders that a path lies in, outermost first.
QStringList foldersOf(const QString &path)
{
    QStringList folders;
    for (qsizetype slash = path.indexOf(u'/'); slash >= 0; slash = path.indexOf(u'/', slash + 1))
        folders += path.left(slash);
    return folders;
}

} // namespace

Result<QByteArray> exportArchive(const QString &name, const QList<ExportedFile> &files)
{
    TarArchive archive;
    QSet<QString> made;
    for (const ExportedFile &file : files) {
        const QString path = name + u'/' + file.path;
        const bool plain = std::all_of(path.cbegin(), path.cend(), [](QChar c) {
            return c.unicode() > 0x1f && c.unicode() < 0x7f;
        });
        if (!plain || path.size() > longestPath)
            return fail(ErrorKind::Unsupported,
                        QStringLiteral("%1 does not fit into a tar archive.").arg(path),
                        QStringLiteral("Export to a folder instead, or give the file a shorter "
                                       "name in plain letters."));
        const QStringList folders = foldersOf(path);
        for (const QString &folder : folders) {
            if (!made.contains(folder))
                archive.addFolder(folder.toLatin1(), 0755);
            made.insert(folder);
        }
        archive.addFile(path.toLatin1(), file.executable ? 0755 : 0644, file.content);
    }
    return gzip(archive.bytes());
}

} // namespace Saltern
