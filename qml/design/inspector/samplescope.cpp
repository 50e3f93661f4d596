#include "qml/design/inspector/samplescope.h"

#include "engine/pipeline/registry.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <optional>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QString firstText(const QJsonValue &value)
{
    return value.isArray() ? value.toArray().first().toString() : value.toString();
}

QString withoutGlob(const QString &text, const QString &otherwise)
{
    return text.isEmpty() || text.contains(u'*') ? otherwise : text;
}

// The example says what a container's death looks like; the trigger may be about something else.
void adaptDockerEvent(QJsonObject &event, const QJsonObject &settings)
{
    const QString type = settings.value(Name("type")).toString(QStringLiteral("container"));
    QJsonObject data = event.value(Name("data")).toObject();
    const QString action =
        withoutGlob(firstText(settings.value(Name("action"))),
                    type == Name("container") ? QStringLiteral("die") : QStringLiteral("create"));
    event.insert(Name("type"), QStringLiteral("docker/%1/%2").arg(type, action));
    data.insert(Name("Type"), type);
    data.insert(Name("Action"), action);
    QJsonObject thing = data.take(QStringLiteral("container")).toObject();
    if (type != Name("container")) {
        thing = {{QStringLiteral("id"), QStringLiteral("sample")},
                 {QStringLiteral("name"), QStringLiteral("sample")}};
    } else {
        thing.insert(Name("name"),
                     withoutGlob(settings.value(Name("container")).toString(),
                                 thing.value(Name("name")).toString()));
        thing.insert(Name("image"),
                     withoutGlob(settings.value(Name("image")).toString(),
                                 thing.value(Name("image")).toString()));
    }
    data.insert(type, thing);
    event.insert(Name("data"), data);
}

// How an event reached a node: the nodes passed, nearest first, and the event as it is there.
struct Arrival
{
    QJsonObject event;
    QJsonObject trigger;
    QJsonObject steps;
};

QString portOf(const Node &node, const NodeDescriptor &descriptor, const Wire &wire)
{
    if (!wire.port.isEmpty())
        return wire.port;
    const auto ports = descriptor.outputPorts(node.parameters);
    return ports.empty() ? QString() : ports.front().name;
}

// Error exits are the same for all kinds (errorExitData() in engine/runs).
QJsonObject errorExample()
{
    return {{QStringLiteral("error"),
             QJsonObject{{QStringLiteral("kind"), QStringLiteral("failed")},
                         {QStringLiteral("message"), QStringLiteral("It failed.")},
                         {QStringLiteral("remedy"), QString()},
                         {QStringLiteral("detail"), QString()}}},
            {QStringLiteral("exitCode"), 1},
            {QStringLiteral("log"), QString()}};
}

// The page of a kind shows what its first output carries: "The data of `ok`...", then JSON.
QJsonObject describedData(const NodeDescriptor &descriptor)
{
    static const QRegularExpression described(
        QStringLiteral("data of `\\w+`(?:[^\\n]|\\n(?!\\n))*\\n\\n```json\\n(.*?)\\n```"),
        QRegularExpression::DotMatchesEverythingOption);
    const QRegularExpressionMatch found = described.match(descriptor.help);
    return QJsonDocument::fromJson(found.captured(1).toUtf8()).object();
}

QJsonObject exampleData(const Node &node, const NodeDescriptor &descriptor, const QString &port)
{
    if (port == Name("error"))
        return errorExample();
    const auto ports = descriptor.outputPorts(node.parameters);
    return !ports.empty() && ports.front().name == port ? describedData(descriptor) : QJsonObject();
}

// What leaves `node` by a wire when `arrived` reached it.
QJsonObject
leaving(const Pipeline &pipeline, const Node &node, const QString &port, const QJsonObject &arrived)
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    if (descriptor->effect == Effect::Pure)
        return arrived;
    QJsonObject event = arrived;
    const QString path = QStringLiteral("saltern/%1/%2").arg(pipeline.name, node.id);
    event.insert(Name("source"), path);
    event.insert(Name("type"), QString(path + u'/' + port));
    event.insert(Name("data"), exampleData(node, *descriptor, port));
    return event;
}

