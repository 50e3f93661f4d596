#pragma once

#include "engine/base/result.h"

#include <QString>

namespace Saltern {

class NodeProblems;

/// Whether what a pipeline says on the bus may be called so: a path, and none of Saltern's own.
Result<void> checkEmittedType(const QString &type);

/// The same for the setting `field` of a node. What has templates in it is checked when they are
/// rendered.
void checkEmittedType(const QString &type, const QString &field, NodeProblems &problems);

} // namespace Saltern
