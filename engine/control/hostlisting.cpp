#include "engine/control/hostlisting.h"

#include "engine/events/event.h"
#include "engine/functions/functionlabels.h"

#include <algorithm>
#include <vector>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

constexpr qint64 nsPerSecond = 1'000'000'000;

QString createdTime(const QJsonObject &docker)
{
    return formatTimeNs(docker.value(Name("Created")).toInteger() * nsPerSecond);
}

// Docker has the health in words only: "Up 3 minutes (healthy)".
QString healthOf(const QString &status)
{
    for (const char *health : {"unhealthy", "healthy", "health: starting"}) {
        if (status.endsWith(u'(' + QString::fromLatin1(health) + u')'))
            return health == std::string_view("health: starting") ? QStringLiteral("starting")
                                                                  : QString::fromLatin1(health);
    }
    return {};
}

QString portText(const QJsonObject &port)
{
    const QString inside = QStringLiteral("%1/%2")
                               .arg(port.value(Name("PrivatePort")).toInteger())
                               .arg(port.value(Name("Type")).toString());
    const qint64 outside = port.value(Name("PublicPort")).toInteger();
    return outside > 0 ? QStringLiteral("%1->%2").arg(outside).arg(inside) : inside;
}

QJsonArray portTexts(const QJsonArray &ports)
{
    // One entry per address family; people think of it as one.
    QStringList texts;
    for (const QJsonValue &port : ports)
        texts += portText(port.toObject());
    texts.removeDuplicates();
    return QJsonArray::fromStringList(texts);
}

QJsonArray sorted(const std::vector<QJsonObject> &objects)
{
    QJsonArray array;
    for (const QJsonObject &object : objects)
        array.append(object);
    return array;
}

} // namespace

QJsonObject containerEntry(const QJsonObject &docker)
{
    const QJsonObject labels = docker.value(Name("Labels")).toObject();
    const QString status = docker.value(Name("Status")).toString();
    QJsonObject entry{
        {Name("id"), docker.value(Name("Id"))},
        {Name("name"), docker.value(Name("Names")).toArray().first().toString().mid(1)},
        {Name("image"), docker.value(Name("Image"))},
        {Name("state"), docker.value(Name("State"))},
        {Name("status"), status},
        {Name("created"), createdTime(docker)},
        {Name("labels"), labels},
        {Name("ports"), portTexts(docker.value(Name("Ports")).toArray())},
        {Name("ours"),
         labels.value(FunctionLabels::role) == QJsonValue(FunctionLabels::functionRole)},
    };
    if (const QString health = healthOf(status); !health.isEmpty())
        entry.insert(Name("health"), health);
    const QJsonValue project = labels.value(Name("com.docker.compose.project"));
    if (project.isString())
        entry.insert(
            Name("compose"),
            QJsonObject{{Name("project"), project},
                        {Name("service"), labels.value(Name("com.docker.compose.service"))}});
    return entry;
}

QJsonObject containersListing(const QJsonArray &docker)
{
    std::vector<QJsonObject> entries;
    for (const QJsonValue &container : docker)
        entries.push_back(containerEntry(container.toObject()));
    std::sort(entries.begin(), entries.end(), [](const QJsonObject &a, const QJsonObject &b) {
        const auto key = [](const QJsonObject &entry) {
            return std::pair(entry.value(Name("state")).toString() != Name("running"),
                             entry.value(Name("name")).toString());
        };
        return key(a) < key(b);
    });
    return {{Name("containers"), sorted(entries)}};
}

QJsonObject imagesListing(const QJsonArray &docker)
{
    std::vector<QJsonObject> entries;
    for (const QJsonValue &value : docker) {
        const QJsonObject image = value.toObject();
        entries.push_back({{Name("id"), image.value(Name("Id"))},
                           {Name("tags"), image.value(Name("RepoTags")).toArray()},
                           {Name("digests"), image.value(Name("RepoDigests")).toArray()},
                           {Name("size"), image.value(Name("Size"))},
                           {Name("created"), createdTime(image)},
                           {Name("labels"), image.value(Name("Labels")).toObject()},
                           {Name("containers"), image.value(Name("Containers")).toInteger(-1)}});
    }
    std::sort(entries.begin(), entries.end(), [](const QJsonObject &a, const QJsonObject &b) {
        return a.value(Name("created")).toString() > b.value(Name("created")).toString();
    });
    return {{Name("images"), sorted(entries)}};
}

} // namespace Saltern
