#include "engine/nodes/network.ensure/networksettings.h"

#include "engine/nodes/jsontext.h"

namespace Saltern {

namespace {

struct Flag
{
    QString setting;
    QString field; // of the Engine API
};

const std::vector<Flag> &flags()
{
    static const std::vector<Flag> list{
        {QStringLiteral("internal"), QStringLiteral("Internal")},
        {QStringLiteral("attachable"), QStringLiteral("Attachable")},
        {QStringLiteral("ipv6"), QStringLiteral("EnableIPv6")},
    };
    return list;
}

// The address range that the setting asks about: the first, as `docker network create` makes it.
QJsonObject rangeOf(const QJsonObject &actual)
{
    return actual.value(QLatin1StringView("IPAM"))
        .toObject()
        .value(QLatin1StringView("Config"))
        .toArray()
        .at(0)
        .toObject();
}

} // namespace

QJsonObject networkCreation(const QJsonObject &settings)
{
    QJsonObject body{
        {QStringLiteral("Name"), textOf(settings.value(QLatin1StringView("name")))},
        {QStringLiteral("CheckDuplicate"), true},
        {QStringLiteral("Options"), textMap(settings.value(QLatin1StringView("options")))},
        {QStringLiteral("Labels"), textMap(settings.value(QLatin1StringView("labels")))}};
    if (settings.contains(QLatin1StringView("driver")))
        body.insert(QStringLiteral("Driver"), textOf(settings.value(QLatin1StringView("driver"))));
    for (const Flag &flag : flags()) {
        if (settings.contains(flag.setting))
            body.insert(flag.field, settings.value(flag.setting).toBool());
    }
    QJsonObject range;
    if (settings.contains(QLatin1StringView("subnet")))
        range.insert(QStringLiteral("Subnet"), textOf(settings.value(QLatin1StringView("subnet"))));
    if (settings.contains(QLatin1StringView("gateway")))
        range.insert(QStringLiteral("Gateway"),
                     textOf(settings.value(QLatin1StringView("gateway"))));
    if (!range.isEmpty())
        body.insert(QStringLiteral("IPAM"),
                    QJsonObject{{QStringLiteral("Config"), QJsonArray{range}}});
    return body;
}

std::vector<Difference> networkDifferences(const QJsonObject &settings, const QJsonObject &actual)
{
    std::vector<Difference> found;
    const auto add = [&](const std::optional<Difference> &difference) {
        if (difference)
            found.push_back(*difference);
    };
    const auto value = [&](const QString &setting, const QString &has) {
        add(valueDifference(setting, settings.value(setting), has));
    };
    value(QStringLiteral("driver"), actual.value(QLatin1StringView("Driver")).toString());
    for (const Flag &flag : flags())
        value(flag.setting,
              actual.value(flag.field).toBool() ? QStringLiteral("true") : QStringLiteral("false"));
    const QJsonObject range = rangeOf(actual);
    value(QStringLiteral("subnet"), range.value(QLatin1StringView("Subnet")).toString());
    value(QStringLiteral("gateway"), range.value(QLatin1StringView("Gateway")).toString());
    for (const auto &[setting, field] :
         {std::pair{QStringLiteral("options"), QStringLiteral("Options")},
          {QStringLiteral("labels"), QStringLiteral("Labels")}}) {
        const auto entries =
            mapDifferences(setting, settings.value(setting), actual.value(field).toObject());
        found.insert(found.end(), entries.begin(), entries.end());
    }
    return found;
}

} // namespace Saltern
