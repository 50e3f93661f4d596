#pragma once

#include <QObject>
#include <QRect>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

#include <memory>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

/// What a person has chosen for the studio as a whole, kept between sessions. GUI thread.
class Preferences : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString theme READ theme WRITE setTheme NOTIFY themeChanged)
    Q_PROPERTY(bool dark READ isDark NOTIFY darkChanged)
    Q_PROPERTY(bool snapToGrid READ snapToGrid WRITE setSnapToGrid NOTIFY snapToGridChanged)
    Q_PROPERTY(
        bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY reducedMotionChanged)
    Q_PROPERTY(QString effectiveTheme READ effectiveTheme NOTIFY darkChanged)
    Q_PROPERTY(QString dragOnEmpty READ dragOnEmpty WRITE setDragOnEmpty NOTIFY dragOnEmptyChanged)
    Q_PROPERTY(QRect windowGeometry READ windowGeometry WRITE setWindowGeometry NOTIFY
                   windowGeometryChanged)
    Q_PROPERTY(qreal fontScale READ fontScale WRITE setFontScale NOTIFY fontScaleChanged)

public:
    explicit Preferences(std::unique_ptr<QSettings> settings, QObject *parent = nullptr);
    ~Preferences() override;

    /// The one that QML and C++ share. Made on first use from the user's settings file.
    static Preferences &instance();
    /// For tests and screenshots: keeps everything in `file` instead. Before the first instance().
    static void useFile(const QString &file);
    static Preferences *create(QQmlEngine *, QJSEngine *);

    /// "system", "dark" or "light".
    QString theme() const;
    void setTheme(const QString &theme);

    /// Whether the dark palette is in force: as chosen, or as the desktop has it.
    bool isDark() const;

    /// "dark" or "light".
    QString effectiveTheme() const;

    /// What dragging over empty canvas does: "select" or "pan".
    QString dragOnEmpty() const;
    void setDragOnEmpty(const QString &what);

    /// Where the window was when it was closed last; empty before that.
    QRect windowGeometry() const;
    void setWindowGeometry(const QRect &geometry);

    bool snapToGrid() const;
    void setSnapToGrid(bool snap);

    bool reducedMotion() const;
    void setReducedMotion(bool reduced);

    /// 1.0 to 2.0.
    qreal fontScale() const;
    void setFontScale(qreal scale);

    QSettings &settings() { return *m_settings; }

Q_SIGNALS:
    void themeChanged();
    void darkChanged();
    void snapToGridChanged();
    void reducedMotionChanged();
    void fontScaleChanged();
    void dragOnEmptyChanged();
    void windowGeometryChanged();

private:
    bool eventFilter(QObject *watched, QEvent *event) override;

    std::unique_ptr<QSettings> m_settings;
};

} // namespace Saltern
