#pragma once

#include "engine/exporters/salt/saltplan.h"

#include <QStringList>

namespace Saltern {

/// Whether a kind asks and changes several things: without helper modules its code runs in the SLS,
/// and every question and every change is a job of Salt's own modules.
bool isReplayedOnStockSalt(const QString &kind);

/// Whether a plan has such a node.
bool hasReplayedOnStockSalt(const SaltPlan &plan);

/// The parts of the helper modules that its nodes need besides those that every plan needs.
QStringList stockPartsOfKinds(const SaltPlan &plan);

/// What of such a node Salt's own modules cannot do, or do otherwise. Pure.
void judgeReplayed(const Node &node, NodeReport &report);

} // namespace Saltern
