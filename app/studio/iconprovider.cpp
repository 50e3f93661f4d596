#include "app/studio/iconprovider.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace Saltern {

namespace {

constexpr QSize standardSize(20, 20);

} // namespace

IconProvider::IconProvider() : QQuickImageProvider(QQuickImageProvider::Pixmap)
{
}

QPixmap IconProvider::requestPixmap(const QString &id, QSize *size, const QSize &requestedSize)
{
    const QStringList parts = id.split(u'/');
    const QSize wanted = requestedSize.isEmpty() ? standardSize : requestedSize;
    if (size)
        *size = wanted;
    QPixmap pixmap(wanted);
    pixmap.fill(Qt::transparent);
    QFile file(QStringLiteral(":/icons/%1.svg").arg(parts.value(0)));
    if (!file.open(QIODevice::ReadOnly))
        return pixmap;
    QByteArray svg = file.readAll();
    const QByteArray color = '#' + parts.value(1, QStringLiteral("ffffff")).toLatin1();
    svg.replace("currentColor", color);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    return pixmap;
}

} // namespace Saltern
