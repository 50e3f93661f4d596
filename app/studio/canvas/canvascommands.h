#pragma once

#include <QObject>
#include <QPointF>
#include <QStringList>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class CanvasView;

/// What menus and keys do with what is selected. Each is one step of undo. GUI thread.
class CanvasCommands : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Every canvas has its own.")

public:
    explicit CanvasCommands(CanvasView &view);

    /// A new node with its centre at `scene`, connected as `context` says (see
    /// CanvasView::quickAddRequested) and with its `parameters`, selected. Its id; empty when
    /// refused.
    Q_INVOKABLE QString insert(const QString &kind, QPointF scene, const QVariantMap &context = {});
    /// {key, title, subtitle, category} of the kinds that fit the text and the context, best first.
    Q_INVOKABLE QVariantList kinds(const QString &text, const QVariantMap &context) const;
    Q_INVOKABLE void removeSelected(bool heal = false);
    Q_INVOKABLE void duplicate();
    Q_INVOKABLE void copy();
    Q_INVOKABLE void cut();
    /// At the pointer when it is over the canvas, else in its middle; again and again a bit
    /// further.
    Q_INVOKABLE void paste(bool keepIncoming = false);
    Q_INVOKABLE void nudge(QPointF way);
    /// "stop" or "bypass"; back to "no" when all selected nodes are that already.
    Q_INVOKABLE void toggleDisabled(const QString &how);
    Q_INVOKABLE void frameSelected();
    Q_INVOKABLE void addNote(QPointF scene);
    Q_INVOKABLE void tidy();
    Q_INVOKABLE void togglePinned();
    Q_INVOKABLE void align(const QString &edge);
    Q_INVOKABLE void distribute(bool horizontally);
    /// {node, title, port, portTitle}: what a new wire from the node's output may lead to.
    Q_INVOKABLE QVariantList targetsOf(const QString &node, const QString &port) const;
    /// {name, title} of each output.
    Q_INVOKABLE QVariantList outputsOf(const QString &node) const;
    Q_INVOKABLE bool canPaste() const;

private:
    void rememberKind(const QString &kind);

    CanvasView &m_view;
    QString m_lastPasted;
    int m_pasteCount = 0;
};

} // namespace Saltern
