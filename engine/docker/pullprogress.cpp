#include "engine/docker/pullprogress.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Saltern {

namespace {

constexpr qsizetype longestLog = 200; // lines; images have at most 127 layers

QString mebibytes(qint64 bytes)
{
    return QString::number(double(bytes) / (1024 * 1024), 'f', 1);
}

constexpr QLatin1StringView pulledWord("pulled");
constexpr QLatin1StringView thereWord("was there");

QString lineFor(const QString &layer, QLatin1StringView how)
{
    return QStringLiteral("layer %1 ").arg(layer) + how;
}

} // namespace

void PullProgress::feed(const QByteArray &line)
{
    const QJsonObject message = QJsonDocument::fromJson(line).object();
    const QString error = message.value(QLatin1StringView("error")).toString();
    if (!error.isEmpty()) {
        m_error = error;
        return;
    }
    const QString status = message.value(QLatin1StringView("status")).toString();
    const QJsonObject progress = message.value(QLatin1StringView("progressDetail")).toObject();
    if (status.startsWith(QLatin1StringView("Digest: "))) {
        setDigest(status.mid(8));
    } else if (status.startsWith(QLatin1StringView("Pulling from "))) {
        m_tellsUnpacking = true; // it is Docker
    } else if (message.contains(QLatin1StringView("progressDetail"))) {
        layer(message.value(QLatin1StringView("id")).toString(),
              status,
              progress.value(QLatin1StringView("current")).toInteger(),
              progress.value(QLatin1StringView("total")).toInteger());
    } else if (status == QLatin1StringView("Already exists")) {
        layer(message.value(QLatin1StringView("id")).toString(), status, 0, 0);
    }
}

void PullProgress::layer(const QString &id, const QString &status, qint64 current, qint64 total)
{
    const bool complete = status == QLatin1StringView("Download complete");
    // Podman ends with the id of the image, which it had told of as if it were a layer.
    if (complete && !m_tellsUnpacking && m_layers.value(id).there) {
        m_layers.remove(id);
        m_log.removeOne(lineFor(id, pulledWord));
        return;
    }
    Layer &layer = m_layers[id];
    if (status == QLatin1StringView("Downloading")) {
        layer.done = current;
        layer.size = qMax(layer.size, total);
    } else if (complete) {
        layer.done = layer.size;
    }
    const bool pulled =
        status == QLatin1StringView("Pull complete") || (complete && !m_tellsUnpacking);
    if (layer.there || (!pulled && status != QLatin1StringView("Already exists")))
        return;
    layer.there = true;
    layer.done = layer.size;
    if (m_log.size() < longestLog)
        m_log += lineFor(id, pulled ? pulledWord : thereWord);
}

void PullProgress::setDigest(const QString &digest)
{
    m_digest = digest;
    if (!digest.isEmpty())
        m_log += QStringLiteral("digest %1").arg(digest);
}

QString PullProgress::summary() const
{
    if (m_layers.isEmpty())
        return {};
    qsizetype there = 0;
    qint64 done = 0;
    qint64 size = 0;
    for (const Layer &layer : m_layers) {
        there += layer.there ? 1 : 0;
        done += layer.done;
        size += layer.size;
    }
    QString text = QStringLiteral("%1 of %2 layers").arg(there).arg(m_layers.size());
    if (size > 0)
        text += QStringLiteral(", %1 of %2 MiB").arg(mebibytes(done), mebibytes(size));
    return text;
}

} // namespace Saltern
