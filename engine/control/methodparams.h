#pragma once

#include "engine/base/result.h"
#include "engine/events/event.h"
#include "engine/runs/bundle.h"
#include "engine/runs/journalrecords.h"
#include "engine/runs/runmode.h"

#include <QJsonObject>

#include <optional>

namespace Saltern::Params {

// Parameters of control methods, read one by one. Errors are BadInput and name the parameter.

using Name = QLatin1StringView;

/// A text that has to be there.
Result<QString> text(const QJsonObject &params, Name name);
/// Empty when it is not there.
Result<QString> optionalText(const QJsonObject &params, Name name);
/// `otherwise` when it is not there.
Result<qint64>
number(const QJsonObject &params, Name name, qint64 otherwise, qint64 least, qint64 most);
/// A number that has to be there.
Result<qint64> number(const QJsonObject &params, Name name);
/// Nanoseconds since 1970.
Result<std::optional<qint64>> time(const QJsonObject &params, Name name);
Result<Event> event(const QJsonObject &params, Name name);
Result<std::optional<RunState>> runState(const QJsonObject &params, Name name);

/// "run" when it is not there.
Result<RunMode> mode(const QJsonObject &params, Name name);

/// {"name", "document": text, "files": {path: base64}}
Result<Bundle> bundle(const QJsonObject &params, Name name);
QJsonObject bundleJson(const Bundle &bundle);

} // namespace Saltern::Params
