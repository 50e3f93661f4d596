#include "engine/exporters/exportmanifest.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSet>

namespace Saltern {

namespace {

constexpr int manifestFormat = 1;

Result<QJsonObject> readManifest(const QByteArray &text, const QString &exporter)
{
    if (text.isEmpty())
        return QJsonObject();
    const QJsonObject manifest = QJsonDocument::fromJson(text).object();
    if (manifest.value(QLatin1StringView("format")).toInt() == manifestFormat &&
        manifest.value(QLatin1StringView("exporter")).toString() == exporter)
        return manifest.value(QLatin1StringView("pipelines")).toObject();
    return fail(ErrorKind::Conflict,
                QStringLiteral("The folder's manifest.json is not one of this exporter."),
                QStringLiteral("Choose an empty folder, or one that this exporter has written."));
}

QJsonObject filesOf(const QJsonObject &pipelines, const QString &name)
{
    return pipelines.value(name).toObject().value(QLatin1StringView("files")).toObject();
}

QJsonObject entryFor(const ExportInput &input, const ExportResult &result)
{
    QJsonObject files;
    for (const ExportedFile &file : result.files)
        files.insert(file.path, contentHash(file.content));
    return {{QStringLiteral("revision"), input.revision},
            {QStringLiteral("profile"), input.profile},
            {QStringLiteral("files"), files}};
}

// The hash that our last export left at a path, from whichever pipeline wrote it last.
QSet<QString> hashesWritten(const QJsonObject &pipelines, const QString &path)
{
    QSet<QString> hashes;
    for (auto pipeline = pipelines.begin(); pipeline != pipelines.end(); ++pipeline) {
        const QString hash = filesOf(pipelines, pipeline.key()).value(path).toString();
        if (!hash.isEmpty())
            hashes.insert(hash);
    }
    return hashes;
}

Result<PlannedChange>
planFile(const ExportedFile &file, const QSet<QString> &written, const QString &there)
{
    if (there.isEmpty())
        return PlannedChange{FileChange::Write, file.path, file};
    if (there == contentHash(file.content))
        return PlannedChange{FileChange::Keep, file.path, file};
    if (written.isEmpty())
        return fail(ErrorKind::Conflict,
                    QStringLiteral("%1 exists in the folder and was not written by an export.")
                        .arg(file.path),
                    QStringLiteral("Move it away, or choose another folder."));
    return PlannedChange{
        written.contains(there) ? FileChange::Write : FileChange::Edited, file.path, file};
}

QList<PlannedChange> planRemovals(const QJsonObject &before,
                                  const QJsonObject &after,
                                  const QString &pipeline,
                                  const std::function<QString(const QString &)> &hashOf)
{
    QList<PlannedChange> removals;
    const QJsonObject old = filesOf(before, pipeline);
    for (auto file = old.begin(); file != old.end(); ++file) {
        const QString there = hashOf(file.key());
        if (there.isEmpty() || !hashesWritten(after, file.key()).isEmpty())
            continue;
        const bool ours = there == file.value().toString();
        removals += {ours ? FileChange::Remove : FileChange::LeaveEdited, file.key(), {}};
    }
    return removals;
}

} // namespace

QString contentHash(const QByteArray &content)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

Result<ExportPlan> planExport(const QString &exporter,
                              const ExportInput &input,
                              const ExportResult &result,
                              const QByteArray &manifest,
                              const std::function<QString(const QString &path)> &hashOf)
{
    const auto before = readManifest(manifest, exporter);
    if (!before)
        return fail(before.error());
    QJsonObject after = *before;
    after.insert(input.pipeline.name, entryFor(input, result));

    ExportPlan plan;
    for (const ExportedFile &file : result.files) {
        auto change = planFile(file, hashesWritten(*before, file.path), hashOf(file.path));
        if (!change)
            return fail(change.error());
        plan.changes += *change;
    }
    plan.changes += planRemovals(*before, after, input.pipeline.name, hashOf);
    std::sort(plan.changes.begin(), plan.changes.end(), [](const auto &a, const auto &b) {
        return a.path < b.path;
    });
    const QJsonObject whole{{QStringLiteral("format"), manifestFormat},
                            {QStringLiteral("exporter"), exporter},
                            {QStringLiteral("pipelines"), after}};
    plan.manifest = QJsonDocument(whole).toJson();
    return plan;
}

} // namespace Saltern
