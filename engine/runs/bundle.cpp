#include "engine/runs/bundle.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace Saltern {

namespace {

// Lengths go into the hash, so that moving a byte from one part to its neighbour changes it.
void addPart(QCryptographicHash &hash, const QByteArray &part)
{
    hash.addData(QByteArray::number(part.size()).append(':'));
    hash.addData(part);
}

Result<QByteArray> fromBase64(const QJsonValue &value, const QString &name)
{
    const auto decoded = QByteArray::fromBase64Encoding(value.toString().toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!value.isString() || !decoded)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" of the bundle is not base64 text.").arg(name),
                    QStringLiteral("Send the document and its files again."));
    return decoded.decoded;
}

} // namespace

QString Bundle::revision() const
{
    // The document's file name is not content: a renamed file is the same revision.
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addPart(hash, document);
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        addPart(hash, file.key().toUtf8());
        addPart(hash, file.value());
    }
    return QString::fromLatin1(hash.result().toHex());
}

QByteArray Bundle::toJson() const
{
    QJsonObject encoded;
    for (auto file = files.cbegin(); file != files.cend(); ++file)
        encoded.insert(file.key(), QString::fromLatin1(file.value().toBase64()));
    const QJsonObject object{
        {QStringLiteral("name"), documentName},
        {QStringLiteral("document"), QString::fromLatin1(document.toBase64())},
        {QStringLiteral("files"), encoded},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<Bundle> Bundle::fromJson(const QByteArray &json)
{
    QJsonParseError parseError;
    const QJsonDocument parsed = QJsonDocument::fromJson(json, &parseError);
    if (!parsed.isObject())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The bundle is not a JSON object."),
                    QStringLiteral("Send the document and its files again."),
                    parseError.errorString());
    const QJsonObject object = parsed.object();
    Bundle bundle;
    bundle.documentName = object.value(QLatin1StringView("name")).toString();
    const auto text =
        fromBase64(object.value(QLatin1StringView("document")), QStringLiteral("document"));
    if (!text)
        return fail(text.error());
    bundle.document = *text;
    const QJsonObject encoded = object.value(QLatin1StringView("files")).toObject();
    for (auto file = encoded.begin(); file != encoded.end(); ++file) {
        const auto content = fromBase64(file.value(), file.key());
        if (!content)
            return fail(content.error());
        bundle.files.insert(file.key(), *content);
    }
    return bundle;
}

} // namespace Saltern
