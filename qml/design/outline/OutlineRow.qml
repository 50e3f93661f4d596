import QtQuick
import Saltern.Studio
import Saltern.Ui

// A node or a wire of the outline; a node can be given another label or id in place.
Item {
    id: row

    required property int index
    required property bool isWire
    required property string nodeId
    required property string title
    required property string category
    required property string port
    required property string to
    required property string key
    required property string severity
    required property string disabled
    required property string description
    required property PipelineDocument document
    property bool chosen: false
    property bool focused: false
    property bool editsId: false
    signal pressed()
    signal opened()
    signal renamed(string id)
    signal editingDone()

    function edit(id: bool) {
        editsId = id;
        field.text = id ? nodeId : document.labelOf(nodeId);
        field.visible = true;
        field.forceActiveFocus();
        field.selectAll();
    }
    function take() {
        if (!field.visible)
            return;
        field.visible = false;
        if (editsId && field.text !== nodeId) {
            const id = field.text;
            if (document.renameNode(nodeId, id))
                renamed(id);
        } else if (!editsId && field.text !== document.labelOf(nodeId)) {
            document.setLabel([nodeId], field.text);
        }
        editingDone();
    }

    height: Math.round((isWire ? 24 : 30) * Theme.scale)
    Accessible.role: Accessible.TreeItem
    Accessible.name: description !== "" ? description : title
    Accessible.selected: chosen

    Rectangle {
        anchors { fill: parent; leftMargin: 8; rightMargin: 8; topMargin: 1; bottomMargin: 1 }
        radius: Theme.radiusSmall
        color: row.chosen ? Theme.chosen : hover.hovered ? Theme.hover : "transparent"
        border.width: row.focused ? 2 : 0
        border.color: Theme.accent
    }
    Rectangle {
        id: square
        visible: !row.isWire
        x: 18
        anchors.verticalCenter: parent.verticalCenter
        width: 9
        height: 9
        radius: 3
        color: Theme.category(row.category)
        opacity: row.disabled === "no" ? 1 : 0.4
    }
    Label {
        anchors { left: parent.left; leftMargin: row.isWire ? 48 : 36; right: note.left; rightMargin: 6; verticalCenter: parent.verticalCenter }
        text: row.title
        tone: row.isWire || row.disabled !== "no" ? "muted" : "normal"
        mono: row.isWire
        font.pixelSize: row.isWire ? Theme.fontSmall : Theme.fontNormal
    }
    Row {
        id: note
        anchors { right: parent.right; rightMargin: 16; verticalCenter: parent.verticalCenter }
        spacing: 6
        Label {
            visible: !row.isWire && row.disabled !== "no"
            text: row.disabled === "bypass" ? qsTr("bypassed") : qsTr("disabled")
            tone: "faint"
            font.pixelSize: Theme.fontSmall
        }
        Rectangle {
            visible: row.severity !== ""
            anchors.verticalCenter: parent.verticalCenter
            width: 9
            height: 9
            radius: row.severity === "warning" ? 5 : 1
            color: row.severity === "warning" ? "transparent" : Theme.danger
            border.width: row.severity === "warning" ? 2 : 0
            border.color: Theme.warning
        }
    }
    AppTextField {
        id: field
        objectName: "rename"
        visible: false
        anchors { left: parent.left; leftMargin: 30; right: parent.right; rightMargin: 12; verticalCenter: parent.verticalCenter }
        height: parent.height - 2
        leftPadding: 6
        mono: row.editsId
        invalid: row.editsId && visible && row.document.whyNotRename(row.nodeId, text) !== "" && text !== row.nodeId
        Accessible.name: row.editsId ? qsTr("Id") : qsTr("Label")
        onAccepted: row.take()
        onActiveFocusChanged: if (!activeFocus) row.take()
        Keys.onEscapePressed: {
            visible = false;
            row.editingDone();
        }
    }
    HoverHandler { id: hover }
    TapHandler {
        onTapped: row.pressed()
        onDoubleTapped: row.opened()
    }
}
