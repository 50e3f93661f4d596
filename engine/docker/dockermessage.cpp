#include "engine/docker/dockermessage.h"

#include <QJsonDocument>

#include <array>

namespace Saltern {

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;

using Name = QLatin1StringView;

// Docker mixes labels with facts of its own; these are the facts, by action. "name" and "image" are
// there always. A label of such a name is hidden by Docker itself.
bool isFact(const QString &action, const QString &name)
{
    struct Fact
    {
        Name action;
        std::array<Name, 3> names;
    };
    static constexpr std::array facts{
        Fact{Name("die"), {Name("exitCode"), Name("execDuration")}},
        Fact{Name("kill"), {Name("signal")}},
        Fact{Name("exec_create"), {Name("execID")}},
        Fact{Name("exec_start"), {Name("execID")}},
        Fact{Name("exec_detach"), {Name("execID")}},
        Fact{Name("exec_die"), {Name("execID"), Name("exitCode")}},
        Fact{Name("rename"), {Name("oldName")}},
        Fact{Name("resize"), {Name("height"), Name("width")}},
        Fact{Name("commit"), {Name("comment"), Name("imageID"), Name("imageRef")}},
    };
    if (name == Name("name") || name == Name("image"))
        return true;
    for (const Fact &fact : facts) {
        if (fact.action == action)
            return std::find(fact.names.begin(), fact.names.end(), name) != fact.names.end();
    }
    return false;
}

QJsonObject labelsOf(const DockerMessage &message)
{
    QJsonObject labels;
    for (auto it = message.attributes.begin(); it != message.attributes.end(); ++it) {
        if (!isFact(message.action, it.key()))
            labels.insert(it.key(), it.value());
    }
    return labels;
}

void insertIfSet(QJsonObject &object, Name key, const QString &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}

void insertNumber(QJsonObject &object, Name key, const QString &text)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (isNumber)
        object.insert(key, number);
    else
        insertIfSet(object, key, text);
}

// Inside Docker a container's name begins with a slash, and some answers show it.
QString withoutSlash(const QString &name)
{
    return name.startsWith(u'/') ? name.mid(1) : name;
}

QJsonObject describeContainer(const DockerMessage &message,
                              const DockerMessage::Background &background)
{
    const QJsonObject labels = labelsOf(message);
    QJsonObject container{{Name("id"), message.actorId},
                          {Name("name"), message.attribute(Name("name"))},
                          {Name("image"), message.attribute(Name("image"))},
                          {Name("labels"), labels}};
    const QString project = labels.value(Name("com.docker.compose.project")).toString();
    if (!project.isEmpty())
        container.insert(
            Name("compose"),
            QJsonObject{{Name("project"), project},
                        {Name("service"), labels.value(Name("com.docker.compose.service"))}});
    insertNumber(container, Name("exitCode"), message.attribute(Name("exitCode")));
    if (message.action == Name("kill"))
        insertNumber(container, Name("signal"), message.attribute(Name("signal")));
    if (message.action == Name("health_status"))
        insertIfSet(container, Name("health"), message.detail);
    else
        insertIfSet(container, Name("detail"), message.detail);
    if (message.action == Name("rename"))
        insertIfSet(container, Name("oldName"), withoutSlash(message.attribute(Name("oldName"))));
    if (message.action == Name("die")) {
        if (background.requested)
            container.insert(Name("requested"), *background.requested);
        container.insert(Name("oom"), background.outOfMemory);
    }
    return container;
}

QJsonObject describeImage(const DockerMessage &message)
{
    // pull names the image in Actor.ID, tag and untag in the attribute.
    const QString attribute = message.attribute(Name("name"));
    const bool idIsName = !message.actorId.startsWith(Name("sha256:"));
    const QString name = idIsName && message.actorId.contains(u':') ? message.actorId : attribute;
    QJsonObject image{
        {Name("id"), message.actorId}, {Name("name"), name}, {Name("labels"), labelsOf(message)}};
    // The colon of a registry's port is followed by a slash somewhere, that of a tag is not.
    const qsizetype colon = name.lastIndexOf(u':');
    const bool hasTag = colon > name.lastIndexOf(u'/');
    if (!name.startsWith(Name("sha256:")))
        image.insert(Name("repository"), hasTag ? name.left(colon) : name);
    if (hasTag && image.contains(Name("repository")))
        image.insert(Name("tag"), name.mid(colon + 1));
    return image;
}

QJsonObject describeNetwork(const DockerMessage &message)
{
    QJsonObject network{{Name("id"), message.actorId},
                        {Name("name"), message.attribute(Name("name"))},
                        {Name("driver"), message.attribute(Name("type"))}};
    insertIfSet(network, Name("container"), message.attribute(Name("container")));
    return network;
}

QJsonObject describeVolume(const DockerMessage &message)
{
    QJsonObject volume{{Name("name"), message.actorId},
                       {Name("driver"), message.attribute(Name("driver"))}};
    insertIfSet(volume, Name("container"), message.attribute(Name("container")));
    insertIfSet(volume, Name("destination"), message.attribute(Name("destination")));
    return volume;
}

QJsonObject describe(const DockerMessage &message, const DockerMessage::Background &background)
{
    if (message.type == Name("container"))
        return describeContainer(message, background);
    if (message.type == Name("image"))
        return describeImage(message);
    if (message.type == Name("network"))
        return describeNetwork(message);
    if (message.type == Name("volume"))
        return describeVolume(message);
    return {{Name("id"), message.actorId}, {Name("name"), message.attribute(Name("name"))}};
}

} // namespace

Result<DockerMessage> DockerMessage::parse(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const QJsonObject actor = object.value(Name("Actor")).toObject();
    DockerMessage message{.type = object.value(Name("Type")).toString(),
                          .action = object.value(Name("Action")).toString(),
                          .actorId = actor.value(Name("ID")).toString(),
                          .attributes = actor.value(Name("Attributes")).toObject(),
                          .scope = object.value(Name("scope")).toString(),
                          .timeNs = object.value(Name("timeNano")).toInteger()};
    if (message.type.isEmpty() || message.action.isEmpty())
        return fail(ErrorKind::Protocol,
                    QStringLiteral("A line of the event stream is not a Docker event."),
                    {},
                    QString::fromUtf8(line.left(200)));
    if (message.timeNs == 0)
        message.timeNs = object.value(Name("time")).toInteger() * nsPerSecond;
    message.written = message.action;
    if (const qsizetype colon = message.action.indexOf(u':'); colon > 0) {
        message.detail = message.action.mid(colon + 1).trimmed();
        message.action.truncate(colon);
    }
    return message;
}

QJsonObject DockerMessage::eventData(const Background &background) const
{
    return {{Name("Type"), type},
            {Name("Action"), written},
            {Name("Actor"), QJsonObject{{Name("ID"), actorId}, {Name("Attributes"), attributes}}},
            {Name("scope"), scope},
            {Name("time"), timeNs / nsPerSecond},
            {Name("timeNano"), timeNs},
            {type, describe(*this, background)}};
}

} // namespace Saltern
