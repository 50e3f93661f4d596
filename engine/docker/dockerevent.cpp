#include "engine/docker/dockerevent.h"

#include <QCryptographicHash>

namespace Saltern {

namespace {

constexpr qsizetype idLength = 32; // hex digits: 128 bits

// Docker's actions are letters, digits, '_' and '-'; whatever a plugin may come up with must still
// make an event type.
QString typeSegment(const QString &text)
{
    if (isValidEventType(text) && !text.contains(u'/'))
        return text;
    QString segment = text;
    for (QChar &c : segment) {
        if (!isValidEventType(QStringView(&c, 1)) || c == u'/')
            c = u'_';
    }
    return segment;
}

} // namespace

QString dockerEventId(const QString &daemonId, const DockerMessage &message, bool synthetic)
{
    QByteArray text;
    text.reserve(256);
    for (const QString &part : {daemonId,
                                QString::number(message.timeNs),
                                message.type,
                                message.written,
                                message.actorId})
        text += part.toUtf8() + '\0';
    if (synthetic)
        text += "synthetic";
    const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha1).toHex();
    return QString::fromLatin1(hash.left(idLength));
}

Event dockerEvent(const DockerMessage &message, const DockerEventContext &context)
{
    return Event::makeRaw(
        EventFields{.id = dockerEventId(context.daemonId, message, context.synthetic),
                    .source = QStringLiteral("docker/") + context.host,
                    .type = QStringLiteral("docker/") + typeSegment(message.type) + u'/' +
                            typeSegment(message.action),
                    .subject = message.actorId,
                    .timeNs = message.timeNs,
                    .host = context.host,
                    .synthetic = context.synthetic},
        message.eventData(context.background));
}

Event hostEvent(const QString &host, const QString &what, qint64 timeNs, QJsonObject facts)
{
    facts.insert(QStringLiteral("name"), host);
    return Event::make(EventFields{.source = QStringLiteral("saltern"),
                                   .type = QStringLiteral("host/") + host + u'/' + what,
                                   .subject = host,
                                   .timeNs = timeNs,
                                   .host = host},
                       {{QStringLiteral("host"), facts}});
}

} // namespace Saltern
