#include "engine/runs/runmode.h"

namespace Saltern {

namespace {

constexpr QLatin1StringView observed{"+observe"};

} // namespace

QString runModeName(RunMode mode)
{
    return mode == RunMode::Run ? QStringLiteral("run") : QStringLiteral("observe");
}

QString storedRevision(const QString &contentHash, RunMode mode)
{
    return mode == RunMode::Run ? contentHash : contentHash + observed;
}

RunMode modeOfRevision(const QString &stored)
{
    return stored.endsWith(observed) ? RunMode::Observe : RunMode::Run;
}

QString contentOfRevision(const QString &stored)
{
    return modeOfRevision(stored) == RunMode::Run ? stored : stored.chopped(observed.size());
}

} // namespace Saltern
