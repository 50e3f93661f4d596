pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The window: bars around one screen. A screen is one row of `screens` and one QML file; it may have
// the properties `document` and `shell` (this window).
Basic.ApplicationWindow {
    id: window

    property string startPage: ""
    property string startDemo: ""
    property list<string> startFiles: []
    property bool hasTray: false
    property bool picture: false // drawn once, without a person: nothing is restored or asked

    property string page: startPage !== "" && startPage !== "export" ? startPage : "home"
    signal wentToTray()

    readonly property PipelineDocument document: Workspace.current
    readonly property alias actions: actions

    readonly property var screens: [
        { id: "home", title: qsTr("Home"), icon: "home", shortcut: "Ctrl+Shift+1", url: "../home/HomeScreen.qml" },
        { id: "design", title: qsTr("Design"), icon: "design", shortcut: "Ctrl+Shift+2", url: "../design/DesignPage.qml" },
        { id: "runs", title: qsTr("Runs"), icon: "runs", shortcut: "Ctrl+Shift+3", url: "../runs/RunsScreen.qml" },
        { id: "events", title: qsTr("Events"), icon: "events", shortcut: "Ctrl+Shift+4", url: "../events/EventsScreen.qml" },
        { id: "hosts", title: qsTr("Hosts"), icon: "hosts", shortcut: "Ctrl+Shift+5", url: "../hosts/HostsScreen.qml" },
        { id: "functions", title: qsTr("Functions"), icon: "functions", shortcut: "Ctrl+Shift+6", url: "../functions/FunctionsScreen.qml" }
    ]
    // The drawer of the Design screen opens at this tab; screens set it before they go there.
    property string drawerTab: "events"
    // Whether the Design screen shows the settings of the pipeline where it has little room.
    property bool pipelineShown: false
    // Whether the Design screen shows the outline beside the canvas, and not the palette.
    property bool outlined: false

    function showRun(run: string): void {
        page = "design";
        drawerTab = "trace";
        const overlay = LiveRuns.overlay(document);
        // Of the engine, and not of what was played last.
        if (overlay !== null && overlay.player !== null && !DemoPlayer.busy)
            overlay.player.close();
        overlay?.showRun(run);
    }
    function openPath(path: string): void {
        if (Workspace.open(path))
            page = "design";
    }
    function tell(message: string, remedy: string, tone: string): void {
        toasts.show(message, remedy, tone);
    }

    width: 1440
    height: 900
    minimumWidth: 960
    minimumHeight: 600
    visible: true
    color: Theme.window
    title: document ? qsTr("%1%2 – Saltern Studio").arg(document.modified ? "● " : "").arg(document.name || qsTr("untitled"))
                    : qsTr("Saltern Studio")
    font.family: Theme.family
    font.pixelSize: Theme.fontNormal
    onClosing: close => windowState.closing(close)

    Component.onCompleted: {
        for (const file of startFiles)
            openPath(file);
        if (startDemo !== "") {
            DemoPlayer.playSoon(startDemo);
            page = "design";
        }
        if (startFiles.length > 0 && startPage !== "")
            page = startPage === "export" ? "design" : startPage;
        if (startPage === "export")
            actions.exportPipeline.trigger();
        if (!picture) {
            windowState.restore();
            windowState.reopen(startFiles.length > 0 || startDemo !== "");
        }
    }
    function playDemo(name: string): void {
        DemoPlayer.play(name);
        if (DemoPlayer.document)
            page = "design";
    }

    Instantiator {
        model: window.screens
        delegate: StudioAction {
            required property var modelData
            actionId: "window." + modelData.id
            title: qsTr("Go to %1").arg(modelData.title)
            group: qsTr("Window")
            icon: modelData.icon
            defaultShortcuts: [modelData.shortcut]
            onTriggered: window.page = modelData.id
        }
    }
    ShellActions {
        id: actions
        document: window.document
        onPageWanted: page => window.page = page
        onQuitWanted: window.quitAsking()
        onSettingsWanted: {
            // Its commands are in the list of keys, too.
            screen.prepare("design");
            dialogs.openSettings();
        }
        onRunWanted: mode => {
            if (mode === "run" && LiveRuns.isFirstRun(window.document))
                dialogs.offerObserve(window.document);
            else
                LiveRuns.run(window.document, mode);
        }
        onOpenWanted: dialogs.open()
        onSaveAsWanted: dialogs.saveAs()
        onExportWanted: dialogs.exportPipeline()
        onReplayWanted: dialogs.replay()
        onCloseWanted: index => dialogs.close(index)
    }
    ActionShortcuts { }
    Connections {
        target: actions.outline
        function onTriggered() {
            const shown = window.page !== "design" || !window.outlined;
            window.page = "design";
            window.outlined = shown;
        }
    }
    Connections {
        target: actions.pipeline
        function onTriggered() {
            window.pipelineShown = !window.pipelineShown || !window.document.selection.empty || window.page !== "design";
            window.page = "design";
            window.document.selection.clear();
        }
    }
    Connections {
        target: actions.palette
        function onTriggered() { commands.open(); }
    }
    Connections {
        target: actions.shortcuts
        function onTriggered() { sheet.open(); }
    }
    function quitAsking(): void { windowState.quit(); }

    ShellNews { shell: window }
    WindowState { id: windowState; window: window; dialogs: dialogs }
    FunctionOverview { id: functions; active: EngineClient.connected && EngineClient.pipelines.count > 0 }


    NavigationRail {
        id: rail
        anchors { left: parent.left; top: top.bottom; bottom: status.top }
        screens: window.screens
        current: window.page
        onChosen: id => window.page = id
    }
    TopBar {
        id: top
        anchors { left: parent.left; right: parent.right; top: parent.top }
        z: 2
        page: window.page
        document: window.document
        actions: actions
    }
    Column {
        id: bars
        anchors { left: rail.right; right: parent.right; top: top.bottom }
        z: 1
        DocumentTabs {
            width: parent.width
            visible: window.page === "design" && Workspace.documents.count > 1
            height: visible ? implicitHeight : 0
            onCloseWanted: index => dialogs.close(index)
        }
        NoticeBars {
            width: parent.width
            visible: window.page === "design"
            document: window.document
            onDiffWanted: dialogs.showDiskDiff()
        }
    }
    ScreenLoader {
        id: screen
        anchors { left: rail.right; right: parent.right; top: bars.bottom; bottom: status.top }
        shell: window
        screens: window.screens
        current: window.page
    }
    StatusBar {
        id: status
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        document: window.document
        page: window.page
        warmContainers: functions.containers.count
        onProblemsWanted: window.drawerTab = "problems"
    }
    FileDrop {
        anchors.fill: parent
        onFilesDropped: urls => {
            Workspace.openDropped(urls);
            window.page = "design";
        }
    }
    Toasts {
        id: toasts
        objectName: "toasts"
        anchors { right: parent.right; bottom: status.top; margins: 16 }
        z: 10
    }
    CommandPalette { id: commands; objectName: "commandPalette" }
    ShortcutSheet { id: sheet; objectName: "shortcutSheet" }
    ShellDialogs { id: dialogs; objectName: "shellDialogs"; shell: window }
}
