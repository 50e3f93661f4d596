#pragma once

#include "engine/pipeline/pipeline.h"

#include <QHash>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// A small picture of a pipeline as the canvas draws it, without words: for cards.
class PipelineMiniature : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    /// The document and its layout file, as text; without a layout nodes are placed by themselves.
    Q_PROPERTY(QString text MEMBER m_text WRITE setText NOTIFY changed)
    Q_PROPERTY(QString layoutText MEMBER m_layoutText WRITE setLayoutText NOTIFY changed)
    Q_PROPERTY(QColor nodeColor MEMBER m_node NOTIFY changed)
    Q_PROPERTY(QColor borderColor MEMBER m_border NOTIFY changed)
    Q_PROPERTY(QColor dotColor MEMBER m_dot NOTIFY changed)
    Q_PROPERTY(QColor triggerColor MEMBER m_trigger NOTIFY changed)
    Q_PROPERTY(QColor logicColor MEMBER m_logic NOTIFY changed)
    Q_PROPERTY(QColor functionColor MEMBER m_function NOTIFY changed)
    Q_PROPERTY(QColor actionColor MEMBER m_action NOTIFY changed)

public:
    explicit PipelineMiniature(QQuickItem *parent = nullptr);

    void setText(const QString &text);
    void setLayoutText(const QString &text);
    void paint(QPainter *painter) override;

Q_SIGNALS:
    void changed();

private:
    void read();
    QColor colorOf(const Node &node) const;
    void paintDots(QPainter &painter) const;
    void paintWires(QPainter &painter) const;
    void paintNode(QPainter &painter, const Node &node) const;

    QString m_text;
    QString m_layoutText;
    QColor m_node, m_border, m_dot, m_trigger, m_logic, m_function, m_action;
    Pipeline m_pipeline;
    QList<Wire> m_wires;
    QHash<QString, QRectF> m_rects; // in scene units
    QRectF m_bounds;
};

} // namespace Saltern
