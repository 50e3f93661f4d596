#include "engine/pipeline/pipelinereader.h"
#include "engine/runs/bundle.h"
#include "engine/runs/namedfiles.h"

#include <QFile>
#include <QFileInfo>

namespace Saltern {

namespace {

constexpr qint64 largestDocument = 1024 * 1024;
constexpr qint64 largestFiles = 256LL * 1024 * 1024;

// Links are followed first: where a file really is decides.
bool isInside(const QFileInfo &file, const QString &folder)
{
    return file.canonicalFilePath().startsWith(folder + u'/');
}

Result<QByteArray> read(const QString &path, qint64 limit, const QString &limitText)
{
    QFile file(path);
    if (!file.exists())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no file %1.").arg(path),
                    QStringLiteral("Check the path."));
    if (QFileInfo(file).isDir() || !file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The file %1 cannot be read.").arg(path),
                    QStringLiteral("Check what it is and who may read it."),
                    file.errorString());
    // One byte more than allowed, because a pipe or a growing file does not tell its size.
    const QByteArray content = file.read(limit + 1);
    if (content.size() > limit)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The file %1 is larger than %2.").arg(path, limitText),
                    QStringLiteral("Make it smaller."));
    return content;
}

} // namespace

Result<Bundle> Bundle::load(const QString &documentPath)
{
    const QFileInfo document(documentPath);
    auto text = read(documentPath, largestDocument, QStringLiteral("1 MiB"));
    if (!text)
        return fail(text.error());
    Bundle bundle;
    bundle.documentName = document.fileName();
    bundle.document = *std::move(text);

    const QString folder = document.canonicalPath();
    qint64 room = largestFiles;
    for (const QString &path : namedFiles(readPipeline(bundle.document).pipeline)) {
        const QFileInfo file(folder + u'/' + path);
        // Missing files and those elsewhere are problems of the document; validation has the line.
        if (bundle.files.contains(path) || !file.isFile() || !isInside(file, folder))
            continue;
        auto content = read(file.filePath(), room, QStringLiteral("all files may be, 256 MiB"));
        if (!content)
            return fail(content.error());
        room -= content->size();
        bundle.files.insert(path, *std::move(content));
    }
    return bundle;
}

} // namespace Saltern
