import QtQuick
import QtQuick.Dialogs
import Saltern.Studio
import Saltern.Ui

// Which past events are played through the pipeline in the editor.
AppDialog {
    id: dialog

    property PipelineDocument document: null
    property string source: "hour" // "hour", "day", "file" or "run"
    readonly property RunOverlay overlay: LiveRuns.overlay(document)
    // One of a demo or a replay is not known to the engine.
    readonly property string run: overlay !== null && overlay.player === null ? overlay.shownRun : ""

    function play(): void {
        if (source === "file")
            ReplayPlayer.playFile(document, file.text);
        else if (source === "run")
            ReplayPlayer.playRun(document, shownRun);
        else
            ReplayPlayer.playSince(document, source === "day" ? 24 * 60 : 60);
    }
    // The run that was on the canvas when this was opened.
    property string shownRun: ""

    title: qsTr("Replay past events")
    acceptText: qsTr("Replay")
    acceptEnabled: source !== "file" || file.text !== ""
    onAboutToShow: {
        shownRun = run;
        if (shownRun !== "")
            source = "run";
        else if (source === "run")
            source = "hour";
    }
    onAccepted: play()

    Label {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.3
        tone: "muted"
        text: qsTr("What really happened is played through this pipeline as it stands here, and the canvas shows what would have come of it. It is simulated: nothing is touched.")
    }
    SegmentedControl {
        objectName: "replaySource"
        value: dialog.source
        model: (dialog.shownRun !== "" ? [{ value: "run", text: qsTr("Run %1").arg(dialog.shownRun) }] : []).concat([
            { value: "hour", text: qsTr("Last hour") }, { value: "day", text: qsTr("Last day") },
            { value: "file", text: qsTr("A file") }])
        onChosen: value => {
            dialog.source = value;
            if (value === "file")
                file.forceActiveFocus();
        }
    }
    Row {
        visible: dialog.source === "file"
        width: parent.width
        spacing: 8
        AppTextField {
            id: file
            objectName: "replayFile"
            width: parent.width - browse.width - parent.spacing
            placeholderText: qsTr("events.jsonl")
            Accessible.name: qsTr("File with one event a line")
            onAccepted: dialog.accept()
        }
        AppButton {
            id: browse
            iconName: "folder"
            text: qsTr("Choose…")
            onClicked: picker.open()
        }
    }
    Label {
        width: parent.width
        wrapMode: Text.Wrap
        tone: "faint"
        font.pixelSize: Theme.fontSmall
        text: dialog.source === "file" ? qsTr("One event a line, as saltern events --json and Save in the list of events write them.")
            : dialog.source === "run" ? qsTr("The event that began the run.")
            : qsTr("Events that the engine's journal still has, without those that runs made: these come again by themselves.")
    }
    FileDialog {
        id: picker
        title: qsTr("Replay the events of")
        nameFilters: [qsTr("Events (*.jsonl *.json)"), qsTr("All files (*)")]
        onAccepted: file.text = decodeURIComponent(String(selectedFile).replace(/^file:\/\//, ""))
    }
}
