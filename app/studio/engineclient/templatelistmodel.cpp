#include "app/studio/engineclient/templatelistmodel.h"

#include "app/studio/document/pipelinetemplate.h"
#include "app/studio/document/workspace.h"

namespace Saltern {

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
    const QList<PipelineTemplate> templates =
        readTemplates(Workspace::instance().templatesFolder());
    for (const PipelineTemplate &each : templates)
        rows.append({{QStringLiteral("name"), each.name},
                     {QStringLiteral("title"), each.title},
                     {QStringLiteral("description"), each.description},
                     {QStringLiteral("document"), QString::fromUtf8(each.text)},
                     {QStringLiteral("layoutText"), QString::fromUtf8(each.layout)}});
    setRows(rows);
}

PipelineDocument *TemplateListModel::begin(const QString &name)
{
    return Workspace::instance().newFromTemplate(name);
}

} // namespace Saltern
