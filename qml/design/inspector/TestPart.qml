import QtQuick
import Saltern.Studio
import Saltern.Ui

// Tries the node on one event, and says what came of it.
Column {
    id: part

    property var result: null // {text, log, milliseconds, error}
    property string sentence: "" // what failed, and where in the code
    property bool isExample: false // nothing has arrived yet to test with
    signal testRequested()

    spacing: 8

    Label {
        visible: box.visible
        text: qsTr("Last result")
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
    }
    Rectangle {
        id: box
        visible: part.result !== null && part.result !== undefined
        width: parent.width
        height: Math.min(outcome.implicitHeight + 16, 180)
        radius: Theme.radiusSmall + 1
        color: Theme.field
        border.color: part.result?.error ? Theme.danger : Theme.border
        clip: true
        Label {
            id: outcome
            objectName: "testResult"
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: 8 }
            mono: true
            wrapMode: Text.WrapAnywhere
            font.pixelSize: Theme.fontSmall
            color: part.result?.error ? Theme.danger : Theme.text
            text: [part.result?.error || part.result?.text || "", part.result?.log ?? "",
                   part.result?.milliseconds === undefined ? "" : qsTr("%1 ms").arg(part.result.milliseconds)].filter(text => text !== "").join("\n")
        }
    }
    Row {
        visible: part.sentence !== ""
        width: parent.width
        spacing: 6
        Rectangle {
            id: sign
            y: 2
            width: 10
            height: 10
            radius: 1
            color: Theme.danger
        }
        Label {
            objectName: "failedLine"
            width: parent.width - sign.width - parent.spacing
            wrapMode: Text.Wrap
            maximumLineCount: 3
            font.pixelSize: Theme.fontSmall
            color: Theme.danger
            text: part.sentence
        }
    }
    AppButton {
        objectName: "test"
        iconName: "play"
        text: part.isExample ? qsTr("Test with an example") : qsTr("Test with last event")
        onClicked: part.testRequested()
    }
}
