#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Saltern {

/// A pipeline to begin with: a folder <name> with <name>.saltern.yaml, how it is drawn, and the
/// files that its nodes name. A value.
struct PipelineTemplate
{
    QString name;
    QString title;
    QString description;
    QByteArray text;
    QByteArray layout;
};

/// Those of a folder, by name; what cannot be read is left out.
QList<PipelineTemplate> readTemplates(const QString &folder);

} // namespace Saltern
