#pragma once

#include <QColor>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// The theme's colours for what C++ paints; PipelineCanvas.qml binds them to Theme. GUI thread.
class CanvasColors : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor canvas MEMBER canvas NOTIFY changed)
    Q_PROPERTY(QColor dot MEMBER dot NOTIFY changed)
    Q_PROPERTY(QColor node MEMBER node NOTIFY changed)
    Q_PROPERTY(QColor raised MEMBER raised NOTIFY changed)
    Q_PROPERTY(QColor border MEMBER border NOTIFY changed)
    Q_PROPERTY(QColor borderStrong MEMBER borderStrong NOTIFY changed)
    Q_PROPERTY(QColor text MEMBER text NOTIFY changed)
    Q_PROPERTY(QColor textMuted MEMBER textMuted NOTIFY changed)
    Q_PROPERTY(QColor textFaint MEMBER textFaint NOTIFY changed)
    Q_PROPERTY(QColor shadow MEMBER shadow NOTIFY changed)
    Q_PROPERTY(QColor trigger MEMBER trigger NOTIFY changed)
    Q_PROPERTY(QColor logic MEMBER logic NOTIFY changed)
    Q_PROPERTY(QColor func MEMBER func NOTIFY changed)
    Q_PROPERTY(QColor action MEMBER action NOTIFY changed)
    Q_PROPERTY(QColor accent MEMBER accent NOTIFY changed)
    Q_PROPERTY(QColor good MEMBER good NOTIFY changed)
    Q_PROPERTY(QColor warning MEMBER warning NOTIFY changed)
    Q_PROPERTY(QColor danger MEMBER danger NOTIFY changed)
    Q_PROPERTY(QString family MEMBER family NOTIFY changed)
    Q_PROPERTY(QString monoFamily MEMBER monoFamily NOTIFY changed)

public:
    using QObject::QObject;

    QColor ofCategory(const QString &category) const
    {
        if (category == QLatin1StringView("trigger"))
            return trigger;
        if (category == QLatin1StringView("logic"))
            return logic;
        if (category == QLatin1StringView("function"))
            return func;
        return category == QLatin1StringView("action") ? action : textFaint;
    }

    /// A frame names a colour of the theme; an unknown name is a quiet frame.
    QColor ofFrame(const QString &name) const
    {
        if (name == QLatin1StringView("accent"))
            return accent;
        if (name == QLatin1StringView("good"))
            return good;
        if (name == QLatin1StringView("warning"))
            return warning;
        if (name == QLatin1StringView("danger"))
            return danger;
        return name.isEmpty() || name == QLatin1StringView("neutral") ? textMuted
                                                                      : ofCategory(name);
    }

    QColor canvas, dot, node, raised, border, borderStrong, text, textMuted, textFaint, shadow;
    QColor trigger, logic, func, action, accent, good, warning, danger;
    QString family, monoFamily;

Q_SIGNALS:
    void changed();
};

} // namespace Saltern
