pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The pipeline as a list that says and edits the same as the drawing: nodes, and below each the
// wires that leave it. Everything works by keyboard; the bar shows how.
Rectangle {
    id: panel

    required property PipelineDocument document
    property Selection selection: document === null ? null : document.selection
    signal inspectorRequested(string node)

    readonly property OutlineRow row: list.currentItem as OutlineRow
    readonly property string node: row === null ? "" : row.nodeId
    property string wantedNode: "" // the row to go to when the list has been read anew
    property string wantedWire: ""
    property bool addsAlone: false

    function takeFocus() {
        list.forceActiveFocus(Qt.ShortcutFocusReason);
    }
    // `alone`: without a wire from the node that is chosen.
    function addAfter(alone: bool) {
        addsAlone = alone || node === "";
        adding.openFor(addsAlone ? qsTr("Add a node") : qsTr("Add a node behind %1").arg(document.labelOf(node)),
                       kinds.list().filter(kind => addsAlone || kind.hasInput));
    }
    function add(kind: string) {
        const rect = document.boundingRect();
        const place = addsAlone ? Qt.point(rect.right + 40, rect.y) : Qt.point(document.rectOf(node).right + 56, document.rectOf(node).y);
        const id = addsAlone ? document.addNode(kind, place) : document.addNodeAndConnect(kind, place, node);
        if (id !== "")
            go(id);
    }
    function connectFrom() {
        const choices = [];
        for (const port of document.outputPorts(node)) {
            for (const other of document.nodeIds()) {
                if (document.whyNotConnect(node, port, other) === "")
                    choices.push({ value: { port: port, to: other }, text: port + " → " + document.labelOf(other), detail: other });
            }
        }
        connecting.openFor(qsTr("Connect %1").arg(document.labelOf(node)), choices);
    }
    function removeRow() {
        if (row === null)
            return;
        const next = list.itemAtIndex(Math.max(0, list.currentIndex - 1)) as OutlineRow;
        wantedNode = next === null ? "" : next.nodeId;
        wantedWire = "";
        if (row.isWire)
            document.disconnectWire(row.nodeId, row.port, row.to);
        else
            document.removeItems([row.nodeId]);
    }
    function toggleDisabled() {
        const next = { no: "stop", stop: "bypass", bypass: "no" };
        if (row !== null && !row.isWire)
            document.setDisabled([row.nodeId], next[row.disabled] ?? "stop");
    }
    function moveRow(by: int) {
        if (row === null || row.isWire)
            return;
        wantedNode = node;
        wantedWire = "";
        document.moveInFile([node], by);
    }
    function go(id: string) {
        wantedNode = id;
        wantedWire = "";
        list.currentIndex = rows.rowOf(id);
    }

    color: Theme.panel
    implicitWidth: Math.round(260 * Theme.scale)
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Outline")

    OutlineRows {
        id: rows
        document: panel.document
        onModelReset: {
            const again = rowOf(panel.wantedNode, panel.wantedWire);
            if (again >= 0)
                Qt.callLater(() => list.currentIndex = again);
        }
    }
    KindChoices { id: kinds }
    ChoicePopup {
        id: adding
        onChosen: value => panel.add(value)
        onClosed: list.forceActiveFocus(Qt.PopupFocusReason)
    }
    ChoicePopup {
        id: connecting
        onChosen: value => {
            panel.document.connectNodes(panel.node, value.port, value.to);
        }
        onClosed: list.forceActiveFocus(Qt.PopupFocusReason)
    }
    Row {
        id: bar
        x: 12
        y: 8
        spacing: 2
        IconButton {
            objectName: "add"
            iconName: "plus"
            tip: qsTr("Add a node (Insert; Shift+Insert without a wire)")
            onClicked: panel.addAfter(false)
        }
        IconButton {
            iconName: "link"
            enabled: panel.node !== ""
            tip: qsTr("Connect (C)")
            onClicked: panel.connectFrom()
        }
        IconButton {
            iconName: "mute"
            enabled: panel.row !== null && !panel.row.isWire
            tip: qsTr("Disable, bypass, enable (D)")
            onClicked: panel.toggleDisabled()
        }
        IconButton {
            iconName: "chevron-up"
            enabled: panel.row !== null && !panel.row.isWire
            tip: qsTr("Up in the file (Alt+Up)")
            onClicked: panel.moveRow(-1)
        }
        IconButton {
            iconName: "chevron-down"
            enabled: panel.row !== null && !panel.row.isWire
            tip: qsTr("Down in the file (Alt+Down)")
            onClicked: panel.moveRow(1)
        }
        IconButton {
            iconName: "trash"
            enabled: panel.row !== null
            tip: qsTr("Remove (Delete)")
            onClicked: panel.removeRow()
        }
    }
    ListView {
        id: list
        objectName: "outline"
        anchors { left: parent.left; right: parent.right; top: bar.bottom; topMargin: 4; bottom: parent.bottom }
        clip: true
        model: rows
        activeFocusOnTab: true
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        Accessible.role: Accessible.Tree
        Accessible.name: qsTr("Nodes and wires")
        Basic.ScrollBar.vertical: AppScrollBar {}
        onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
        onCurrentItemChanged: {
            const row = currentItem as OutlineRow;
            if (row === null || !activeFocus)
                return;
            panel.wantedNode = row.nodeId;
            panel.wantedWire = row.key;
            if (row.isWire)
                panel.selection.setWires([row.key]);
            else
                panel.selection.set([row.nodeId]);
        }
        Keys.onPressed: event => {
            event.accepted = true;
            if (panel.row === null && event.key !== Qt.Key_Insert)
                event.accepted = false;
            else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                panel.inspectorRequested(panel.node);
            else if (event.key === Qt.Key_Insert)
                panel.addAfter((event.modifiers & Qt.ShiftModifier) !== 0);
            else if (event.key === Qt.Key_Up && event.modifiers === Qt.AltModifier)
                panel.moveRow(-1);
            else if (event.key === Qt.Key_Down && event.modifiers === Qt.AltModifier)
                panel.moveRow(1);
            else if (event.key === Qt.Key_C && event.modifiers === Qt.NoModifier)
                panel.connectFrom();
            else if (event.key === Qt.Key_D && event.modifiers === Qt.NoModifier)
                panel.toggleDisabled();
            else if (event.key === Qt.Key_Delete)
                panel.removeRow();
            else if (event.key === Qt.Key_F2 && !panel.row.isWire)
                panel.row.edit((event.modifiers & Qt.ShiftModifier) !== 0);
            else
                event.accepted = false;
        }
        delegate: OutlineRow {
            width: list.width
            document: panel.document
            chosen: panel.selection !== null && (isWire ? (panel.selection.wires, panel.selection.containsWire(key)) : (panel.selection.nodes, panel.selection.contains(nodeId)))
            focused: list.activeFocus && ListView.isCurrentItem
            onPressed: {
                list.forceActiveFocus(Qt.MouseFocusReason);
                list.currentIndex = index;
            }
            onOpened: panel.inspectorRequested(nodeId)
            onRenamed: id => panel.go(id)
            onEditingDone: list.forceActiveFocus(Qt.OtherFocusReason)
        }
    }
    Label {
        visible: list.count === 0
        anchors { left: parent.left; right: parent.right; top: bar.bottom; margins: 16 }
        wrapMode: Text.Wrap
        tone: "muted"
        text: qsTr("The pipeline is empty. Press Insert to add a node.")
    }
}
