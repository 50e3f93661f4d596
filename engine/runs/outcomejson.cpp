#include "engine/runs/outcomejson.h"

#include "engine/base/compactjson.h"
#include "engine/runs/secretstore.h"

#include <QJsonArray>

namespace Saltern {

namespace {

constexpr qsizetype logTail = 4096;
// An error travels in events and stands in tables; some quote a whole output.
constexpr qsizetype longestText = 8192;

QJsonValue maskedJson(const QJsonValue &value, const SecretStore &secrets)
{
    if (value.isString())
        return secrets.redacted(value.toString());
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            array.replace(i, maskedJson(array.at(i), secrets));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject source = value.toObject();
        for (auto member = source.begin(); member != source.end(); ++member)
            object.insert(secrets.redacted(member.key()), maskedJson(member.value(), secrets));
        return object;
    }
    return value;
}

// Its id, type and source are ours; what a node put in stands in the rest.
Event maskedEvent(const Event &event, const SecretStore &secrets)
{
    QJsonObject object = event.object();
    for (const char *field : {"subject", "data"}) {
        const QLatin1StringView name(field);
        if (object.contains(name))
            object.insert(name, maskedJson(object.value(name), secrets));
    }
    if (object == event.object())
        return event;
    return Event::fromJson(compactJson(object)).value_or(Event());
}

QByteArray namesJson(const QStringList &names)
{
    QByteArray json("[");
    for (const QString &name : names) {
        if (json.size() > 1)
            json += ',';
        appendJsonString(json, name);
    }
    json += ']';
    return json;
}

} // namespace

QJsonObject errorJson(const Error &error)
{
    QJsonObject object{
        {QStringLiteral("kind"), errorKindName(error.kind)},
        {QStringLiteral("message"), error.message.left(longestText)},
    };
    if (!error.remedy.isEmpty())
        object.insert(QStringLiteral("remedy"), error.remedy);
    if (!error.detail.isEmpty())
        object.insert(QStringLiteral("detail"), error.detail.left(longestText));
    return object;
}

QJsonObject errorExitData(const StepOutcome &outcome)
{
    QJsonObject data;
    for (const Exit &exit : outcome.exits) {
        if (exit.port == QLatin1StringView("error") && exit.data)
            data = exit.data->toObject();
    }
    data.insert(QStringLiteral("error"), errorJson(*outcome.error));
    for (const auto &key : {QStringLiteral("exitCode"), QStringLiteral("hosts")}) {
        if (outcome.detail.contains(key))
            data.insert(key, outcome.detail.value(key));
    }
    if (!outcome.log.isEmpty())
        data.insert(QStringLiteral("log"), outcome.log.right(logTail));
    return data;
}

StepOutcome masked(StepOutcome outcome, const SecretStore &secrets)
{
    if (secrets.isEmpty())
        return outcome;
    for (Exit &exit : outcome.exits) {
        if (exit.data)
            exit.data = maskedJson(*exit.data, secrets);
    }
    for (Event &event : outcome.publish)
        event = maskedEvent(event, secrets);
    std::erase_if(outcome.publish, [](const Event &event) { return event.isNull(); });
    outcome.log = secrets.redacted(outcome.log);
    outcome.detail = maskedJson(outcome.detail, secrets).toObject();
    if (outcome.error) {
        outcome.error->message = secrets.redacted(outcome.error->message);
        outcome.error->remedy = secrets.redacted(outcome.error->remedy);
        outcome.error->detail = secrets.redacted(outcome.error->detail);
    }
    return outcome;
}

QJsonArray eventsJson(const std::vector<Event> &events)
{
    QJsonArray array;
    for (const Event &event : events)
        array.append(event.object());
    return array;
}

std::vector<Event> eventsFrom(const QJsonArray &events)
{
    std::vector<Event> read;
    for (const QJsonValue &value : events) {
        if (const auto event = Event::fromJson(compactJson(value.toObject())))
            read.push_back(*event);
    }
    return read;
}

QByteArray outcomeJson(const QStringList &ports,
                       const StepOutcome &outcome,
                       const QJsonArray &failures,
                       const QJsonArray &reached,
                       const std::vector<Event> &unsaid)
{
    // Every step has one, most of them nothing but its exits: written without a tree in between,
    // its keys in the order in which QJsonObject has them.
    QByteArray json("{");
    const auto add = [&](const char *key, const QByteArray &value) {
        json += json.size() > 1 ? ",\"" : "\"";
        json += key;
        json += "\":";
        json += value;
    };
    if (!outcome.detail.isEmpty())
        add("detail", compactJson(outcome.detail));
    if (outcome.error)
        add("error", compactJson(errorJson(*outcome.error)));
    add("exits", namesJson(ports));
    if (!failures.isEmpty())
        add("failures", compactJson(failures));
    if (!unsaid.empty())
        add("publish", compactJson(eventsJson(unsaid)));
    if (!reached.isEmpty())
        add("reached", compactJson(reached));
    json += '}';
    return json;
}

} // namespace Saltern
