#pragma once

#include "engine/exporters/salt/saltplan.h"

namespace Saltern {

/// The pipeline's reactor SLS, and where in it each node stands.
ExportedFile
saltReactorFile(const ExportInput &input, const SaltPlan &plan, QList<NodeMapping> &mappings);

/// The snippet for master.d: which tags the SLS reacts to, and the schedule of the timers.
ExportedFile saltMasterFile(const ExportInput &input, const SaltPlan &plan);

/// The comment that an exported file begins with; `what` it is.
QByteArray saltHeading(const ExportInput &input, const char *what);

/// The minions that a pipeline needs, as a quoted compound matcher: "( web* or edge-1 ) or edge-2".
QByteArray neededMinions(const ExportInput &input, const SaltPlan &plan);

/// The code of the functions as the master serves it, and where each node's is.
void addSaltFunctionFiles(const ExportInput &input, const SaltPlan &plan, ExportResult &result);

/// The orchestration that brings modules and settings to the minions.
ExportedFile saltOrchestrationFile(const ExportInput &input, const SaltPlan &plan);

/// The pillar that the minions need, without any value in it.
ExportedFile saltPillarFile(const ExportInput &input, const SaltPlan &plan);

/// What became of each node, for people.
ExportedFile saltReportFile(const ExportInput &input, const ExportResult &result);

/// The helper modules and texts that are the same for every pipeline.
Result<QList<ExportedFile>> saltSharedFiles();

} // namespace Saltern
