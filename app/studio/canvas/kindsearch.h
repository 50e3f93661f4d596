#pragma once

#include "engine/pipeline/descriptor.h"

#include <QList>
#include <QStringList>

namespace Saltern {

/// What a search for a node kind is narrowed down to.
struct KindSearch
{
    QString text;
    QStringList favourites; // kinds, best first
    QStringList recents;
    bool needsInput = false;  // something is to be connected to it
    bool needsOutput = false; // it is to be connected to something
};

/// The kinds that fit, best first: without a text the favourites, then the recents, then all in the
/// palette's order; with one by how well the title, then the rest, fits.
QList<const NodeDescriptor *> searchKinds(const KindSearch &search);

} // namespace Saltern
