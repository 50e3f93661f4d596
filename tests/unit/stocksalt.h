#pragma once

#include "tests/unit/saltexports.h"

#include <QJsonArray>

/// What the profile `stock` makes of a pipeline; functions get a small Python recipe. `minion` is
/// for events that come from no host.
Saltern::ExportResult exportedToStock(const QByteArray &document, const QString &minion = {});

/// Runs a script as Salt's Reactor would run the SLS: `react(tag=..., data=...)` in it answers the
/// reactions, and `cases` is `input`. `folder` is the master's cache. What it prints, line by line,
/// is JSON.
QJsonArray asReactor(const QByteArray &sls,
                     const QByteArray &script,
                     const QJsonArray &input,
                     const QString &folder);
