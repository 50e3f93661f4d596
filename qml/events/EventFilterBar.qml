import QtQuick
import QtQuick.Dialogs
import Saltern.Studio
import Saltern.Ui

// Filter, pause and keep what a list of events shows.
Row {
    id: bar

    required property EventListModel events
    required property DataTable table
    property bool compact: false
    property bool wordless: false // icons alone
    signal told(string message)

    spacing: 8
    SearchField {
        id: filterField
        objectName: "eventFilter"
        width: Math.round((bar.compact ? 230 : 320) * Theme.scale)
        placeholderText: qsTr("type: docker/container/*  or a pattern")
        invalid: bar.events.filterProblem !== ""
        onTextChanged: typing.restart()
        Timer {
            id: typing
            interval: 250
            onTriggered: bar.events.filter = filterField.text
        }
        AppToolTip {
            visible: bar.events.filterProblem !== "" && filterField.activeFocus
            text: bar.events.filterProblem
        }
    }
    AppButton {
        objectName: "pauseEvents"
        kind: "flat"
        iconName: bar.events.paused ? "play" : "pause"
        text: bar.wordless ? "" : words
        tip: bar.wordless ? words : ""
        readonly property string words: bar.events.paused ? qsTr("Go on") : qsTr("Pause")
        onClicked: bar.events.paused = !bar.events.paused
    }
    AppButton {
        kind: "flat"
        iconName: "save"
        text: bar.wordless ? "" : qsTr("Save as fixture")
        tip: qsTr("Save as fixture: the chosen event, or all that are shown, as a file for tests and replay")
        enabled: bar.events.count > 0
        onClicked: saver.open()
    }
    FileDialog {
        id: saver
        title: qsTr("Save events as a fixture")
        fileMode: FileDialog.SaveFile
        defaultSuffix: "jsonl"
        nameFilters: [qsTr("Events (*.jsonl)")]
        onAccepted: {
            const rows = bar.table.currentIndex >= 0 ? [bar.table.currentIndex]
                                                     : Array.from({ length: bar.events.count }, (_, row) => row);
            const problem = bar.events.saveFixture(selectedFile, rows);
            bar.told(problem !== "" ? problem : qsTr("%1 events were saved.").arg(rows.length));
        }
    }
}
