#pragma once

#include "engine/pipeline/descriptor.h"

#include <QMap>

namespace Saltern {

/// "Triggers", "Logic" and so on: how a category of kinds is headed here and in the palette.
QString categoryTitle(Category category);

/// The reference page of one kind, in Markdown.
QString nodePage(const NodeDescriptor &descriptor);

/// All pages of docs/nodes by file name: one per kind, and README.md as their index.
QMap<QString, QString> nodePages();

} // namespace Saltern
