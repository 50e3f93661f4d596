#include "engine/control/methodparams.h"

#include "engine/base/compactjson.h"
#include "engine/base/nearestname.h"

namespace Saltern::Params {

namespace {

tl::unexpected<Error> unusable(Name name, const QString &what, const QString &remedy)
{
    return fail(
        ErrorKind::BadInput, QStringLiteral("The parameter \"%1\" %2.").arg(name, what), remedy);
}

} // namespace

Result<QString> optionalText(const QJsonObject &params, Name name)
{
    const QJsonValue value = params.value(name);
    if (value.isUndefined() || value.isNull())
        return QString();
    if (!value.isString())
        return unusable(name, QStringLiteral("is no text"), QStringLiteral("Give a string."));
    return value.toString();
}

Result<QString> text(const QJsonObject &params, Name name)
{
    const auto value = optionalText(params, name);
    if (value && value->isEmpty())
        return unusable(name, QStringLiteral("is missing"), QStringLiteral("Give a string."));
    return value;
}

Result<qint64> number(const QJsonObject &params, Name name)
{
    constexpr qint64 largest = qint64{1} << 53;
    if (!params.contains(name))
        return unusable(name, QStringLiteral("is missing"), QStringLiteral("Give a number."));
    return number(params, name, 0, 0, largest);
}

Result<qint64>
number(const QJsonObject &params, Name name, qint64 otherwise, qint64 least, qint64 most)
{
    const QJsonValue value = params.value(name);
    if (value.isUndefined() || value.isNull())
        return otherwise;
    const qint64 given = value.toInteger(least - 1);
    if (!value.isDouble() || given < least || given > most)
        return unusable(name,
                        QStringLiteral("is no whole number from %1 to %2").arg(least).arg(most),
                        QStringLiteral("Give one."));
    return given;
}

Result<std::optional<qint64>> time(const QJsonObject &params, Name name)
{
    const auto value = optionalText(params, name);
    if (!value)
        return fail(value.error());
    if (value->isEmpty())
        return std::optional<qint64>();
    const auto parsed = parseTimeNs(*value);
    if (!parsed)
        return unusable(name,
                        QStringLiteral("is no time"),
                        QStringLiteral("Write it as in 2026-01-31T12:00:00Z."));
    return std::optional<qint64>(*parsed);
}

Result<Event> event(const QJsonObject &params, Name name)
{
    const QJsonValue value = params.value(name);
    if (!value.isObject())
        return unusable(name,
                        QStringLiteral("is no event"),
                        QStringLiteral("Give a CloudEvents object; only \"type\" is needed."));
    return Event::fromJson(compactJson(value));
}

Result<std::optional<RunState>> runState(const QJsonObject &params, Name name)
{
    const auto value = optionalText(params, name);
    if (!value)
        return fail(value.error());
    if (value->isEmpty())
        return std::optional<RunState>();
    QStringList known;
    for (const RunState state : {RunState::Running,
                                 RunState::Done,
                                 RunState::Failed,
                                 RunState::Lost,
                                 RunState::Cancelled}) {
        known += runStateName(state);
        if (known.constLast() == *value)
            return std::optional(state);
    }
    return unusable(name, QStringLiteral("is not the state of a run"), suggestName(*value, known));
}

Result<RunMode> mode(const QJsonObject &params, Name name)
{
    const auto value = optionalText(params, name);
    if (!value)
        return fail(value.error());
    for (const RunMode mode : {RunMode::Run, RunMode::Observe}) {
        if (*value == runModeName(mode))
            return mode;
    }
    if (value->isEmpty())
        return RunMode::Run;
    return unusable(name,
                    QStringLiteral("is neither \"run\" nor \"observe\""),
                    QStringLiteral("Give one of them."));
}

Result<Bundle> bundle(const QJsonObject &params, Name name)
{
    const QJsonObject object = params.value(name).toObject();
    const auto documentName = text(object, Name("name"));
    const auto document = text(object, Name("document"));
    if (!documentName || !document)
        return unusable(name,
                        QStringLiteral("is no bundle"),
                        QStringLiteral("Give an object with \"name\", \"document\" (YAML text) and "
                                       "\"files\" (contents in base64)."));
    Bundle bundle{*documentName, document->toUtf8(), {}};
    const QJsonObject files = object.value(Name("files")).toObject();
    for (auto file = files.begin(); file != files.end(); ++file) {
        const auto content = QByteArray::fromBase64Encoding(
            file.value().toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        if (!file.value().isString() || !content)
            return unusable(name,
                            QStringLiteral("has a file \"%1\" that is not base64").arg(file.key()),
                            QStringLiteral("Encode each file's content."));
        bundle.files.insert(file.key(), content.decoded);
    }
    return bundle;
}

QJsonObject bundleJson(const Bundle &bundle)
{
    QJsonObject files;
    for (auto file = bundle.files.cbegin(); file != bundle.files.cend(); ++file)
        files.insert(file.key(), QString::fromLatin1(file.value().toBase64()));
    return {{Name("name"), bundle.documentName},
            {Name("document"), QString::fromUtf8(bundle.document)},
            {Name("files"), files}};
}

} // namespace Saltern::Params
