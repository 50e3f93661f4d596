#include "app/studio/document/pipelinetemplate.h"

#include "app/studio/document/layout.h"
#include "app/studio/document/storedfile.h"
#include "engine/pipeline/pipelinereader.h"

#include <QDir>

namespace Saltern {

QList<PipelineTemplate> readTemplates(const QString &folder)
{
    QList<PipelineTemplate> templates;
    const QDir dir(folder);
    const QStringList names = dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &name : names) {
        const QString path = dir.filePath(QStringLiteral("%1/%1.saltern.yaml").arg(name));
        const auto text = readStoredFile(path);
        if (!text)
            continue;
        const Pipeline pipeline = readPipeline(*text).pipeline;
        templates.append({name,
                          pipeline.title.isEmpty() ? name : pipeline.title,
                          pipeline.description,
                          *text,
                          readStoredFile(layoutPathOf(path)).value_or(QByteArray())});
    }
    return templates;
}

} // namespace Saltern
