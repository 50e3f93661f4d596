#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// A note's Markdown. Text of Qt Quick takes the colour of links from the desktop, which may not be
/// legible on a note.
class NoteText : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString text MEMBER m_text NOTIFY changed)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    Q_PROPERTY(QColor linkColor MEMBER m_linkColor NOTIFY changed)
    Q_PROPERTY(QString family MEMBER m_family NOTIFY changed)
    Q_PROPERTY(qreal zoom MEMBER m_zoom NOTIFY changed)

public:
    explicit NoteText(QQuickItem *parent = nullptr);

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void changed();

private:
    QString m_text;
    QColor m_color;
    QColor m_linkColor;
    QString m_family;
    qreal m_zoom = 1;
};

} // namespace Saltern
