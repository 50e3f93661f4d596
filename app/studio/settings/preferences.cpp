#include "app/studio/settings/preferences.h"

#include <QEvent>
#include <QGuiApplication>
#include <QJSEngine>
#include <QPalette>

#include <algorithm>

namespace Saltern {

namespace {

const QString themeKey = QStringLiteral("appearance/theme");
const QString snapKey = QStringLiteral("canvas/snapToGrid");
const QString motionKey = QStringLiteral("appearance/reducedMotion");
const QString dragKey = QStringLiteral("canvas/dragOnEmpty");
const QString geometryKey = QStringLiteral("window/geometry");
const QString fontScaleKey = QStringLiteral("appearance/fontScale");

QString &settingsFile()
{
    static QString file;
    return file;
}

} // namespace

Preferences::Preferences(std::unique_ptr<QSettings> settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings))
{
    // The desktop tells of a change of its colours by a new application palette.
    if (qGuiApp)
        qGuiApp->installEventFilter(this);
}

Preferences::~Preferences() = default;

Preferences &Preferences::instance()
{
    static Preferences preferences(
        settingsFile().isEmpty()
            ? std::make_unique<QSettings>(QStringLiteral("saltern"), QStringLiteral("studio"))
            : std::make_unique<QSettings>(settingsFile(), QSettings::IniFormat));
    return preferences;
}

void Preferences::useFile(const QString &file)
{
    settingsFile() = file;
}

Preferences *Preferences::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

QString Preferences::theme() const
{
    return m_settings->value(themeKey, QStringLiteral("system")).toString();
}

void Preferences::setTheme(const QString &theme)
{
    if (theme == this->theme())
        return;
    m_settings->setValue(themeKey, theme);
    Q_EMIT themeChanged();
    Q_EMIT darkChanged();
}

bool Preferences::isDark() const
{
    if (theme() == QLatin1StringView("dark"))
        return true;
    if (theme() == QLatin1StringView("light"))
        return false;
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightnessF() <
           palette.color(QPalette::WindowText).lightnessF();
}

QString Preferences::effectiveTheme() const
{
    return isDark() ? QStringLiteral("dark") : QStringLiteral("light");
}

QString Preferences::dragOnEmpty() const
{
    return m_settings->value(dragKey) == QLatin1StringView("pan") ? QStringLiteral("pan")
                                                                  : QStringLiteral("select");
}

void Preferences::setDragOnEmpty(const QString &what)
{
    if (what == dragOnEmpty())
        return;
    m_settings->setValue(dragKey, what);
    Q_EMIT dragOnEmptyChanged();
}

QRect Preferences::windowGeometry() const
{
    return m_settings->value(geometryKey).toRect();
}

void Preferences::setWindowGeometry(const QRect &geometry)
{
    if (geometry == windowGeometry())
        return;
    m_settings->setValue(geometryKey, geometry);
    Q_EMIT windowGeometryChanged();
}

bool Preferences::snapToGrid() const
{
    return m_settings->value(snapKey, true).toBool();
}

void Preferences::setSnapToGrid(bool snap)
{
    if (snap == snapToGrid())
        return;
    m_settings->setValue(snapKey, snap);
    Q_EMIT snapToGridChanged();
}

bool Preferences::reducedMotion() const
{
    return m_settings->value(motionKey, false).toBool();
}

void Preferences::setReducedMotion(bool reduced)
{
    if (reduced == reducedMotion())
        return;
    m_settings->setValue(motionKey, reduced);
    Q_EMIT reducedMotionChanged();
}

qreal Preferences::fontScale() const
{
    return std::clamp(m_settings->value(fontScaleKey, 1.0).toReal(), 1.0, 2.0);
}

void Preferences::setFontScale(qreal scale)
{
    if (qFuzzyCompare(scale, fontScale()))
        return;
    m_settings->setValue(fontScaleKey, scale);
    Q_EMIT fontScaleChanged();
}

bool Preferences::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == qGuiApp && event->type() == QEvent::ApplicationPaletteChange)
        Q_EMIT darkChanged();
    return QObject::eventFilter(watched, event);
}

} // namespace Saltern
