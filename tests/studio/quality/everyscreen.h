#pragma once

#include "tests/studio/live/studioapp.h"

#include <QString>
#include <QStringList>

namespace Saltern {

/// The names of all screens and dialogs, for the rows of a test that holds for each.
QStringList everyScreen();

/// Brings it up with something in it to see, on the pipeline `openPipeline` has opened.
bool bringUp(StudioApp &app, const QString &screen);

/// Closes what `bringUp` opened in front of the window.
void putAway(StudioApp &app);

/// A pipeline with a node of each part of the palette, the first of them chosen.
bool openPipeline(StudioApp &app);

} // namespace Saltern
