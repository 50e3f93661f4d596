#pragma once

#include "engine/base/error.h"

#include <QByteArray>

namespace Saltern {

/// What a status that is no success means for people, in the daemon's own words where it gave some
/// (a JSON object with "message"). The detail is "HTTP 404".
Error dockerError(int status, const QByteArray &body);

} // namespace Saltern
