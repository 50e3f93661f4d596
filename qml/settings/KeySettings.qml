pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Every command with its keys. One is recorded at a time.
Item {
    id: keys

    property string recording: "" // the action whose keys are waited for

    SearchField {
        id: search
        objectName: "keySearch"
        width: parent.width
        placeholderText: qsTr("Search commands or keys")
    }
    ListView {
        id: list
        objectName: "keyList"
        anchors { fill: parent; topMargin: search.height + 8 }
        clip: true
        model: ActionRegistry
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 4000
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Commands and their keys")
        Basic.ScrollBar.vertical: AppScrollBar {}
        delegate: KeyRow {
            width: ListView.view.width - 12
            shown: (title + " " + shortcutText + " " + group).toLowerCase().includes(search.text.toLowerCase())
            recording: keys.recording === actionId
            onRecordingWanted: on => keys.recording = on ? actionId : ""
        }
    }
}
