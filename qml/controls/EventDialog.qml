import QtQuick
import Saltern.Ui

// An event to mend before it is run again.
AppDialog {
    id: dialog

    property string eventText: ""
    signal confirmed(string event)

    readonly property bool valid: {
        try {
            const value = JSON.parse(editor.text);
            return typeof value === "object" && value !== null && typeof value.type === "string" && value.type !== "";
        } catch (error) {
            return false;
        }
    }

    title: qsTr("Edit the event and run it again")
    acceptText: qsTr("Run again")
    acceptEnabled: valid
    initialFocus: editor.area
    width: Math.min(Math.round(680 * Theme.scale), (parent?.width ?? 800) - 48)
    onAboutToShow: editor.text = eventText
    onAccepted: confirmed(editor.text)

    JsonView {
        id: editor
        width: parent.width
        height: Math.round(320 * Theme.scale)
        editable: true
        name: qsTr("Event as JSON")
    }
    Label {
        width: parent.width
        text: dialog.valid ? qsTr("It begins a new run at the same node. The recorded event stays as it is.")
                           : qsTr("This is not an event yet: it has to be a JSON object with a \"type\".")
        color: dialog.valid ? Theme.textMuted : Theme.danger
        wrapMode: Text.Wrap
    }
}
