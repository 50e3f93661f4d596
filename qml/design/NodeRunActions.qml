import QtQuick
import Saltern.Studio
import Saltern.Ui

// What can be done with the chosen node and the last real event that reached it. Menus name these by
// their ids.
Item {
    id: actions

    required property PipelineDocument document
    required property RunOverlay overlay
    required property NodeHistory history
    required property var shell
    required property bool isTestable
    signal testWanted()
    signal putAside()

    readonly property string node: history.node
    readonly property string run: (history.origin, history.run !== "" ? history.run : history.count > 0 ? history.at(0, "run") : "")
    // A run of a demo or a replay is not known to the engine.
    readonly property bool real: overlay === null || overlay.player === null
    readonly property bool arrived: run !== "" && real && EngineClient.connected && !DemoPlayer.busy
    readonly property bool deployed: document !== null && EngineClient.pipelines.change >= 0 && EngineClient.pipelines.modeOf(document.name) !== ""
    readonly property bool failed: Object.keys(history.failure).length > 0

    property int pins: 0 // counts changes of them
    readonly property var nodes: document === null ? [] : document.selection.nodes
    readonly property bool pinnable: (history.origin, history.lastScope, nodes.some(id => Object.keys(history.outputOf(id)).length > 0))
    readonly property bool pinned: pins >= 0 && overlay !== null && nodes.some(id => overlay.isOutputPinned(id))

    Connections {
        target: actions.overlay as QtObject
        function onPinnedChanged() { ++actions.pins; }
    }
    Connections {
        target: actions.history
        function onPutAside() {
            actions.shell.tell(qsTr("The event is a dead letter of %1 now.").arg(actions.node), "", "neutral");
            actions.shell.drawerTab = "dead";
            actions.putAside();
        }
    }
    component RunAction: StudioAction {
        scope: "canvas"
        group: qsTr("Run")
    }

    // Text goes to the clipboard by a field only.
    TextEdit { id: clipboard; visible: false }
    RunListModel {
        id: runs
        onBegun: run => actions.shell.tell(qsTr("Run %1 began.").arg(run), "", "good")
    }
    EventDialog {
        id: editor
        objectName: "editNodeEvent"
        eventText: actions.history.lastInput ? JSON.stringify(actions.history.lastInput, null, 2) : ""
        onConfirmed: event => runs.againAt(actions.run, actions.node, event)
    }

    RunAction {
        actionId: "node.replayTo"
        title: qsTr("Replay its last event up to here")
        icon: "replay"
        enabled: actions.arrived
        onTriggered: ReplayPlayer.playRun(actions.document, actions.run, actions.node)
    }
    RunAction {
        actionId: "node.runFrom"
        title: qsTr("Run from here with its last event")
        icon: "play"
        enabled: actions.arrived && actions.deployed && !!actions.history.lastInput
        onTriggered: runs.againAt(actions.run, actions.node, JSON.stringify(actions.history.lastInput))
    }
    RunAction {
        actionId: "node.runOnly"
        title: qsTr("Test it alone with its last event")
        enabled: actions.isTestable && EngineClient.connected
        onTriggered: actions.testWanted()
    }
    RunAction {
        actionId: "node.pinOutput"
        title: actions.pinned ? qsTr("Simulate its output in replays again") : qsTr("Pin its last output for replays")
        icon: "pin"
        enabled: actions.pinned || actions.pinnable
        onTriggered: {
            const unpin = actions.pinned;
            for (const id of actions.nodes)
                actions.overlay.pinOutput(id, unpin ? ({}) : actions.history.outputOf(id));
        }
    }
    RunAction {
        actionId: "node.copyOutput"
        title: qsTr("Copy its last output as a mock")
        icon: "copy"
        enabled: actions.nodes.length === 1 && actions.pinnable
        onTriggered: {
            clipboard.text = JSON.stringify(actions.history.outputOf(actions.node), null, 2);
            clipboard.selectAll();
            clipboard.copy();
            clipboard.text = "";
            actions.shell.tell(qsTr("Copied: keep it in a file and name it under mocks of a test."), "", "neutral");
        }
    }
    RunAction {
        actionId: "node.openLogs"
        title: qsTr("Open its logs")
        enabled: actions.node !== ""
        onTriggered: actions.shell.drawerTab = "logs"
    }
    RunAction {
        actionId: "node.again"
        title: qsTr("Run again with the same event")
        enabled: actions.arrived && actions.deployed
        onTriggered: runs.again(actions.run)
    }
    RunAction {
        actionId: "node.editAgain"
        title: qsTr("Edit the event and run from here…")
        enabled: actions.arrived && actions.deployed && !!actions.history.lastInput
        onTriggered: editor.open()
    }
    RunAction {
        actionId: "node.deadLetter"
        title: qsTr("Put its event aside as a dead letter")
        enabled: actions.failed && actions.real && EngineClient.connected
        onTriggered: actions.history.moveToDeadLetters()
    }
    RunAction {
        actionId: "node.ignore"
        title: qsTr("Ignore this failure")
        enabled: actions.failed && actions.real && actions.overlay !== null
        onTriggered: actions.overlay.ignoreFailure(actions.node)
    }
}
