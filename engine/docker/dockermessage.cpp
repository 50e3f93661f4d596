#include "engine/docker/dockermessage.h"

#include "engine/base/compactjson.h"

#include <QSet>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <limits>

namespace Saltern {

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;
constexpr qint64 latestSecond = std::numeric_limits<qint64>::max() / nsPerSecond;
constexpr qsizetype usualEventBytes = 1024;

using Name = QLatin1StringView;

// Docker mixes labels with facts of its own; these are the facts, by action. "name" and "image" are
// there always. A label of such a name is hidden by Docker itself.
bool isFact(const QString &action, QByteArrayView name)
{
    struct Fact
    {
        Name action;
        std::array<QByteArrayView, 3> names;
    };
    static constexpr std::array facts{
        Fact{Name("die"), {"exitCode", "execDuration"}},
        Fact{Name("kill"), {"signal"}},
        Fact{Name("exec_create"), {"execID"}},
        Fact{Name("exec_start"), {"execID"}},
        Fact{Name("exec_detach"), {"execID"}},
        Fact{Name("exec_die"), {"execID", "exitCode"}},
        Fact{Name("rename"), {"oldName"}},
        Fact{Name("resize"), {"height", "width"}},
        Fact{Name("commit"), {"comment", "imageID", "imageRef"}},
    };
    if (name == "name" || name == "image")
        return true;
    for (const Fact &fact : facts) {
        if (fact.action == action)
            return std::find(fact.names.begin(), fact.names.end(), name) != fact.names.end();
    }
    return false;
}

/// Writes one JSON object, field by field, behind what is there. Keys are ours and plain, except
/// where said. The intake's thread does this for every event, so there is no tree in between.
class ObjectWriter
{
public:
    explicit ObjectWriter(QByteArray &out) : m_out(out) { m_out += '{'; }

    void text(const char *key, const QByteArray &utf8)
    {
        begin(key);
        appendJsonString(m_out, utf8);
    }
    void text(const char *key, const QString &text) { this->text(key, text.toUtf8()); }
    void number(const char *key, qint64 value)
    {
        begin(key);
        m_out += QByteArray::number(value);
    }
    void flag(const char *key, bool value)
    {
        begin(key);
        m_out += value ? "true" : "false";
    }
    void ifSet(const char *key, const QByteArray &utf8)
    {
        if (!utf8.isEmpty())
            text(key, utf8);
    }
    void ifSet(const char *key, const QString &text) { ifSet(key, text.toUtf8()); }
    /// As a number where it is one.
    void numberIfSet(const char *key, const QByteArray &text)
    {
        bool isNumber = false;
        const qint64 value = text.toLongLong(&isNumber);
        if (isNumber)
            number(key, value);
        else
            ifSet(key, text);
    }
    /// An object inside; it ends before this one goes on.
    ObjectWriter object(const char *key)
    {
        begin(key);
        return ObjectWriter(m_out);
    }
    /// With any key.
    void entry(QByteArrayView key, QByteArrayView value)
    {
        separate();
        appendJsonString(m_out, key);
        m_out += ':';
        appendJsonString(m_out, value);
    }
    ObjectWriter objectAt(const QString &key)
    {
        separate();
        appendJsonString(m_out, key.toUtf8());
        m_out += ':';
        return ObjectWriter(m_out);
    }
    void end() { m_out += '}'; }

private:
    void separate()
    {
        if (!m_first)
            m_out += ',';
        m_first = false;
    }
    void begin(const char *key)
    {
        separate();
        m_out += '"';
        m_out += key;
        m_out += "\":";
    }

