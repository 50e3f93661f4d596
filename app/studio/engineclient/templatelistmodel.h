#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/jsonlistmodel.h"

namespace Saltern {

/// Pipelines to begin with, from the workspace's templates.
class TemplateListModel : public Saltern::JsonListModel
{
    Q_OBJECT
    QML_ELEMENT

public:
    explicit TemplateListModel(QObject *parent = nullptr);

    /// A new document with the template's text, not saved yet; null for an unknown one.
    Q_INVOKABLE Saltern::PipelineDocument *begin(const QString &name);
};

} // namespace Saltern