std::optional<Arrival>
arrivalAt(const Pipeline &pipeline, const QString &nodeId, QSet<QString> &visited)
{
    for (const Wire &wire : pipeline.wires) {
        const Node *from = pipeline.node(wire.from);
        const NodeDescriptor *descriptor = from ? findDescriptor(from->kind) : nullptr;
        if (wire.to != nodeId || !descriptor || visited.contains(wire.from))
            continue;
        visited.insert(wire.from);
        Arrival arrival;
        QJsonObject exit;
        if (descriptor->hasInput()) {
            const auto before = arrivalAt(pipeline, wire.from, visited);
            if (!before)
                continue;
            arrival = *before;
            exit = leaving(pipeline, *from, portOf(*from, *descriptor, wire), arrival.event);
        } else {
            exit = sampleTriggerEvent(pipeline, *from);
            arrival.trigger = exit;
        }
        arrival.event = exit;
        exit.insert(Name("port"), portOf(*from, *descriptor, wire));
        arrival.steps.insert(from->id, exit);
        return arrival;
    }
    return {};
}

QJsonArray secretNames(const Pipeline &pipeline)
{
    static const QRegularExpression secret(QStringLiteral("\\bsecret\\.([A-Za-z_][A-Za-z0-9_]*)"));
    QSet<QString> seen;
    QJsonArray names;
    for (const Node &node : pipeline.nodes) {
        const QString text =
            QString::fromUtf8(QJsonDocument(node.parameters).toJson(QJsonDocument::Compact));
        for (auto found = secret.globalMatch(text); found.hasNext();) {
            const QString name = found.next().captured(1);
            if (!seen.contains(name))
                names.append(name);
            seen.insert(name);
        }
    }
    return names;
}

} // namespace

QJsonObject sampleTriggerEvent(const Pipeline &pipeline, const Node &trigger)
{
    QFile file(QStringLiteral(":/samples/%1.json").arg(trigger.kind.name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray text = file.readAll();
    text.replace("{pipeline}", pipeline.name.toUtf8());
    text.replace("{node}", trigger.id.toUtf8());
    text.replace("{path}", trigger.parameters.value(Name("path")).toString().toUtf8());
    QJsonObject event = QJsonDocument::fromJson(text).object();
    const QJsonObject &settings = trigger.parameters;
    if (trigger.kind.name == Name("docker.event"))
        adaptDockerEvent(event, settings);
    else if (settings.value(Name("data")).isObject())
        event.insert(Name("data"), settings.value(Name("data")));
    else if (settings.contains(Name("type")))
        event.insert(Name("type"), firstText(settings.value(Name("type"))).replace(u'*', u'x'));
    return event;
}

QJsonObject sampleScope(const Pipeline &pipeline, const QString &nodeId)
{
    QJsonObject scope{{QStringLiteral("secret"), secretNames(pipeline)}};
    const Node *node = pipeline.node(nodeId);
    const NodeDescriptor *descriptor = node ? findDescriptor(node->kind) : nullptr;
    if (!descriptor)
        return scope;
    if (!descriptor->hasInput()) {
        scope.insert(Name("sample"), sampleTriggerEvent(pipeline, *node));
        scope.insert(Name("output"), scope.value(Name("sample")));
        return scope;
    }
    QSet<QString> visited{nodeId};
    const auto arrival = arrivalAt(pipeline, nodeId, visited).value_or(Arrival());
    scope.insert(Name("event"), arrival.event);
    scope.insert(Name("trigger"), arrival.trigger);
    scope.insert(Name("steps"), arrival.steps);
    scope.insert(Name("sample"), arrival.event);
    const auto ports = descriptor->outputPorts(node->parameters);
    if (!ports.empty())
        scope.insert(Name("output"), leaving(pipeline, *node, ports.front().name, arrival.event));
    scope.insert(
        Name("run"),
        QJsonObject{{QStringLiteral("id"), QStringLiteral("sample")},
                    {QStringLiteral("pipeline"), pipeline.name},
                    {QStringLiteral("revision"), QStringLiteral("sample")},
                    {QStringLiteral("guarantee"),
                     pipeline.guarantee == Guarantee::AtLeastOnce ? QStringLiteral("at-least-once")
                                                                  : QStringLiteral("at-most-once")},
                    {QStringLiteral("started"), arrival.trigger.value(Name("time")).toString()}});
    scope.insert(
        Name("host"),
        QJsonObject{{QStringLiteral("name"), arrival.event.value(Name("salternhost")).toString()},
                    {QStringLiteral("labels"), QJsonObject()}});
    return scope;
}

} // namespace Saltern