    QByteArray &m_out;
    bool m_first = true;
};

void writeLabels(ObjectWriter &object, const DockerMessage &message)
{
    ObjectWriter labels = object.object("labels");
    for (const auto &[name, value] : message.attributes) {
        if (!isFact(message.action, name))
            labels.entry(name, value);
    }
    labels.end();
}

// Inside Docker a container's name begins with a slash, and some answers show it.
QString withoutSlash(const QString &name)
{
    return name.startsWith(u'/') ? name.mid(1) : name;
}

void writeContainer(ObjectWriter &container,
                    const DockerMessage &message,
                    const DockerMessage::Background &background)
{
    const DockerAttributes &attributes = message.attributes;
    container.text("id", message.actorId);
    container.text("name", attributes.bytes("name"));
    container.text("image", attributes.bytes("image"));
    writeLabels(container, message);
    if (const QByteArray project = attributes.bytes("com.docker.compose.project");
        !project.isEmpty()) {
        ObjectWriter compose = container.object("compose");
        compose.text("project", project);
        compose.ifSet("service", attributes.bytes("com.docker.compose.service"));
        compose.end();
    }
    container.numberIfSet("exitCode", attributes.bytes("exitCode"));
    if (message.action == Name("kill"))
        container.numberIfSet("signal", attributes.bytes("signal"));
    container.ifSet(message.action == Name("health_status") ? "health" : "detail", message.detail);
    if (message.action == Name("rename"))
        container.ifSet("oldName", withoutSlash(message.attribute(Name("oldName"))));
    if (message.action == Name("die")) {
        if (background.requested)
            container.flag("requested", *background.requested);
        container.flag("oom", background.outOfMemory);
    }
}

void writeImage(ObjectWriter &image, const DockerMessage &message)
{
    // pull names the image in Actor.ID, tag and untag in the attribute.
    const QString attribute = message.attribute(Name("name"));
    const bool idIsName = !message.actorId.startsWith(Name("sha256:"));
    const QString name = idIsName && message.actorId.contains(u':') ? message.actorId : attribute;
    image.text("id", message.actorId);
    image.text("name", name);
    writeLabels(image, message);
    if (name.startsWith(Name("sha256:")))
        return;
    // The colon of a registry's port is followed by a slash somewhere, that of a tag is not.
    const qsizetype colon = name.lastIndexOf(u':');
    const bool hasTag = colon > name.lastIndexOf(u'/');
    image.text("repository", hasTag ? name.left(colon) : name);
    if (hasTag)
        image.text("tag", name.mid(colon + 1));
}

void writeNetwork(ObjectWriter &network, const DockerMessage &message)
{
    network.text("id", message.actorId);
    network.text("name", message.attributes.bytes("name"));
    network.text("driver", message.attributes.bytes("type"));
    network.ifSet("container", message.attributes.bytes("container"));
}

void writeVolume(ObjectWriter &volume, const DockerMessage &message)
{
    volume.text("name", message.actorId);
    volume.text("driver", message.attributes.bytes("driver"));
    volume.ifSet("container", message.attributes.bytes("container"));
    volume.ifSet("destination", message.attributes.bytes("destination"));
}

void writeDescription(ObjectWriter &object,
                      const DockerMessage &message,
                      const DockerMessage::Background &background)
{
    if (message.type == Name("container"))
        return writeContainer(object, message, background);
    if (message.type == Name("image"))
        return writeImage(object, message);
    if (message.type == Name("network"))
        return writeNetwork(object, message);
    if (message.type == Name("volume"))
        return writeVolume(object, message);
    object.text("id", message.actorId);
    object.text("name", message.attributes.bytes("name"));
}

QString textAt(const simdjson::dom::object &object, std::string_view key)
{
    std::string_view text;
    if (object[key].get(text) != simdjson::SUCCESS)
        return {};
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

qint64 numberAt(const simdjson::dom::object &object, std::string_view key)
{
    int64_t number = 0;
    return object[key].get(number) == simdjson::SUCCESS ? number : 0;
}

DockerAttributes readAttributes(const simdjson::dom::object &actor)
{
    simdjson::dom::object object;
    if (actor["Attributes"].get(object) != simdjson::SUCCESS)
        return {};
    std::vector<DockerAttributes::Entry> entries;
    entries.reserve(object.size());
    for (const auto &[name, value] : object) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS)
            continue;
        entries.emplace_back(QByteArray(name.data(), static_cast<qsizetype>(name.size())),
                             QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    }
    return DockerAttributes(std::move(entries));
}

} // namespace

Result<DockerMessage> DockerMessage::parse(const QByteArray &line)
{
    // Keeps its memory from one line to the next.
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object object;
    DockerMessage message;
    if (parser.parse(line.constData(), static_cast<std::size_t>(line.size())).get(object) ==
        simdjson::SUCCESS) {
        message.type = textAt(object, "Type");
        message.action = textAt(object, "Action");
    }
    if (message.type.isEmpty() || message.action.isEmpty())
        return fail(ErrorKind::Protocol,
                    QStringLiteral("A line of the event stream is not a Docker event."),
                    {},
                    QString::fromUtf8(line.left(200)));
    if (simdjson::dom::object actor; object["Actor"].get(actor) == simdjson::SUCCESS) {
        message.actorId = textAt(actor, "ID");
        message.attributes = readAttributes(actor);
    }
    message.scope = textAt(object, "scope");
    message.timeNs = numberAt(object, "timeNano");
    if (message.timeNs == 0)
        message.timeNs =
            std::clamp(numberAt(object, "time"), -latestSecond, latestSecond) * nsPerSecond;
    message.written = message.action;
    if (const qsizetype colon = message.action.indexOf(u':'); colon > 0) {
        message.detail = message.action.mid(colon + 1).trimmed();
        message.action.truncate(colon);
    } else if (message.action == Name("health_status")) {
        message.detail = textAt(object, "HealthStatus"); // Podman writes it beside
    }
    return message;
}

QByteArray DockerMessage::eventData(const Background &background) const
{
    QByteArray json;
    json.reserve(usualEventBytes);
    ObjectWriter data(json);
    data.text("Type", type);
    data.text("Action", written);
    ObjectWriter actor = data.object("Actor");
    actor.text("ID", actorId);
    ObjectWriter all = actor.object("Attributes");
    for (const auto &[name, value] : attributes)
        all.entry(name, value);
    all.end();
    actor.end();
    data.text("scope", scope);
    data.number("time", timeNs / nsPerSecond);
    data.number("timeNano", timeNs);
    // No type of Docker's is called like one of its fields; a daemon that says so gets no second.
    static const QSet<QString> taken{QStringLiteral("Type"),
                                     QStringLiteral("Action"),
                                     QStringLiteral("Actor"),
                                     QStringLiteral("scope"),
                                     QStringLiteral("time"),
                                     QStringLiteral("timeNano")};
    if (!taken.contains(type)) {
        ObjectWriter description = data.objectAt(type);
        writeDescription(description, *this, background);
        description.end();
    }
    data.end();
    return json;
}

} // namespace Saltern
