#include "tests/studio/quality/everyscreen.h"

#include "app/studio/document/selection.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/settings/actionregistry.h"
#include "app/studio/settings/studioaction.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QImage>
#include <QQuickItem>

#include <utility>

namespace Saltern {

namespace {

const QByteArray pipeline =
    "saltern: 1\n"
    "pipeline: shop\n"
    "nodes:\n"
    "  died: {kind: docker.event@1, type: container, action: die}\n"
    "  only: {kind: filter@1, match: {data.exitCode: [{anything-but: 0}]}}\n"
    "  diagnose: {kind: function@1, runtime: python, code: \"def handle(event):\\n    return "
    "{}\\n\"}\n"
    "  restart: {kind: container.action@1, action: restart}\n"
    "wires: [died -> only, only -> diagnose, diagnose.ok -> restart]\n";

struct Screen
{
    const char *name;
    const char *page;
    const char *node = "";   // what is selected on it
    const char *drawer = ""; // the tab of the drawer
    const char *tab = "";    // the tab of the inspector
    const char *dialog = ""; // the object that `open` is called of
    const char *action = ""; // what brings the dialog up instead
    const char *button = ""; // ... or this
    const char *word = "";   // what is clicked in it then
};

constexpr Screen screens[] = {
    {.name = "home", .page = "home"},
    {.name = "design, nothing chosen", .page = "design", .drawer = "events"},
    {.name = "design, settings of a trigger", .page = "design", .node = "died", .tab = "settings"},
    {.name = "design, settings of a filter", .page = "design", .node = "only", .tab = "settings"},
    {.name = "design, settings of a function",
     .page = "design",
     .node = "diagnose",
     .tab = "settings"},
    {.name = "design, settings of an action",
     .page = "design",
     .node = "restart",
     .tab = "settings"},
    {.name = "design, code", .page = "design", .node = "diagnose", .tab = "code"},
    {.name = "design, input", .page = "design", .node = "only", .tab = "input"},
    {.name = "design, output", .page = "design", .node = "only", .tab = "output"},
    {.name = "design, notes", .page = "design", .node = "only", .tab = "notes"},
    {.name = "design, YAML", .page = "design", .node = "only", .tab = "yaml"},
    {.name = "design, trace", .page = "design", .drawer = "trace"},
    {.name = "design, logs", .page = "design", .drawer = "logs"},
    {.name = "design, problems", .page = "design", .drawer = "problems"},
    {.name = "design, dead letters", .page = "design", .drawer = "dead"},
    {.name = "runs", .page = "runs"},
    {.name = "events", .page = "events"},
    {.name = "hosts", .page = "hosts"},
    {.name = "functions", .page = "functions"},
    {.name = "export", .page = "design", .action = "file.export"},
    {.name = "commands", .page = "home", .action = "window.commands"},
    {.name = "shortcuts", .page = "home", .action = "window.shortcuts"},
    {.name = "settings", .page = "home", .action = "window.settings"},
    {.name = "settings, canvas", .page = "home", .action = "window.settings", .word = "Canvas"},
    {.name = "settings, keyboard", .page = "home", .action = "window.settings", .word = "Keyboard"},
    {.name = "menu", .page = "home", .action = "window.menu"},
    {.name = "quick add", .page = "design", .action = "canvas.quickAdd"},
    {.name = "adding a host", .page = "hosts", .button = "addHostButton"},
    {.name = "unsaved changes", .page = "design", .dialog = "unsavedDialog"},
    {.name = "what changed on disk", .page = "design", .dialog = "diskDiff"},
    {.name = "quitting", .page = "home", .dialog = "quitDialog"},
    {.name = "the first run", .page = "design", .dialog = "observeOffer"},
};

const Screen *screenOf(const QString &name)
{
    for (const Screen &screen : screens) {
        if (name == QLatin1StringView(screen.name))
            return &screen;
    }
    return nullptr;
}

/// Lists make their rows one by one: done when nothing changes any more.
bool settled(StudioApp &app)
{
    QImage before;
    return QTest::qWaitFor([&] {
        QTest::qWait(50);
        return std::exchange(before, app.window().grabWindow()) == before;
    });
}

} // namespace

QStringList everyScreen()
{
    QStringList names;
    for (const Screen &screen : screens)
        names.append(QString::fromLatin1(screen.name));
    return names;
}

bool openPipeline(StudioApp &app)
{
    // Until the engine has told of its hosts, a bar says that there is none.
    if (!QTest::qWaitFor([] { return EngineClient::instance().hosts()->connectedCount() > 0; },
                         patience))
        return false;
    QFile file(app.stateFolder() + QStringLiteral("/shop.saltern.yaml"));
    if (!file.open(QIODevice::WriteOnly) || file.write(pipeline) != pipeline.size())
        return false;
    file.close();
    return Workspace::instance().open(file.fileName()) != nullptr;
}

bool bringUp(StudioApp &app, const QString &name)
{
    const Screen *screen = screenOf(name);
    if (!screen)
        return false;
    app.go(QString::fromLatin1(screen->page));
    Selection *selection = Workspace::instance().current()->selection();
    if (*screen->node)
        selection->set({QString::fromLatin1(screen->node)});
    else
        selection->clear();
    if (*screen->drawer)
        app.window().setProperty("drawerTab", QString::fromLatin1(screen->drawer));
    if (*screen->tab) {
        auto *inspector = app.item(QStringLiteral("inspector"));
        if (!inspector)
            return false;
        inspector->setProperty("tab", QString::fromLatin1(screen->tab));
    }
    if (*screen->dialog) {
        QObject *dialog = app.window().findChild<QObject *>(QString::fromLatin1(screen->dialog));
        if (!dialog || !QMetaObject::invokeMethod(dialog, "open"))
            return false;
        return QTest::qWaitFor([dialog] { return dialog->property("opened").toBool(); }, patience);
    }
    if (*screen->action || *screen->button) {
        const bool begun =
            *screen->action
                ? ActionRegistry::instance().trigger(QString::fromLatin1(screen->action))
                : app.click(QString::fromLatin1(screen->button));
        return begun && QTest::qWaitFor([&app] { return app.frontmost() != nullptr; }, patience) &&
               (!*screen->word || app.clickText(QString::fromLatin1(screen->word))) && settled(app);
    }
    return true;
}

void putAway(StudioApp &app)
{
    for (int i = 0; i < 3 && app.frontmost(); ++i) {
        app.key(Qt::Key_Escape);
        if (QTest::qWaitFor([&app] { return !app.frontmost(); }, 300))
            return;
    }
}

} // namespace Saltern
