import QtQuick
import Saltern.Studio
import Saltern.Ui

// What has to be known about the pipeline in front: it changed on disk, a demo or a replay is
// shown, a past run is painted, the engine observes.
Column {
    id: bars

    required property PipelineDocument document
    readonly property RunOverlay overlay: LiveRuns.overlay(document)
    readonly property bool played: overlay !== null && overlay.player !== null
    signal diffWanted()

    NoticeBar {
        objectName: "changedBar"
        width: parent.width
        visible: bars.document !== null && bars.document.changedOnDisk
        iconName: "warning"
        tone: "warning"
        text: bars.document ? qsTr("%1 was changed by another program.").arg(bars.document.fileName) : ""
        AppButton { text: qsTr("Show diff"); kind: "flat"; onClicked: bars.diffWanted() }
        AppButton { text: qsTr("Keep mine"); onClicked: bars.document.keepMine() }
        AppButton { text: qsTr("Reload"); kind: "primary"; onClicked: bars.document.reload() }
    }
    PlayBar {
        width: parent.width
        visible: bars.played
        overlay: bars.overlay
    }
    NoticeBar {
        objectName: "pastBar"
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.mode === "past"
        iconName: "clock"
        text: bars.overlay ? qsTr("The canvas shows run %1 as it went.").arg(bars.overlay.shownRun) : ""
        AppButton {
            objectName: "pastClose"
            text: !bars.played ? qsTr("Back to live") : bars.overlay.player.kind === "demo" ? qsTr("Back to the demo") : qsTr("Back to the replay")
            onClicked: bars.overlay.showLive()
        }
    }
    NoticeBar {
        objectName: "observeBar"
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.mode === "observe"
        iconName: "observe"
        text: qsTr("Observing: events are matched and everything is worked out, nothing is touched.")
        AppButton { text: qsTr("Run for real"); enabled: !EngineClient.observeOnly; onClicked: LiveRuns.run(bars.document, "run") }
    }
    NoticeBar {
        objectName: "staleBar"
        width: parent.width
        visible: bars.overlay !== null && bars.overlay.staleReason !== "" && bars.overlay.mode !== "past" && !bars.played
        iconName: "warning"
        tone: "warning"
        text: bars.overlay ? bars.overlay.staleReason : ""
        AppButton { text: qsTr("Deploy"); onClicked: LiveRuns.run(bars.document, bars.overlay.mode === "observe" ? "observe" : "run") }
    }
}
