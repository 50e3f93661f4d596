#pragma once

#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/runfacts.h"
#include "app/studio/document/pipelinedocument.h"

#include <QHash>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace Saltern {

// Of the fixture's document.
inline const QString died = QStringLiteral("died");
inline const QString check = QStringLiteral("check");
inline const QString diagnose = QStringLiteral("diagnose");
inline const QString restart = QStringLiteral("restart");
inline const QString page = QStringLiteral("page");
inline const QString firstWire = QStringLiteral("died.out->check");

/// What a run would say.
class ScriptedFacts : public RunFacts
{
    Q_OBJECT

public:
    NodeRunFacts nodeFacts(const QString &id) const override { return nodes.value(id); }
    WireRunFacts wireFacts(const QString &key) const override { return wires.value(key); }

    void set(const QString &node, const NodeRunFacts &facts)
    {
        nodes.insert(node, facts);
        Q_EMIT nodeFactsChanged(node);
    }
    void set(const QString &key, const WireRunFacts &facts)
    {
        wires.insert(key, facts);
        Q_EMIT wireFactsChanged(key);
    }

    QHash<QString, NodeRunFacts> nodes;
    QHash<QString, WireRunFacts> wires;
};

/// The Design screen in a window of its own, with a document that every test gets anew:
///
///     died -> check -> diagnose -ok-> restart        page (no wires)
class CanvasFixture
{
public:
    CanvasFixture();
    ~CanvasFixture();

    /// A fresh document, 100 %, everything in view, the canvas with the keyboard. From here on any
    /// warning fails the test.
    void begin();
    void begin(const QByteArray &yaml, const Layout &layout);

    PipelineDocument *document() { return m_document.get(); }
    Selection *selection() { return m_document->selection(); }
    CanvasView *view() { return m_view; }
    QQuickWindow *window() { return m_window; }
    void setFacts(RunFacts *facts);

    /// Pixels of the window.
    QPoint centre(const QString &node);
    QPoint output(const QString &node, int port = 0);
    QPoint input(const QString &node);
    QPoint middle(const QString &wire);
    QPoint at(QPointF scene);

    void
    press(QPoint at, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton);
    void moveTo(QPoint at, Qt::KeyboardModifiers modifiers = {});
    void release(QPoint at,
                 Qt::KeyboardModifiers modifiers = {},
                 Qt::MouseButton button = Qt::LeftButton);
    void drag(QPoint from,
              QPoint to,
              Qt::KeyboardModifiers modifiers = {},
              Qt::MouseButton button = Qt::LeftButton);
    void
    click(QPoint at, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton);
    void doubleClick(QPoint at);
    void hover(QPoint at);
    void wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    void type(const QString &text);

    /// An item of the screen by its objectName; null when there is none that is visible.
    QQuickItem *item(const QString &objectName);
    /// A popup by its objectName.
    QObject *popup(const QString &objectName);
    bool isOpen(const QString &popup);
    QStringList wireKeys();
    QStringList nodeIds();

private:
    QTemporaryDir m_folder;
    QQmlApplicationEngine m_engine;
    std::unique_ptr<PipelineDocument> m_document;
    QQuickWindow *m_window = nullptr;
    QObject *m_screen = nullptr;
    CanvasView *m_view = nullptr;
};

} // namespace Saltern
