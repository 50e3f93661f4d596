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

QJsonValue masked(const QJsonValue &value, const SecretStore &secrets)
{
    if (value.isString())
        return secrets.redacted(value.toString());
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &entry : value.toArray())
            array.append(masked(entry, secrets));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject source = value.toObject();
        for (auto member = source.begin(); member != source.end(); ++member)
            object.insert(isFieldName(member.key()) ? member.key() : secrets.redacted(member.key()),
                          masked(member.value(), secrets));
        return object;
    }
    return value;
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
        const bool content = member.value().isObject() || member.value().isArray();
        clean.insert(member.key(), content ? masked(member.value(), m_secrets) : member.value());
    }
    return compactJson(clean) + '\n';
}

bool Redaction::mayHold(const QByteArray &json)
{
    const QStringList values = m_secrets.masked();
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
