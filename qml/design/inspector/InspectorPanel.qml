pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Everything about what is selected; about the pipeline when nothing is. What runs told of a node
// comes in from outside: `lastInput` and `lastOutput` are CloudEvents objects, `lastScope` is what
// templates saw then, `lastEvents` what patterns are tried on, `origin` says when that was;
// `failure` is {step, text, sentence} of a step that failed, `testResult` {text, log, milliseconds, error} of a
// test that `testRequested` asked for.
Rectangle {
    id: panel

    required property PipelineDocument document
    property Selection selection: document === null ? null : document.selection
    property var lastInput: null
    property var lastOutput: null
    property var lastScope: ({})
    property var lastEvents: []
    property string origin: ""
    property var failure: ({})
    property var testResult: null
    property Item runsView: null // what the node did; shown on its tab
    property Item wireView: null // shown while `wire`, a key of Selection, is chosen
    signal testRequested(string node)

    readonly property list<string> nodes: selection === null ? [] : selection.nodes
    readonly property string node: nodes.length === 1 ? nodes[0] : ""
    readonly property string wire: nodes.length === 0 && selection !== null && selection.wires.length === 1 ? selection.wires[0] : ""
    readonly property alias form: settings
    readonly property alias sample: sample
    property string tab: "settings"
    readonly property bool isTestable: node !== "" && sample.testable
    readonly property bool hasCode: node !== "" && sample.hasCode
    readonly property var tabs: {
        if (nodes.length !== 1)
            return [{ value: "settings", text: qsTr("Settings") }];
        const list = [{ value: "settings", text: qsTr("Settings"), badge: problems.count, tone: "danger" }];
        if (hasCode)
            list.push({ value: "code", text: qsTr("Code") });
        return list.concat([{ value: "input", text: qsTr("Input") }, { value: "output", text: qsTr("Output") },
                            { value: "runs", text: qsTr("Runs") }, { value: "notes", text: qsTr("Notes") },
                            { value: "yaml", text: qsTr("YAML") }]);
    }
    readonly property string shown: tabs.some(each => each.value === tab) ? tab : "settings"
    onShownChanged: strip.reveal()

    function takeFocus() {
        tab = "settings";
        settings.focusFirst();
    }
    // Opens the field that a problem is about; `pointer` is inside the node.
    function showField(pointer: string) {
        tab = hasCode && pointer.startsWith("/code") ? "code" : "settings";
        if (tab === "settings")
            settings.focusField(pointer);
    }

    implicitWidth: Math.min(Math.round(304 * Theme.scale), Math.max(304, (parent?.width ?? 0) * 0.32))
    color: Theme.panel
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Inspector")

    ProblemModel {
        id: problems
        document: panel.document
        nodeId: panel.node === "" ? "\u0000" : panel.node
    }
    NodeSample {
        id: sample
        document: panel.document
        nodeId: panel.nodes.length > 0 ? panel.nodes[panel.nodes.length - 1] : ""
        lastEvent: panel.lastInput
        lastScope: panel.lastScope
    }
    Rectangle { width: 1; height: parent.height; color: Theme.border }

    PipelineForm {
        anchors { fill: parent; leftMargin: 1 }
        visible: panel.nodes.length === 0 && !wirePlace.visible
        document: panel.document
    }
    Item {
        id: wirePlace
        anchors { fill: parent; leftMargin: 1 }
        visible: panel.wire !== "" && panel.wireView !== null
        children: panel.wireView === null ? [] : [panel.wireView]
    }
    InspectorTitle {
        id: title
        visible: panel.nodes.length > 0
        anchors { left: parent.left; right: parent.right; top: parent.top; topMargin: 6 }
        document: panel.document
        nodes: panel.nodes
        category: sample.category
    }
    Flickable {
        id: strip
        visible: panel.nodes.length > 0
        anchors { left: parent.left; leftMargin: 16; right: parent.right; top: title.bottom }
        height: Math.round(34 * Theme.scale)
        contentWidth: tabStrip.width + (tabStrip.width > width - 16 ? 40 : 16)
        readonly property bool more: contentX + width < contentWidth - 1
        // The chosen tab is never behind the edge.
        function reveal(): void {
            const tab = tabStrip.children[panel.tabs.findIndex(each => each.value === panel.shown)];
            if (!tab)
                return;
            const room = width - (contentWidth > width ? 46 : 0);
            contentX = Math.max(0, Math.min(tab.x, Math.max(contentX, tab.x + tab.width - room)));
        }
        onWidthChanged: reveal()
        onContentWidthChanged: reveal()
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        TabStrip {
            id: tabStrip
            height: strip.height
            spacing: 14
            model: panel.tabs
            value: panel.shown
            onChosen: value => panel.tab = value
        }
        WheelHandler {
            onWheel: event => strip.contentX = Math.max(0, Math.min(strip.contentX - (event.angleDelta.x || event.angleDelta.y) / 2, strip.contentWidth - strip.width))
        }
    }
    // Tabs that do not fit: the edge says that there are more, and goes there.
    Rectangle {
        visible: strip.visible && strip.contentWidth > strip.width
        anchors { right: parent.right; verticalCenter: strip.verticalCenter }
        width: Math.round(30 * Theme.scale)
        height: strip.height - 2
        color: Theme.panel
        IconButton {
            anchors.centerIn: parent
            width: 24
            height: 24
            iconName: strip.more ? "chevron-right" : "chevron-left"
            ink: Theme.textMuted
            tip: strip.more ? qsTr("More tabs") : qsTr("First tabs")
            onClicked: strip.contentX = strip.more ? strip.contentWidth - strip.width : 0
        }
    }
    Rectangle {
        visible: panel.nodes.length > 0
        anchors { left: parent.left; leftMargin: 16; right: parent.right; rightMargin: 16; top: strip.bottom }
        height: 1
        color: Theme.border
    }
    Item {
        id: body
        visible: panel.nodes.length > 0
        anchors { left: parent.left; leftMargin: 1; right: parent.right; top: strip.bottom; topMargin: 1; bottom: parent.bottom }

        FailureBox {
            id: failed
            objectName: "failureBox"
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: 12; leftMargin: 16; rightMargin: 16 }
            visible: panel.shown === "settings" && sentence !== ""
            sentence: panel.failure?.sentence ?? ""
        }
        SettingsForm {
            id: settings
            anchors { left: parent.left; right: parent.right; top: failed.visible ? failed.bottom : parent.top; bottom: trial.visible ? trial.top : parent.bottom }
            visible: panel.shown === "settings"
            document: panel.document
            nodes: panel.nodes
            scope: sample.scope
            samples: panel.lastEvents.length > 0 ? panel.lastEvents : [sample.event]
        }
        // What has no code has no tab for it.
        TestPart {
            id: trial
            anchors { left: parent.left; leftMargin: 16; right: parent.right; rightMargin: 16; bottom: parent.bottom; bottomMargin: 16 }
            visible: panel.shown === "settings" && panel.isTestable && !panel.hasCode
            result: panel.testResult
            isExample: sample.isExample
            onTestRequested: panel.testRequested(panel.node)
        }
        CodeTab {
            anchors.fill: parent
            visible: panel.shown === "code"
            document: panel.document
            node: panel.hasCode ? panel.node : ""
            result: panel.testResult
            failure: panel.failure
            isExample: sample.isExample
            onTestRequested: panel.testRequested(panel.node)
        }
        EventTab {
            anchors.fill: parent
            visible: panel.shown === "input" || panel.shown === "output"
            readonly property bool isInput: panel.shown === "input"
            readonly property bool arrived: !sample.isExample
            readonly property var example: arrived || Object.keys(sample.outputExample).length === 0 ? null : sample.outputExample
            event: isInput ? sample.event : panel.lastOutput ?? example
            other: isInput ? null : sample.event
            explanation: isInput ? arrived ? panel.origin : qsTr("An example. The last real event is shown once one has arrived.")
                       : panel.lastOutput ? panel.origin
                       : arrived || example === null ? qsTr("Nothing has left this node yet.")
                       : qsTr("An example. What really left is shown once an event has arrived.")
        }
        Item {
            anchors.fill: parent
            visible: panel.shown === "runs" && panel.runsView !== null
            children: panel.runsView === null ? [] : [panel.runsView]
        }
        Label {
            visible: panel.shown === "runs" && panel.runsView === null
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: 16 }
            wrapMode: Text.Wrap
            tone: "muted"
            text: qsTr("What this node did is listed here once the pipeline runs.")
        }
        NotesTab {
            anchors.fill: parent
            visible: panel.shown === "notes"
            document: panel.document
            node: panel.node
        }
        YamlTab {
            anchors.fill: parent
            visible: panel.shown === "yaml"
            document: panel.document
            node: panel.node
        }
    }
}
