#pragma once

#include "engine/pipeline/pipeline.h"

#include <QHash>
#include <QMap>

namespace Saltern {

/// The node's texts that read `steps.<id>` of a renamed node, with the new ids in them: by pointer
/// inside the node. Texts that are no templates are left alone.
QMap<QString, QString> withStepsRenamed(const Node &node, const QHash<QString, QString> &renamed);

/// Where the tests of a document name the node by a key.
QStringList pointersInTests(const QJsonArray &tests, const QString &id);

} // namespace Saltern
