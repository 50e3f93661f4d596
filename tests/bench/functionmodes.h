#pragma once

#include "tests/integration/functionrig.h"

namespace Saltern {

/// A hot function whose handler gives its event back; up to 32 calls at a time in one container.
struct HotFunction
{
    QString name;
    QJsonObject parameters; // of its node
    QMap<QString, QByteArray> files;
};

std::vector<HotFunction> hotFunctions();

/// How many calls of them are run at a time at most.
inline constexpr int mostAtOnce = 32;

/// What a call of a function that gives its event back costs in each mode and with `docker exec`,
/// 1, 8 and 32 at a time, without the journal. `bareBody` makes the container for `docker exec`.
void compareModes(FunctionRig &rig, const QJsonObject &bareBody);

/// Hot calls alone.
void measureHotCalls(FunctionRig &rig);

} // namespace Saltern
