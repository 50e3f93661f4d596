import QtQuick
import Saltern.Studio
import Saltern.Ui

// Why the node failed last, and what can be done about it.
Rectangle {
    id: box

    required property string sentence

    implicitHeight: column.implicitHeight + 20
    radius: Theme.radius
    color: Theme.dangerSurface
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("Failed: %1").arg(sentence)

    component Act: AppButton {
        required property string actionId
        required property bool wanted
        // Looked up when there is a failure: the box is made before what registers them.
        readonly property StudioAction command: wanted ? ActionRegistry.action(actionId) : null
        enabled: command !== null && command.enabled
        onClicked: command.trigger()
    }
    Column {
        id: column
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: 10 }
        spacing: 8
        Row {
            width: parent.width
            spacing: 8
            AppIcon {
                id: sign
                y: 1
                name: "error"
                color: Theme.danger
            }
            Label {
                width: parent.width - sign.width - 8
                text: box.sentence
                color: Theme.danger
                wrapMode: Text.Wrap
                maximumLineCount: 6
                font.pixelSize: Theme.fontSmall + 1
            }
        }
        Flow {
            width: parent.width
            spacing: 8
            Act {
                wanted: box.sentence !== ""
                objectName: "failureAgain"
                actionId: "node.again"
                text: qsTr("Run again")
                tip: qsTr("With the same event")
            }
            Act {
                wanted: box.sentence !== ""
                objectName: "failureLogs"
                actionId: "node.openLogs"
                text: qsTr("Logs")
                tip: qsTr("What the node wrote")
            }
            Act {
                wanted: box.sentence !== ""
                objectName: "failureIgnore"
                actionId: "node.ignore"
                text: qsTr("Ignore")
                tip: qsTr("Until it fails again")
            }
        }
    }
}
