#pragma once

#include "app/studio/engineclient/engineclient.h"

#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTest>

namespace Saltern {

class ScriptedEngine;

/// The whole studio without a screen, driven by real mouse and key events, beside a scripted
/// engine. One for a test program: what is open and chosen lasts from one test to the next.
class StudioApp
{
public:
    StudioApp();
    /// Beside another engine than the scripted one.
    explicit StudioApp(const EngineOptions &engine);
    ~StudioApp();

    ScriptedEngine &engine() { return *m_scripted; }
    QQuickWindow &window() { return *m_window; }
    QQmlApplicationEngine &qml() { return *m_engine; }
    /// Where the workspace keeps its drafts.
    QString stateFolder() const { return m_folder.path(); }

    /// The newest visible item of that name; null when there is none.
    QQuickItem *item(const QString &objectName) const;
    /// Waits until it is there and can be seen.
    bool see(const QString &objectName) const;
    /// A visible item with that text; with `inside`, in the item of that name.
    QQuickItem *itemWithText(const QString &text, const QString &inside = {}) const;
    bool seeText(const QString &text) const;

    /// The dialog, menu or popup in front of everything; null when there is none. Tooltips do not
    /// count.
    QQuickItem *frontmost() const;

    bool click(const QString &objectName);
    bool clickText(const QString &text);
    bool clickItem(QQuickItem *item, QPointF at = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void type(const QString &text);
    /// Opens the pipeline that the scripted engine runs, self-heal, from a file; once connected.
    bool openDeployed();
    QString page() const { return m_window->property("page").toString(); }
    void go(const QString &page) { m_window->setProperty("page", page); }

private:
    void open(const EngineOptions &engine);

    QTemporaryDir m_folder;
    std::unique_ptr<ScriptedEngine> m_scripted;
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    QQuickWindow *m_window = nullptr;
};

} // namespace Saltern
