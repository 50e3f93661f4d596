import QtQuick
import Saltern.Studio
import Saltern.Ui

// Everything that can be done from anywhere, once: menus, palette, buttons and shortcuts use these.
QtObject {
    id: shell

    required property PipelineDocument document
    readonly property RunOverlay overlay: LiveRuns.overlay(document)
    readonly property bool runs: document !== null && EngineClient.pipelines.change >= 0 && EngineClient.pipelines.modeOf(document.name) !== ""
    // What Stop ends before anything else: what plays in the pipeline in front, else a demo in another tab.
    readonly property Player playing: overlay?.player?.busy ? overlay.player : !runs && DemoPlayer.busy ? DemoPlayer : null
    signal openWanted()
    signal saveAsWanted()
    signal closeWanted(int index)
    signal exportWanted()
    signal replayWanted()
    signal runWanted(string mode)
    signal pageWanted(string page)
    signal settingsWanted()
    signal quitWanted()

    readonly property StudioAction menu: StudioAction {
        actionId: "window.menu"; title: qsTr("Menu"); group: qsTr("Window"); icon: "menu"
        defaultShortcuts: ["F10"]
    }
    readonly property StudioAction newPipeline: StudioAction {
        actionId: "file.new"; title: qsTr("New pipeline"); group: qsTr("File"); icon: "plus"
        defaultShortcuts: ["Ctrl+N"]
        onTriggered: { Workspace.newPipeline(); shell.pageWanted("design"); }
    }
    readonly property StudioAction open: StudioAction {
        actionId: "file.open"; title: qsTr("Open…"); group: qsTr("File"); icon: "folder"
        defaultShortcuts: ["Ctrl+O"]
        onTriggered: shell.openWanted()
    }
    readonly property StudioAction save: StudioAction {
        actionId: "file.save"; title: qsTr("Save"); group: qsTr("File"); icon: "save"
        defaultShortcuts: ["Ctrl+S"]
        enabled: shell.document !== null
        onTriggered: shell.document.path === "" || shell.document.readOnly ? shell.saveAsWanted() : shell.document.save()
    }
    readonly property StudioAction saveAs: StudioAction {
        actionId: "file.saveAs"; title: qsTr("Save as…"); group: qsTr("File")
        defaultShortcuts: ["Ctrl+Shift+S"]
        enabled: shell.document !== null
        onTriggered: shell.saveAsWanted()
    }
    readonly property StudioAction closeTab: StudioAction {
        actionId: "file.close"; title: qsTr("Close pipeline"); group: qsTr("File"); icon: "close"
        defaultShortcuts: ["Ctrl+W"]
        enabled: shell.document !== null
        onTriggered: shell.closeWanted(Workspace.currentIndex)
    }
    readonly property StudioAction nextTab: StudioAction {
        actionId: "window.nextTab"; title: qsTr("Next pipeline"); group: qsTr("Window")
        defaultShortcuts: ["Ctrl+Tab", "Ctrl+PgDown"]
        enabled: Workspace.documents.count > 1
        onTriggered: Workspace.currentIndex = (Workspace.currentIndex + 1) % Workspace.documents.count
    }
    readonly property StudioAction run: StudioAction {
        actionId: "run.run"; title: qsTr("Run"); group: qsTr("Run"); icon: "play"
        defaultShortcuts: ["F5"]
        enabled: shell.document !== null && EngineClient.connected && !EngineClient.observeOnly && !DemoPlayer.busy
        onTriggered: shell.runWanted("run")
    }
    readonly property StudioAction observe: StudioAction {
        actionId: "run.observe"; title: qsTr("Observe"); group: qsTr("Run"); icon: "observe"
        defaultShortcuts: ["Ctrl+F5"]
        enabled: shell.document !== null && EngineClient.connected && !DemoPlayer.busy
        onTriggered: shell.runWanted("observe")
    }
    readonly property StudioAction stop: StudioAction {
        actionId: "run.stop"; group: qsTr("Run"); icon: "stop"
        title: shell.playing === null ? qsTr("Stop") : shell.playing.kind === "demo" ? qsTr("Stop demo") : qsTr("Stop replay")
        defaultShortcuts: ["Shift+F5"]
        enabled: EngineClient.connected && (shell.playing !== null ? shell.playing.state !== "stopping" : shell.runs)
        onTriggered: shell.playing !== null ? shell.playing.stop() : LiveRuns.stop(shell.document)
    }
    readonly property StudioAction replay: StudioAction {
        actionId: "run.replay"; title: qsTr("Replay…"); group: qsTr("Run"); icon: "replay"
        defaultShortcuts: ["Ctrl+Shift+F5"]
        enabled: shell.document !== null && EngineClient.connected && !DemoPlayer.busy
        onTriggered: shell.replayWanted()
    }
    readonly property StudioAction exportPipeline: StudioAction {
        actionId: "file.export"; title: qsTr("Export…"); group: qsTr("File"); icon: "export"
        defaultShortcuts: ["Ctrl+E"]
        enabled: shell.document !== null
        onTriggered: shell.exportWanted()
    }
    readonly property StudioAction palette: StudioAction {
        actionId: "window.commands"; title: qsTr("Commands"); group: qsTr("Window"); icon: "command"
        defaultShortcuts: ["Ctrl+K", "Ctrl+Shift+P"]
    }
    readonly property StudioAction settings: StudioAction {
        actionId: "window.settings"; title: qsTr("Settings…"); group: qsTr("Window"); icon: "settings"
        defaultShortcuts: ["Ctrl+,"]
        onTriggered: shell.settingsWanted()
    }
    readonly property StudioAction shortcuts: StudioAction {
        actionId: "window.shortcuts"; title: qsTr("Keyboard shortcuts"); group: qsTr("Window"); icon: "info"
        defaultShortcuts: ["?", "F1"]
    }
    readonly property StudioAction outline: StudioAction {
        actionId: "view.outline"; title: qsTr("Outline"); group: qsTr("View"); icon: "menu"
        defaultShortcuts: ["F4"]
        enabled: shell.document !== null
    }
    readonly property StudioAction pipeline: StudioAction {
        actionId: "view.pipeline"; title: qsTr("Settings of the pipeline"); group: qsTr("View"); icon: "settings"
        defaultShortcuts: ["Ctrl+I"]
        enabled: shell.document !== null
    }
    readonly property StudioAction theme: StudioAction {
        actionId: "view.theme"; group: qsTr("View"); icon: Theme.dark ? "sun" : "moon"
        title: Theme.dark ? qsTr("Light theme") : qsTr("Dark theme")
        onTriggered: Preferences.theme = Theme.dark ? "light" : "dark"
    }
    readonly property StudioAction systemTheme: StudioAction {
        actionId: "view.systemTheme"; title: qsTr("Theme of the desktop"); group: qsTr("View")
        onTriggered: Preferences.theme = "system"
    }
    readonly property StudioAction larger: StudioAction {
        actionId: "view.larger"; title: qsTr("Larger text"); group: qsTr("View")
        enabled: Preferences.fontScale < 2
        onTriggered: Preferences.fontScale = Math.min(2, Preferences.fontScale + 0.25)
    }
    readonly property StudioAction smaller: StudioAction {
        actionId: "view.smaller"; title: qsTr("Smaller text"); group: qsTr("View")
        enabled: Preferences.fontScale > 1
        onTriggered: Preferences.fontScale = Math.max(1, Preferences.fontScale - 0.25)
    }
    readonly property StudioAction quit: StudioAction {
        actionId: "window.quit"; title: qsTr("Quit"); group: qsTr("Window")
        defaultShortcuts: ["Ctrl+Q"]
        onTriggered: shell.quitWanted()
    }
}
