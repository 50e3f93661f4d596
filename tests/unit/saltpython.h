#pragma once

#include <QByteArray>
#include <QJsonArray>

/// Runs a script beside the helper modules that an export for Salt lays down, and answers what it
/// prints as JSON. The script finds `input` in `cases`, the modules to import, and `tools`, which
/// answers their functions by name ("saltern_event.make") as Salt's own `__utils__` does. Meanwhile
/// the caller's event loop runs on: the script may talk to a server of the test.
QJsonArray saltPython(const QByteArray &script, const QJsonArray &input);
