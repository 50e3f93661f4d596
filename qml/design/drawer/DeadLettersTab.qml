import QtQuick
import Saltern.Studio
import Saltern.Ui

Item {
    id: tab

    required property DeadLetterModel letters
    required property var shell

    EventDialog {
        id: editor
        property var number: 0
        onConfirmed: event => tab.letters.again(number, event)
    }
    Connections {
        target: tab.letters
        function onBegun(run) { tab.shell.tell(qsTr("Run %1 began.").arg(run), "", "good"); }
    }
    DataTable {
        id: table
        objectName: "deadLetters"
        anchors.fill: parent
        visible: tab.letters.count > 0
        rowHeight: Math.round(30 * Theme.scale)
        name: qsTr("Dead letters")
        model: tab.letters
        columns: [
            { title: qsTr("Time"), role: "time", width: 120, color: () => Theme.textMuted },
            { title: qsTr("Node"), role: "node", width: 130, strong: true },
            { title: qsTr("Event"), role: "type", fill: 3, mono: true, color: () => Theme.textMuted },
            { title: qsTr("Why it was given up"), role: "reason", fill: 5, color: () => Theme.danger },
            { title: "", text: () => "", width: 100 }
        ]
        // What a demo or a replay gave up cannot be run again: its engine is gone.
        rowActions: tab.letters.record !== null ? [] : [
            { icon: "replay", tip: qsTr("Run again"), run: row => tab.letters.again(tab.letters.at(row, "number")) },
            { icon: "note", tip: qsTr("Edit the event and run it again"), run: row => table.edit(row) },
            { icon: "trash", tip: qsTr("Drop it"), run: row => tab.letters.drop(tab.letters.at(row, "number")) }
        ]
        function edit(row: int): void {
            editor.number = tab.letters.at(row, "number");
            editor.eventText = tab.letters.at(row, "eventText");
            editor.open();
        }
        onActivated: row => { if (tab.letters.record === null) edit(row); }
    }
    EmptyState {
        visible: tab.letters.count === 0
        anchors.fill: parent
        iconName: "check"
        title: qsTr("No dead letters")
        text: qsTr("When a node gives an event up after its last attempt, the event waits here, to be run again as it is or mended.")
    }
}
