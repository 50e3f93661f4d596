pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// Two texts' difference in unified form.
AppDialog {
    id: dialog

    property string diff: ""

    width: Math.min(Math.round(820 * Theme.scale), (parent?.width ?? 900) - 48)

    Rectangle {
        width: parent.width
        height: Math.round(380 * Theme.scale)
        radius: Theme.radius
        color: Theme.field
        border.color: Theme.border
        ListView {
            anchors { fill: parent; margins: 8 }
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: dialog.diff.split("\n")
            Basic.ScrollBar.vertical: AppScrollBar {}
            delegate: Label {
                required property string modelData
                width: ListView.view.width
                leftPadding: 6
                text: modelData
                mono: true
                color: modelData.startsWith("+") ? Theme.good : modelData.startsWith("-") ? Theme.danger
                     : modelData.startsWith("@@") ? Theme.logic : Theme.textMuted
            }
        }
        EmptyState {
            visible: dialog.diff === ""
            anchors.fill: parent
            iconName: "check"
            title: qsTr("Nothing differs")
        }
    }
}
