import QtQuick
import Saltern.Studio
import Saltern.Ui

// One command: press its keys to change them. What has them already is told before it loses them.
FocusScope {
    id: row

    required property int index
    required property string actionId
    required property string title
    required property string group
    required property string shortcutText
    required property var shortcuts
    property bool shown: true
    property bool recording: false
    property string wanted: ""   // recorded, but something else has it
    property string holder: ""   // what that is
    signal recordingWanted(bool on)

    function record(keys: string): void {
        const other = ActionRegistry.conflictOf(actionId, keys);
        recordingWanted(false);
        if (other === "") {
            ActionRegistry.setShortcuts(actionId, [keys]);
            return;
        }
        wanted = keys;
        holder = other;
    }
    // With Tab one comes to rows that are out of sight.
    onActiveFocusChanged: if (activeFocus) ListView.view.positionViewAtIndex(index, ListView.Contain)
    onRecordingChanged: if (recording) wanted = ""

    visible: shown
    height: shown ? line.height + (conflict.visible ? conflict.height : 0) : 0

    Item {
        id: line
        width: parent.width
        height: Math.round(38 * Theme.scale)
        Label {
            width: parent.width - buttons.width - 12
            height: parent.height
            text: row.title
        }
        Row {
            id: buttons
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            spacing: 4
            AppButton {
                id: recorder
                objectName: "keys-" + row.actionId
                implicitWidth: Math.round(220 * Theme.scale)
                text: row.recording ? qsTr("Press the keys …") : row.shortcuts.length > 0 ? row.shortcuts.join("   ") : qsTr("none")
                kind: row.recording ? "primary" : "normal"
                tip: qsTr("Press to record other keys")
                Accessible.name: row.recording ? text : qsTr("Keys of %1: %2").arg(row.title).arg(text)
                onClicked: row.recordingWanted(true)
                onActiveFocusChanged: if (!activeFocus && row.recording) row.recordingWanted(false)
                Keys.priority: Keys.BeforeItem
                // Nothing may answer to the keys that are being recorded.
                Keys.onShortcutOverride: event => event.accepted = row.recording
                Keys.onPressed: event => {
                    if (!row.recording)
                        return;
                    const keys = ActionRegistry.textOf(event.key, event.modifiers);
                    if (event.key === Qt.Key_Escape)
                        row.recordingWanted(false);
                    else if (keys !== "")
                        row.record(keys);
                    // Tab stays what goes from one thing to the next.
                    event.accepted = event.key !== Qt.Key_Tab && event.key !== Qt.Key_Backtab;
                }
            }
            IconButton {
                iconName: "trash"
                enabled: row.shortcuts.length > 0
                tip: qsTr("No keys for %1").arg(row.title)
                onClicked: ActionRegistry.setShortcuts(row.actionId, [])
            }
            IconButton {
                objectName: "resetKeys"
                iconName: "undo"
                enabled: row.shortcuts !== undefined && ActionRegistry.isChanged(row.actionId)
                tip: qsTr("Back to the keys that %1 came with").arg(row.title)
                onClicked: ActionRegistry.resetShortcuts(row.actionId)
            }
        }
    }
    Rectangle {
        id: conflict
        visible: row.wanted !== ""
        y: line.height
        width: parent.width
        height: Math.max(words.implicitHeight, choices.height) + 12
        radius: Theme.radiusSmall
        color: Theme.warningSurface
        Label {
            id: words
            objectName: "keyConflict"
            x: 10
            width: parent.width - choices.width - 28
            height: parent.height
            text: qsTr("%1 already means “%2”.").arg(row.wanted).arg(row.holder)
            wrapMode: Text.Wrap
            color: Theme.warning
        }
        Row {
            id: choices
            anchors { right: parent.right; rightMargin: 6; verticalCenter: parent.verticalCenter }
            spacing: 6
            AppButton {
                text: qsTr("Leave it")
                onClicked: row.wanted = ""
            }
            AppButton {
                objectName: "takeKeys"
                text: qsTr("Take it over")
                onClicked: {
                    ActionRegistry.takeOver(row.actionId, row.wanted);
                    row.wanted = "";
                }
            }
        }
    }
}
