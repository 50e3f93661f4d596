#pragma once

#include "engine/exporters/exporter.h"

#include <QJsonArray>

/// What the profile `stock` makes of a pipeline; functions get a small Python recipe. `minion` is
/// for events that come from no host.
Saltern::ExportResult exportedToStock(const QByteArray &document, const QString &minion = {});

/// A file of an export; empty when there is none of that path.
QByteArray exportedFile(const Saltern::ExportResult &result, const char *path);

/// Runs a script as Salt's Reactor would run the SLS: `react(tag=..., data=...)` in it answers the
/// reactions, and `cases` is `input`. `folder` is the master's cache. What it prints, line by line,
/// is JSON.
QJsonArray asReactor(const QByteArray &sls,
                     const QByteArray &script,
                     const QJsonArray &input,
                     const QString &folder);
