#include "engine/functions/poolsettings.h"

#include "engine/base/bytesize.h"
#include "engine/base/duration.h"

namespace Saltern {

FunctionMode functionMode(const QString &name)
{
    if (name == QLatin1StringView("warm"))
        return FunctionMode::Warm;
    return name == QLatin1StringView("hot") ? FunctionMode::Hot : FunctionMode::Cold;
}

QString functionModeName(FunctionMode mode)
{
    switch (mode) {
    case FunctionMode::Cold:
        return QStringLiteral("cold");
    case FunctionMode::Warm:
        return QStringLiteral("warm");
    case FunctionMode::Hot:
        return QStringLiteral("hot");
    }
    Q_UNREACHABLE();
}

Result<PoolSettings> PoolSettings::fromJson(const QJsonObject &setting)
{
    PoolSettings settings;
    const auto text = [&](const char *key) {
        return setting.value(QLatin1StringView(key)).toString();
    };
    const auto number = [&](const char *key, int fallback) {
        return setting.value(QLatin1StringView(key)).toInt(fallback);
    };
    const auto duration = [&](const char *key, std::chrono::milliseconds fallback) {
        return text(key).isEmpty() ? Result<std::chrono::milliseconds>(fallback)
                                   : parseDuration(text(key));
    };
    settings.minimum = number("min", settings.minimum);
    settings.maximum = std::max(number("max", settings.maximum), settings.minimum);
    settings.callsAtOnce = number("concurrency", settings.callsAtOnce);
    settings.maximumCalls = number("maxCalls", settings.maximumCalls);
    const auto idle = duration("idle", settings.idle);
    const auto age = duration("maxAge", settings.maximumAge);
    if (!idle || !age)
        return fail(idle ? age.error() : idle.error());
    settings.idle = *idle;
    settings.maximumAge = *age;
    if (text("maxMemory").isEmpty())
        return settings;
    const auto memory = parseByteSize(text("maxMemory"));
    if (!memory)
        return fail(memory.error());
    settings.maximumMemory = *memory;
    return settings;
}

} // namespace Saltern
