import QtQuick
import Saltern.Studio
import Saltern.Ui

// What is inspected: the square of its category, its label, which can be typed over, and its kind.
Item {
    id: title

    required property PipelineDocument document
    required property list<string> nodes
    required property string category
    readonly property string node: nodes.length === 1 ? nodes[0] : ""
    property int revision: 0 // counts changes of the document

    implicitHeight: Math.round(52 * Theme.scale)

    Connections {
        target: title.document
        function onEdited() { ++title.revision; }
    }
    Rectangle {
        id: square
        anchors { left: parent.left; leftMargin: 16; verticalCenter: label.verticalCenter }
        width: 10
        height: 10
        radius: 3
        color: title.nodes.length === 1 ? Theme.category(title.category) : Theme.textFaint
    }
    AppTextField {
        id: label
        objectName: "label"
        anchors { left: square.right; leftMargin: 2; right: parent.right; rightMargin: 10; top: parent.top; topMargin: 6 }
        leftPadding: 6
        readOnly: title.node === ""
        font.pixelSize: Theme.fontLarge
        font.weight: Font.DemiBold
        text: title.node !== "" ? (title.revision, title.document.labelOf(title.node)) : qsTr("%1 nodes").arg(title.nodes.length)
        Accessible.name: qsTr("Label")
        onEditingFinished: {
            if (title.node !== "" && text !== title.document.labelOf(title.node))
                title.document.setLabel([title.node], text === title.node ? "" : text);
            text = Qt.binding(() => title.node !== "" ? (title.revision, title.document.labelOf(title.node)) : qsTr("%1 nodes").arg(title.nodes.length));
        }
        background: Rectangle {
            radius: Theme.radiusSmall + 1
            color: label.activeFocus ? Theme.field : label.hovered && !label.readOnly ? Theme.hover : "transparent"
            border.width: label.activeFocus ? 2 : 0
            border.color: Theme.accent
        }
    }
    Label {
        visible: title.node !== ""
        anchors { left: label.left; leftMargin: 6; right: parent.right; rightMargin: 16; top: label.bottom; topMargin: -1 }
        mono: true
        tone: "faint"
        font.pixelSize: Theme.fontSmall
        text: title.node !== "" ? (title.revision, title.node + " · " + title.document.kindOf(title.node)) : ""
    }
}
