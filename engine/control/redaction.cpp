#include "engine/control/redaction.h"

#include "engine/base/compactjson.h"
#include "engine/runs/secretstore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace Saltern {

namespace {

// A password that happens to be the name of a field must not break the protocol.
bool isFieldName(const QString &key)
{
    return key.size() <= 20 && std::all_of(key.begin(), key.end(), [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
           });
}

/// Whose the names of the members are. What handlers and senders put into an event's data may be a
/// secret as a name, too; there none is needed to understand the protocol.
enum class Names { Ours, Theirs };

QJsonValue masked(const QJsonValue &value, const SecretStore &secrets, Names names)
{
    if (value.isString())
        return secrets.redacted(value.toString());
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &entry : value.toArray())
            array.append(masked(entry, secrets, names));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject source = value.toObject();
        for (auto member = source.begin(); member != source.end(); ++member) {
            const QString &key = member.key();
            const bool stays = names == Names::Ours && isFieldName(key);
            const bool theirs = names == Names::Theirs || key == QLatin1StringView("data");
            object.insert(stays ? key : secrets.redacted(key),
                          masked(member.value(), secrets, theirs ? Names::Theirs : Names::Ours));
        }
        return object;
    }
    return value;
}

/// Its "data" is JSON-RPC's, with our names.
QJsonObject maskedError(const QJsonObject &error, const SecretStore &secrets)
{
    QJsonObject clean;
    for (auto member = error.begin(); member != error.end(); ++member)
        clean.insert(member.key(), masked(member.value(), secrets, Names::Ours));
    return clean;
}

} // namespace

QByteArray Redaction::applied(const QByteArray &json)
{
    if (!mayHold(json))
        return json;
    const QJsonObject message = QJsonDocument::fromJson(json).object();
    QJsonObject clean;
    // The envelope itself stays: "method" may well be somebody's password.
    for (auto member = message.begin(); member != message.end(); ++member) {
        const QString &key = member.key();
        if (key == QLatin1StringView("error"))
            clean.insert(key, maskedError(member.value().toObject(), m_secrets));
        else if (key == QLatin1StringView("result") || key == QLatin1StringView("params"))
            clean.insert(key, masked(member.value(), m_secrets, Names::Ours));
        else
            clean.insert(key, member.value());
    }
    return compactJson(clean) + '\n';
}

bool Redaction::mayHold(const QByteArray &json)
{
    const QStringList values = m_secrets.handedOut();
    if (values.size() != m_known) {
        m_known = values.size();
        m_written.clear();
        for (const QString &value : values)
            m_written += compactJson(QJsonValue(value)).mid(1).chopped(1);
    }
    if (m_written.isEmpty())
        return false;
    // Somebody else's JSON may spell any character as \uXXXX.
    return json.contains("\\u") ||
           std::any_of(m_written.begin(), m_written.end(), [&](const QByteArray &written) {
               return json.contains(written);
           });
}

} // namespace Saltern
