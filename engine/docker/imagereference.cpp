#include "engine/docker/imagereference.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

constexpr QLatin1StringView hub{"docker.io"};

bool isRegistry(const QString &part)
{
    return part.contains(u'.') || part.contains(u':') || part == QLatin1StringView("localhost");
}

} // namespace

Result<ImageReference> ImageReference::parse(const QString &text)
{
    static const QRegularExpression anId(QStringLiteral("\\A(?:sha256:)?[0-9a-f]{64}\\z"));
    static const QRegularExpression aName(
        QStringLiteral("\\A(?<name>(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?/)?"
                       "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*"
                       "(?:/[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*)*)"
                       "(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?\\z"));
    ImageReference reference;
    if (anId.match(text).hasMatch()) {
        reference.id = text;
        return reference;
    }
    const auto match = text.size() > 512 ? QRegularExpressionMatch() : aName.match(text);
    if (!match.hasMatch())
        return fail(
            ErrorKind::BadInput,
            QStringLiteral("\"%1\" is not the name of an image.").arg(text.left(80).simplified()),
            QStringLiteral("Write it as registry.example:5000/name:tag, name:tag or "
                           "name@sha256:..., in small letters."));
    reference.name = match.captured(u"name");
    reference.tag = match.captured(u"tag");
    reference.digest = match.captured(u"digest");
    const qsizetype slash = reference.name.indexOf(u'/');
    if (slash > 0 && isRegistry(reference.name.left(slash))) {
        reference.registry = reference.name.left(slash);
        reference.repository = reference.name.mid(slash + 1);
    } else {
        reference.registry = hub;
        reference.repository =
            slash > 0 ? reference.name : QStringLiteral("library/") + reference.name;
    }
    return reference;
}

QString ImageReference::complete() const
{
    if (!id.isEmpty())
        return id;
    QString text = name;
    if (!tag.isEmpty() || digest.isEmpty())
        text += u':' + (tag.isEmpty() ? QStringLiteral("latest") : tag);
    if (!digest.isEmpty())
        text += u'@' + digest;
    return text;
}

} // namespace Saltern
