#pragma once

#include <QString>
#include <QStringList>

namespace Saltern {

class PipelineDocument;

/// Where an event went. The nodes of the pipeline that is looked at go by their titles:
/// "→ Container died"; those of others by their ids: "→ guard/started". An event that a node of
/// this pipeline sent goes along its wires. Nothing for what a pipeline sent and no trigger wanted;
/// "no match" for what came from outside. `document` may be null.
QString eventRoute(const QString &type,
                   const QStringList &triggers,
                   bool matched,
                   const PipelineDocument *document);

} // namespace Saltern
