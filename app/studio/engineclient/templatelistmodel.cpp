#include "app/studio/engineclient/templatelistmodel.h"

#include "app/studio/document/workspace.h"
#include "engine/pipeline/pipelinereader.h"

#include <QDir>
#include <QFile>

namespace Saltern {

namespace {

const QString folder = QStringLiteral(":/templates/");
const QString documentSuffix = QStringLiteral(".saltern.yaml");
const QString layoutSuffix = QStringLiteral(".layout.yaml");

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

TemplateListModel::TemplateListModel(QObject *parent)
    : JsonListModel(QStringLiteral("name"),
                    {QStringLiteral("name"),
                     QStringLiteral("title"),
                     QStringLiteral("description"),
                     QStringLiteral("document"),
                     QStringLiteral("layoutText")},
                    parent)
{
    QList<QJsonObject> rows;
    const QStringList names = QDir(folder).entryList(QDir::Dirs, QDir::Name);
    for (const QString &name : names) {
        const QString base = folder + name + u'/' + name;
        const QByteArray text = contentOf(base + documentSuffix);
        const Pipeline pipeline = readPipeline(text).pipeline;
        rows.append(
            {{QStringLiteral("name"), name},
             {QStringLiteral("title"), pipeline.title},
             {QStringLiteral("description"), pipeline.description},
             {QStringLiteral("document"), QString::fromUtf8(text)},
             {QStringLiteral("layoutText"), QString::fromUtf8(contentOf(base + layoutSuffix))}});
    }
    setRows(rows);
}

PipelineDocument *TemplateListModel::begin(const QString &name)
{
    return Workspace::instance().newFromTemplate(name);
}

} // namespace Saltern
