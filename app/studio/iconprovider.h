#pragma once

#include <QQuickImageProvider>

namespace Saltern {

/// `image://icon/<name>/<rrggbb>`: an icon of resources/icons in a colour of the theme, at the size
/// that is asked for. The files draw with `currentColor`, so one file serves every theme.
class IconProvider : public QQuickImageProvider
{
public:
    IconProvider();
    QPixmap requestPixmap(const QString &id, QSize *size, const QSize &requestedSize) override;
};

} // namespace Saltern
