#pragma once

#include "app/studio/document/documentstate.h"

#include <QStringList>

namespace Saltern {

/// What differs between two states of a document, as the screen sees it.
struct PipelineChanges
{
    QStringList insertedNodes; // in the order of the document
    QStringList removedNodes;
    QStringList changedNodes;
    QStringList movedNodes;
    QList<Wire> insertedWires; // ports named, see shownWires()
    QList<Wire> removedWires;
    bool reordered = false; // nodes that stayed follow one another differently
    bool head = false;
    bool frames = false;
    bool notes = false;
};

/// A node that is called `renamedFrom` before and `renamedTo` afterwards counts as one that stayed.
PipelineChanges changesBetween(const DocumentState &before,
                               const QList<Wire> &wiresBefore,
                               const DocumentState &after,
                               const QList<Wire> &wiresAfter,
                               const QString &renamedFrom,
                               const QString &renamedTo);

} // namespace Saltern
