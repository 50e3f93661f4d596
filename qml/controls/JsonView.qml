import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// Text of a machine to read, select and copy; to edit when `editable`.
Rectangle {
    id: view

    property alias text: area.text
    property alias area: area
    property bool editable: false
    property string name: ""

    radius: Theme.radiusSmall + 1
    color: Theme.field
    border.width: area.activeFocus ? 2 : 1
    border.color: area.activeFocus ? Theme.accent : Theme.border
    implicitHeight: area.implicitHeight + 2

    Flickable {
        id: flick
        anchors { fill: parent; margins: 2 }
        clip: true
        contentWidth: width
        contentHeight: area.height
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}
        Basic.TextArea.flickable: Basic.TextArea {
            id: area
            readOnly: !view.editable
            selectByMouse: true
            wrapMode: TextEdit.WrapAtWordBoundaryOrAnywhere
            textFormat: TextEdit.PlainText
            padding: 10
            font.family: Theme.monoFamily
            font.pixelSize: Theme.fontNormal - 1
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.onAccent
            tabStopDistance: 28
            Accessible.name: view.name
            background: null
        }
    }
}
