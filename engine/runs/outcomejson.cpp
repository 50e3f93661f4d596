#include "engine/runs/outcomejson.h"

#include "engine/runs/secretstore.h"

#include <QJsonDocument>

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
        QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            member.value() = maskedJson(member.value(), secrets);
        return object;
    }
    return value;
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
    QJsonObject data{{QStringLiteral("error"), errorJson(*outcome.error)}};
    const QJsonValue exitCode = outcome.detail.value(QLatin1StringView("exitCode"));
    if (!exitCode.isUndefined())
        data.insert(QStringLiteral("exitCode"), exitCode);
    if (!outcome.log.isEmpty())
        data.insert(QStringLiteral("log"), outcome.log.right(logTail));
    return data;
}

StepOutcome masked(StepOutcome outcome, const SecretStore &secrets)
{
    if (secrets.isEmpty())
        return outcome;
    outcome.log = secrets.redacted(outcome.log);
    outcome.detail = maskedJson(outcome.detail, secrets).toObject();
    if (outcome.error) {
        outcome.error->message = secrets.redacted(outcome.error->message);
        outcome.error->remedy = secrets.redacted(outcome.error->remedy);
        outcome.error->detail = secrets.redacted(outcome.error->detail);
    }
    return outcome;
}

QByteArray
outcomeJson(const QStringList &ports, const StepOutcome &outcome, const QJsonArray &failures)
{
    QJsonObject object{{QStringLiteral("exits"), QJsonArray::fromStringList(ports)}};
    if (outcome.error)
        object.insert(QStringLiteral("error"), errorJson(*outcome.error));
    if (!outcome.detail.isEmpty())
        object.insert(QStringLiteral("detail"), outcome.detail);
    if (!failures.isEmpty())
        object.insert(QStringLiteral("failures"), failures);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace Saltern
